/** The texts a command works on. A path the user named and that cannot be read ends the run; a file found in a folder does not. */
import { type InputProblem, readInputs } from '../io/read.ts';
import type { SourceFile } from '../source/object.ts';
import { configMapNames, isObjectName } from './config-map.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import type { Request } from './request.ts';
import type { Terminal } from './terminal.ts';

export type Input =
  | {
      readonly ok: true;
      readonly files: readonly SourceFile[];
      /** Files of folders that could not be read: sentences. */
      readonly skipped: readonly string[];
      /** `namespace/name` of the controller's ConfigMap, when `--config` says it. */
      readonly configMap?: string;
    }
  | { readonly ok: false; readonly code: ExitCode; readonly problems: readonly string[] };

export const readInput = async ({ config, paths }: Request, stdin: Terminal['stdin']): Promise<Input> => {
  const inFile = config !== undefined && !isObjectName(config);
  const settings = await readInputs(inFile ? [config] : [], () => bytesOf(stdin));
  const input = await readInputs(paths, () => bytesOf(stdin));
  const problems = [...settings.problems, ...input.problems];
  const fatal = problems.filter(({ named }) => named);
  if (fatal.length > 0) return { ok: false, code: exitCode.path, problems: fatal.map(messageOf) };
  const skipped = problems.map(messageOf);
  const known = new Set(input.files.map(({ name }) => name));
  const files = [...input.files, ...settings.files.filter(({ name }) => !known.has(name))];
  if (config === undefined) return { ok: true, files, skipped };
  const [configMap, ...more] = inFile ? configMapNames(settings) : [config];
  if (configMap !== undefined && more.length === 0) return { ok: true, files, skipped, configMap };
  const found =
    configMap === undefined
      ? 'no ConfigMap in it'
      : 'several ConfigMaps in it; give the name (namespace/name) of the one meant';
  return { ok: false, code: exitCode.usage, problems: [`--config ${config}: ${found}`] };
};

const messageOf = ({ message }: InputProblem): string => message;

const bytesOf = async (stream: Terminal['stdin']): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
};
