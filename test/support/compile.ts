/** Compiles texts the way the command does, with addresses a test machine allows. */
import { type Compiled, type CompileOptions, compile } from '../../src/compile.ts';
import type { DialectOptions } from '../../src/dialects/dialect.ts';
import type { SourceFile } from '../../src/source/object.ts';
import { type TargetName, targetNames, targets } from '../../src/targets/registry.ts';
import type { Target, TargetOptions, Version } from '../../src/targets/target.ts';

export const httpPort = 18080;
export const httpsPort = 18443;

export const dialectOptions: DialectOptions = {
  listeners: { http: { ip: '127.0.0.1', port: httpPort }, https: { ip: '127.0.0.1', port: httpsPort } },
  classes: [],
  http3: false,
  sslPassthrough: true,
};

export const targetOptions = (name: TargetName, version?: Version): TargetOptions => {
  const target: Target = targets[name];
  return {
    version: version ?? target.versions.default,
    writeSecrets: true,
    http3: false,
    traefikFormat: 'crd',
    resolver: '127.0.0.1',
  };
};

export interface TestChoices {
  readonly targets?: readonly TargetName[];
  readonly versions?: { readonly [T in TargetName]?: Version };
  readonly dialect?: Partial<DialectOptions>;
  /** For every target. */
  readonly options?: Partial<TargetOptions>;
}

export const compileOptions = ({
  targets: wanted = targetNames,
  versions = {},
  dialect = {},
  options = {},
}: TestChoices = {}): CompileOptions => ({
  dialect: { ...dialectOptions, ...dialect },
  targets: wanted.map((name) => ({ name, options: { ...targetOptions(name, versions[name]), ...options } })),
});

export const compileText = (text: string, choices: TestChoices = {}): Compiled =>
  compileFiles([{ name: 'in.yaml', text }], choices);

export const compileFiles = (files: readonly SourceFile[], choices: TestChoices = {}): Compiled =>
  compile(files, compileOptions(choices));
