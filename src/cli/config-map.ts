/** `--config`: a file with the controller's ConfigMap, or the name of one among the input. */
import { existsSync } from 'node:fs';
import { createReport } from '../diagnostics/report.ts';
import { readInputs } from '../io/read.ts';
import { readDocuments } from '../source/documents.ts';
import type { SourceFile } from '../source/object.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { isObjectName } from './request.ts';
import type { Terminal } from './terminal.ts';

export type ConfigMapChoice =
  /** `files` are to be read besides the input. */
  | { readonly ok: true; readonly name?: string; readonly files: readonly SourceFile[] }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: string };

export const configMapOf = async (config: string | undefined, stdin: Terminal['stdin']): Promise<ConfigMapChoice> => {
  if (config === undefined) return { ok: true, files: [] };
  if (isObjectName(config) && !existsSync(config)) return { ok: true, name: config, files: [] };
  const input = await readInputs([config], stdin);
  if (!input.ok) return { ok: false, code: exitCode.path, problem: `--config ${input.problems.join('; ')}` };
  const [name, ...more] = input.files.flatMap(configMapsIn);
  if (name === undefined) return { ok: false, code: exitCode.usage, problem: `--config ${config}: no ConfigMap in it` };
  if (more.length > 0)
    return {
      ok: false,
      code: exitCode.usage,
      problem: `--config ${config}: more than one ConfigMap in it; name the one meant as namespace/name`,
    };
  return { ok: true, name, files: input.files };
};

const configMapsIn = (file: SourceFile): readonly string[] =>
  readDocuments(file, createReport()).flatMap(({ value }) => {
    if (!isRecord(value) || value['kind'] !== 'ConfigMap' || !isRecord(value['metadata'])) return [];
    const { name, namespace } = value['metadata'];
    return typeof name === 'string' ? [`${typeof namespace === 'string' ? namespace : 'default'}/${name}`] : [];
  });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
