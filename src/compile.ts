/** The whole pipeline as one function: texts in, files and findings out. Pure: no disk, no clock, no environment. */
import type { Diagnostic } from './diagnostics/report.ts';
import type { DialectOptions, KeyReading, Reading } from './dialects/dialect.ts';
import type { Model } from './model/model.ts';
import type { SourceFile } from './source/object.ts';
import type { OutputFile, Rendered, TargetOptions } from './targets/target.ts';

export interface CompileOptions {
  readonly dialect: DialectOptions;
  readonly targets: readonly { readonly name: string; readonly options: TargetOptions }[];
}

export interface CompiledTarget {
  readonly name: string;
  readonly version: string;
  readonly files: readonly OutputFile[];
  readonly rendered: Rendered;
}

export interface Compiled {
  readonly model: Model;
  readonly keys: readonly KeyReading[];
  readonly leftOut: Reading['leftOut'];
  readonly targets: readonly CompiledTarget[];
  readonly diagnostics: readonly Diagnostic[];
}

export type Compile = (files: readonly SourceFile[], options: CompileOptions) => Compiled;
