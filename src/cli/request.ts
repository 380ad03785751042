/** What the user asked for, understood: flags turned into values, or into sentences that say what is wrong with them. */
import type { DialectOptions } from '../dialects/dialect.ts';
import type { Address } from '../model/model.ts';
import type { TargetOptions } from '../targets/target.ts';
import { parseAddress, parseIp } from './address.ts';
import { isObjectName } from './config-map.ts';
import type { RawFlags } from './options.ts';
import { type ChosenTarget, chooseTargets } from './target-choice.ts';

export interface Request {
  readonly paths: readonly string[];
  readonly targets: readonly (ChosenTarget & { readonly options: TargetOptions })[];
  readonly dialect: DialectOptions;
  /** File or `namespace/name`, as given. */
  readonly config?: string;
  /** A folder, `-` for standard output; absent: nothing is written. */
  readonly output?: string;
  readonly report: {
    readonly file?: string;
    readonly format: 'text' | 'json';
    readonly frames: boolean;
    readonly quiet: boolean;
    readonly strict: boolean;
    readonly failOn: RawFlags['failOn'];
  };
}

export type Understood =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly problems: readonly string[] };

export const understand = (paths: readonly string[], flags: RawFlags): Understood => {
  const problems: string[] = [];
  const problem = (text: string): void => void problems.push(text);
  if (paths.length === 0) problem('no input: name files or folders, or - for standard input');
  if (flags.output === '') problem('--output is empty: name a folder, or - to print');
  if (flags.output === '-' && flags.reportFormat === 'json' && flags.report === undefined)
    problem('--output - and --report-format json both want standard output: add --report FILE');
  const chosen = chooseTargets(flags.target ?? [], problem);
  const http = address('--http-address', flags.httpAddress, problem);
  const https = address('--https-address', flags.httpsAddress, problem);
  if (flags.resolver !== undefined && !parseIp(flags.resolver))
    problem(`--resolver ${flags.resolver}: not an IP address`);
  for (const [name, value] of objectFlags(flags))
    if (!isObjectName(value)) problem(`${name} ${value}: not of the form namespace/name`);
  if (problems.length > 0) return { ok: false, problems };
  const targets = chosen.map((target) => ({ ...target, options: targetOptions(target, flags) }));
  const dialect = dialectOptions(flags, { http, https });
  return { ok: true, request: { paths, targets, dialect, ...optional(flags), report: reportOptions(flags) } };
};

const address = (flag: string, text: string, problem: (text: string) => void): Address => {
  const parsed = parseAddress(text);
  if (parsed === undefined) problem(`${flag} ${text}: not of the form ip:port, :port or [ip]:port`);
  return parsed ?? { port: 0 };
};

const objectFlags = (flags: RawFlags): readonly (readonly [string, string])[] => {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['--default-backend-service', flags.defaultBackendService],
    ['--default-ssl-certificate', flags.defaultSslCertificate],
    ['--tcp-services-configmap', flags.tcpServicesConfigmap],
    ['--udp-services-configmap', flags.udpServicesConfigmap],
  ];
  return named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
};

const targetOptions = ({ version }: ChosenTarget, flags: RawFlags): TargetOptions => ({
  version,
  writeSecrets: flags.writeSecrets ?? false,
  http3: flags.http3 ?? false,
  traefikFormat: flags.traefikFormat,
  ...(flags.resolver === undefined ? {} : { resolver: flags.resolver }),
  ...(flags.nginxModule === undefined ? {} : { nginxModules: [flags.nginxModule] }),
  ...(flags.certs === undefined ? {} : { certificates: flags.certs }),
});

const dialectOptions = (flags: RawFlags, listeners: DialectOptions['listeners']): DialectOptions => ({
  listeners,
  classes: (flags.class ?? []).flatMap(list),
  http3: flags.http3 ?? false,
  sslPassthrough: flags.enableSslPassthrough ?? true,
  harden: flags.harden ?? false,
  ...(flags.defaultBackendService === undefined ? {} : { defaultBackendService: flags.defaultBackendService }),
  ...(flags.defaultSslCertificate === undefined ? {} : { defaultSslCertificate: flags.defaultSslCertificate }),
  ...(flags.tcpServicesConfigmap === undefined ? {} : { tcpServices: flags.tcpServicesConfigmap }),
  ...(flags.udpServicesConfigmap === undefined ? {} : { udpServices: flags.udpServicesConfigmap }),
});

const optional = ({ config, output }: RawFlags): Pick<Request, 'config' | 'output'> => ({
  ...(config === undefined ? {} : { config }),
  ...(output === undefined ? {} : { output }),
});

const reportOptions = (flags: RawFlags): Request['report'] => ({
  format: flags.reportFormat,
  frames: flags.frames ?? false,
  quiet: flags.quiet ?? false,
  strict: flags.strict ?? false,
  failOn: flags.failOn,
  ...(flags.report === undefined ? {} : { file: flags.report }),
});

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
