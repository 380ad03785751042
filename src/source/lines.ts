/** Offsets inside, lines and columns for people: computed here and nowhere else. */
import type { SourceFile } from './object.ts';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units, as editors count. */
  readonly column: number;
}

const cache = new WeakMap<SourceFile, Uint32Array>();

/** Offset of the first character of each line. */
export const lineStarts = (file: SourceFile): Uint32Array => {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  const lineBreak = /\r\n|\n|\r/g;
  while (lineBreak.test(file.text)) starts.push(lineBreak.lastIndex);
  const found = Uint32Array.from(starts);
  cache.set(file, found);
  return found;
};

export const positionAt = (file: SourceFile, offset: number): Position => {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
};

/** The text of a 1-based line without its line break. */
export const lineText = (file: SourceFile, line: number): string => {
  const starts = lineStarts(file);
  const end = line < starts.length ? starts[line] : file.text.length;
  return file.text.slice(starts[line - 1] ?? file.text.length, end).replace(/[\r\n]+$/, '');
};
