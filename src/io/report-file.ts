/** The report's file. It is looked at before the output is written, so that a bad path never leaves half a run behind. */
import { accessSync, constants, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { writeText } from './write-text.ts';

/** A sentence when the file could not be written. A folder that the run is about to make is fine. */
export const reportFileProblem = (file: string, output: string | undefined): string | undefined => {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return `--report ${file}: is a folder`;
  const folder = dirname(resolve(file));
  if (output !== undefined && output !== '-' && isWithin(folder, resolve(output))) return undefined;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `--report ${file}: cannot be written, its folder does not exist or is not ours to write`;
  }
};

/** Replaces the file in one step. */
export const writeReportFile = (file: string, text: string): void => {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeText(`${file}.part`, text, 'w');
  renameSync(`${file}.part`, file);
};

const isWithin = (folder: string, outer: string): boolean => {
  const way = relative(outer, folder);
  return way === '' || (!way.startsWith('..') && !way.startsWith('/'));
};
