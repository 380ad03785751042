/** Offsets inside, lines and columns for people: computed here and nowhere else. */
import type { SourceFile } from './object.ts';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units, as editors count. */
  readonly column: number;
}

/** The lines met so far. A report of a large input asks about its beginning mostly, so no more is looked at than is needed. */
interface Lines {
  readonly text: string;
  /** False: all lines end with a newline, which is found faster. */
  readonly returns: boolean;
  /** Offset of the first character of each line; `count` of them are filled. */
  starts: Uint32Array;
  count: number;
  /** True: there are no more lines. */
  complete: boolean;
}

const cache = new WeakMap<SourceFile, Lines>();

const linesOf = (file: SourceFile): Lines => {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const { text } = file;
  const lines: Lines = { text, returns: text.includes('\r'), starts: new Uint32Array(256), count: 1, complete: false };
  cache.set(file, lines);
  return lines;
};

const lineBreak = /\r\n|\n|\r/g;

const readLine = (lines: Lines): void => {
  const { text, returns, count } = lines;
  const next = (returns ? breakAfter : newlineAfter)(text, startOf(lines, count));
  if (next === 0) {
    lines.complete = true;
    return;
  }
  if (count === lines.starts.length) {
    const longer = new Uint32Array(count * 2);
    longer.set(lines.starts);
    lines.starts = longer;
  }
  lines.starts[count] = next;
  lines.count++;
};

/** Offset behind the next line break; 0 when there is none. */
const newlineAfter = (text: string, from: number): number => text.indexOf('\n', from) + 1;

const breakAfter = (text: string, from: number): number => {
  lineBreak.lastIndex = from;
  return lineBreak.test(text) ? lineBreak.lastIndex : 0;
};

const startOf = ({ starts }: Lines, line: number): number => starts[line - 1] ?? 0;

/** How many lines a file has; no more than `limit` are counted. */
export const countLines = (file: SourceFile, limit: number): number => {
  const lines = linesOf(file);
  while (lines.count < limit && !lines.complete) readLine(lines);
  return Math.min(lines.count, limit);
};

export const positionAt = (file: SourceFile, offset: number): Position => {
  const lines = linesOf(file);
  while (startOf(lines, lines.count) <= offset && !lines.complete) readLine(lines);
  let low = 1;
  let high = lines.count;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(lines, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: offset - startOf(lines, low) + 1 };
};

/** The text of a 1-based line without its line break; empty behind the last one. */
export const lineText = (file: SourceFile, line: number): string => {
  const known = countLines(file, line + 1);
  if (known < line) return '';
  const lines = linesOf(file);
  const end = known > line ? startOf(lines, line + 1) : file.text.length;
  return file.text.slice(startOf(lines, line), end).replace(/[\r\n]+$/, '');
};
