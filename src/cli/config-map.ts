/** `--config`: a file with the controller's ConfigMap, or the name of one among the input. */
import { createReport } from '../diagnostics/report.ts';
import type { Inputs } from '../io/read.ts';
import { readDocuments } from '../source/documents.ts';
import type { SourceFile } from '../source/object.ts';

export const isObjectName = (text: string): boolean =>
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(text) && !/\.(ya?ml|json)$/.test(text);

/** `namespace/name` of every ConfigMap in the files. */
export const configMapNames = ({ files }: Inputs): readonly string[] => files.flatMap(namesIn);

const namesIn = (file: SourceFile): readonly string[] =>
  readDocuments(file, createReport()).flatMap(({ value }) => {
    if (!isRecord(value) || value['kind'] !== 'ConfigMap' || !isRecord(value['metadata'])) return [];
    const { name, namespace } = value['metadata'];
    return typeof name === 'string' ? [`${typeof namespace === 'string' ? namespace : 'default'}/${name}`] : [];
  });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
