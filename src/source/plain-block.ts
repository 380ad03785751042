/**
 * Reads documents written in the plainest YAML, as nearly all manifests are: block mappings and lists, one scalar per line, no
 * anchors, tags, flow collections or blocks of text. Anything else is left to the reader of all of YAML, which must agree.
 */
import { keyText, plainScalar } from './scalar.ts';

interface Reader {
  readonly text: string;
  at: number;
  /** Column of the line that comes next; -1 at the end of the text. */
  indent: number;
  depth: number;
  /** Set once something is met that is not plain. */
  left: boolean;
}

const maxDepth = 60;
const space = 0x20;
const quote = 0x22;
const hash = 0x23;
const apostrophe = 0x27;
const hyphen = 0x2d;
const colon = 0x3a;
const newline = 0x0a;
const carriageReturn = 0x0d;

const foreign = /[^ -~\r\n]|\r(?!\n)|(?:^|\n)(?:%|\.\.\.)/;
/** Characters that begin something else than plain text. */
const indicators = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((c) => c.charCodeAt(0)));

/** Undefined: not plain enough. */
export const readPlain = (text: string): Readonly<Record<string, unknown>> | undefined => {
  if (foreign.test(text)) return undefined;
  const marker = /^---[ \r]*\n/.exec(text);
  const reader: Reader = { text, at: marker === null ? 0 : marker[0].length, indent: 0, depth: 0, left: false };
  toNextLine(reader);
  if (reader.indent !== 0) return undefined;
  const value = readMapping(reader, 0);
  return isComplete(reader) ? value : undefined;
};

const isComplete = ({ left, indent }: Reader): boolean => !left && indent === -1;

/** From the start of a line to the first character of the next one that holds anything. */
const toNextLine = (r: Reader): void => {
  const { text } = r;
  let at = r.at;
  for (;;) {
    const start = at;
    while (text.charCodeAt(at) === space) at++;
    const first = text.charCodeAt(at);
    if (at >= text.length) {
      r.indent = -1;
      break;
    }
    if (first !== newline && first !== carriageReturn && first !== hash) {
      r.indent = at - start;
      break;
    }
    at = lineEnd(text, at) + 1;
  }
  r.at = at;
};

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};

const leave = (r: Reader): undefined => {
  r.left = true;
  return undefined;
};

const startsItem = (r: Reader): boolean => {
  const next = r.text.charCodeAt(r.at + 1);
  return r.text.charCodeAt(r.at) === hyphen && (next === space || next === newline || next === carriageReturn);
};

const readMapping = (r: Reader, indent: number): Readonly<Record<string, unknown>> => {
  const map: Record<string, unknown> = {};
  if (++r.depth > maxDepth) leave(r);
  while (r.indent === indent && !r.left) {
    const key = readKey(r);
    if (key === undefined || Object.hasOwn(map, key)) leave(r);
    else map[key] = readValue(r, indent, true);
  }
  if (r.indent > indent) leave(r);
  r.depth--;
  return map;
};

/** A key and its colon; leaves the reader behind them. */
const readKey = (r: Reader): string | undefined => {
  const { text } = r;
  let end = r.at;
  while (isKeyCharacter(text.charCodeAt(end))) end++;
  const next = text.charCodeAt(end + 1);
  const closed = next === space || next === newline || next === carriageReturn || end + 1 === text.length;
  if (text.charCodeAt(end) !== colon || !closed || end === r.at || end - r.at > 500 || !isLetter(text.charCodeAt(r.at)))
    return undefined;
  const key = keyText(plainScalar(text.slice(r.at, end)));
  r.at = end + 1;
  return key;
};

const isLetter = (c: number): boolean => (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);

/** Letters, digits, `-`, `.`, `/` and `_`. */
const isKeyCharacter = (c: number): boolean => isLetter(c) || (c >= 0x2d && c <= 0x39) || c === 0x5f;

/** What stands behind a key or a hyphen, on this line or below it. */
const readValue = (r: Reader, indent: number, inMapping: boolean): unknown => {
  const { text } = r;
  while (text.charCodeAt(r.at) === space) r.at++;
  const first = text.charCodeAt(r.at);
  if (first === quote || first === apostrophe) return readQuoted(r, first === quote ? doubleQuoted : singleQuoted);
  if (r.at >= text.length || first === newline || first === carriageReturn) return readBelow(r, indent, inMapping);
  return indicators.has(first) ? leave(r) : readPlainScalar(r);
};

/** A list may stand as far left as the key it belongs to. */
const readBelow = (r: Reader, indent: number, inMapping: boolean): unknown => {
  toNextLine(r);
  if (r.indent > indent) return startsItem(r) ? readList(r, r.indent) : readMapping(r, r.indent);
  return inMapping && r.indent === indent && startsItem(r) ? readList(r, indent) : null;
};

const readList = (r: Reader, indent: number): readonly unknown[] => {
  const list: unknown[] = [];
  if (++r.depth > maxDepth) leave(r);
  while (r.indent === indent && !r.left && startsItem(r)) list.push(readItem(r, indent));
  if (r.indent > indent) leave(r);
  r.depth--;
  return list;
};

/** A mapping may begin behind the hyphen: then its keys stand in that column. */
const readItem = (r: Reader, indent: number): unknown => {
  const { text } = r;
  const hyphenAt = r.at++;
  while (text.charCodeAt(r.at) === space) r.at++;
  const start = r.at;
  if (isLetter(text.charCodeAt(start)) && readKey(r) !== undefined) {
    r.at = start;
    r.indent = indent + start - hyphenAt;
    return readMapping(r, r.indent);
  }
  r.at = start;
  return readValue(r, indent, false);
};

/** On one line, with no escapes but those that mean the same in JSON. */
const doubleQuoted = /"[^"\\\r\n]*(?:\\["\\nt][^"\\\r\n]*)*"/y;
const singleQuoted = /'[^'\r\n]*'(?!')/y;

const readQuoted = (r: Reader, quoted: RegExp): string | undefined => {
  quoted.lastIndex = r.at;
  const written = quoted.exec(r.text)?.[0];
  if (written === undefined) return leave(r);
  const last = lineEnd(r.text, r.at);
  if (!/^[ \r]*$|^ +#/.test(r.text.slice(quoted.lastIndex, last))) return leave(r);
  r.at = last + 1;
  toNextLine(r);
  if (quoted === singleQuoted || !written.includes('\\')) return written.slice(1, -1);
  const value: unknown = JSON.parse(written);
  return typeof value === 'string' ? value : leave(r);
};

const readPlainScalar = (r: Reader): unknown => {
  const last = lineEnd(r.text, r.at);
  const line = r.text.slice(r.at, last);
  const comment = line.indexOf(' #');
  const value = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
  if (value.includes(': ') || value.endsWith(':')) return leave(r);
  r.at = last + 1;
  toNextLine(r);
  return plainScalar(value);
};
