/** An excerpt of the input with the place marked below it. Plain text: colour is the terminal's business. */
import { countLines, lineText } from './lines.ts';
import type { Location } from './locate.ts';

export interface CodeFrameOptions {
  /** Lines shown before the one concerned (default 2). */
  readonly before?: number;
  /** Lines shown after it (default 1). */
  readonly after?: number;
  /** Characters of a line shown at most (default 100). */
  readonly width?: number;
}

export interface FrameLine {
  readonly number: number;
  readonly text: string;
  /** On the line concerned: where the caret row begins and how many carets it has. */
  readonly mark?: { readonly column: number; readonly length: number };
}

/** The lines of an excerpt, ready to print: tabs are blanks, control characters visible, long lines cut around the mark. */
export const frameLines = (location: Location, options: CodeFrameOptions = {}): readonly FrameLine[] => {
  const { before = 2, after = 1, width = 100 } = options;
  const { file, line, column } = location;
  const last = lineOfEnd(location, line + after);
  const raw = lineText(file, line);
  const length = location.endLine === line ? location.endColumn - column : raw.length - column + 1;
  const from = Math.max(0, column - 1 - 2 * width);
  const near = (text: string): string => text.slice(from, from + 5 * width);
  const mark = shown(near(raw), column - 1 - from, Math.max(length, 1));
  const shift = Math.max(0, Math.min(mark.start - Math.floor(width / 3), mark.text.length - width));
  const lines: FrameLine[] = [];
  for (let number = Math.max(1, line - before); number <= last; number++) {
    const text = cut(number === line ? mark.text : visible(near(lineText(file, number))), shift, width);
    const room = shift + width - mark.start;
    if (number !== line) lines.push({ number, text });
    else
      lines.push({
        number,
        text,
        mark: { column: mark.start - shift, length: Math.max(1, Math.min(mark.length, room)) },
      });
  }
  return lines;
};

export const codeFrame = (location: Location, options: CodeFrameOptions = {}): string => {
  const lines = frameLines(location, options);
  const gutter = String(lines.at(-1)?.number ?? 1).length;
  return lines
    .flatMap(({ number, text, mark }) => {
      const row = `${mark === undefined ? ' ' : '>'} ${String(number).padStart(gutter)} | ${text}`.trimEnd();
      return mark === undefined
        ? [row]
        : [row, `  ${' '.repeat(gutter)} | ${' '.repeat(mark.column)}${'^'.repeat(mark.length)}`];
    })
    .join('\n');
};

/** The line wanted, or the last one that holds anything. */
const lineOfEnd = ({ file, line }: Location, wanted: number): number => {
  const lines = countLines(file, wanted + 1);
  if (lines > wanted) return wanted;
  return lines > line && lineText(file, lines) === '' ? lines - 1 : lines;
};

const tabWidth = 2;

/** What is printed for a line, and where `from`, `length` of the line lie in it. */
const shown = (
  line: string,
  from: number,
  length: number,
): { readonly text: string; readonly start: number; readonly length: number } => {
  const start = visible(line.slice(0, from));
  const marked = visible(line.slice(from, from + length).trimEnd());
  return { text: start + visible(line.slice(from)), start: start.length, length: marked.length };
};

/** Characters a terminal would act upon, or that hide or turn text, in a form that can be seen. */
const visible = (text: string): string =>
  text
    .replaceAll('\t', ' '.repeat(tabWidth))
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(
      /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]/g,
      (c) => `<${c.charCodeAt(0).toString(16).padStart(4, '0')}>`,
    );

const cut = (text: string, shift: number, width: number): string => {
  const part = text.slice(shift, shift + width);
  return `${shift > 0 ? `…${part.slice(1)}` : part}${shift + width < text.length ? '…' : ''}`;
};
