/**
 * Reads documents written in the plainest YAML, as nearly all manifests are: block mappings and lists, one scalar per line, no
 * anchors, tags, flow collections or blocks of text. Anything else is left to the reader of all of YAML, which must agree.
 * Every character of a file comes through here, hence the plain loops over character codes.
 */
import {
  apostrophe,
  carriageReturn,
  colon,
  deepest,
  hash,
  hyphen,
  indicators,
  isKeyCharacter,
  isLetter,
  longestKey,
  newline,
  quote,
  space,
} from './plain-characters.ts';
import { hashed, keyAt, nothingSeen, plainAt, quotedAt, type Seen } from './seen-words.ts';

interface Reader {
  readonly text: string;
  /** Where the document ends. */
  readonly end: number;
  readonly seen: Seen;
  /** Items of the lists that are open. */
  readonly items: unknown[];
  count: number;
  at: number;
  /** Column of the line that comes next; -1 at the end of the text. */
  indent: number;
  depth: number;
  /** Set once something is met that is not plain. */
  left: boolean;
}

const backslash = 0x5c;
const lastPlain = 0x7e;

/** Undefined: not plain enough. `seen` is that of the file whose text this is. */
export const readPlain = (
  text: string,
  start = 0,
  end = text.length,
  seen: Seen = nothingSeen(text),
): Readonly<Record<string, unknown>> | undefined => {
  const r: Reader = { text, end, seen, items: [], count: 0, at: start, indent: 0, depth: 0, left: false };
  if (text.startsWith('---', start)) skipMarker(r);
  toNextLine(r);
  if (r.indent !== 0) return undefined;
  const value = readMapping(r, 0, undefined);
  return isComplete(r) ? value : undefined;
};

const isComplete = ({ left, indent }: Reader): boolean => !left && indent === -1;

const leave = (r: Reader): undefined => {
  r.left = true;
  return undefined;
};

const skipMarker = (r: Reader): void => {
  r.at += 3;
  skipBlanks(r);
  const first = r.text.charCodeAt(r.at);
  if (r.at >= r.end || (first !== newline && first !== carriageReturn)) leave(r);
};

const skipBlanks = (r: Reader): void => {
  while (r.at < r.end && r.text.charCodeAt(r.at) === space) r.at++;
};

/** To the first character of the next line that holds anything. What is left of this line must be blank. */
const toNextLine = (r: Reader): void => {
  const { text, end } = r;
  let at = r.at;
  let start = at;
  while (at < end) {
    const c = text.charCodeAt(at);
    if (c === space) {
      at++;
    } else if (c === newline) {
      start = ++at;
    } else if (c === hash || c === carriageReturn) {
      start = at = behindLine(r, at);
    } else {
      r.indent = at - start;
      r.at = at;
      return;
    }
  }
  r.indent = -1;
  r.at = at;
};

/** Where the next line begins; at `at` stands a comment or the end of the line. */
const behindLine = (r: Reader, at: number): number => {
  const { text, end } = r;
  let i = at;
  if (text.charCodeAt(i) === hash) while (i < end && isPlain(text.charCodeAt(i))) i++;
  if (i >= end) return end;
  if (text.charCodeAt(i) === carriageReturn) i++;
  if (i < end && text.charCodeAt(i) === newline) return i + 1;
  leave(r);
  return end;
};

const isPlain = (c: number): boolean => c >= space && c <= lastPlain;

const startsItem = (r: Reader): boolean => {
  if (r.text.charCodeAt(r.at) !== hyphen) return false;
  const next = r.at + 1 < r.end ? r.text.charCodeAt(r.at + 1) : 0;
  return next === space || next === newline || next === carriageReturn;
};

/** `first`: its first key, when that is read already. */
const readMapping = (r: Reader, indent: number, first: string | undefined): Readonly<Record<string, unknown>> => {
  const map: Record<string, unknown> = {};
  if (++r.depth > deepest) leave(r);
  let keys = 0;
  for (let key = first ?? readKey(r); !r.left; key = readKey(r)) {
    // What every object inherits (`constructor`) looks like a key that is there already: the other reader knows better.
    if (key === undefined || (keys++ > 0 && map[key] !== undefined)) leave(r);
    else map[key] = readValue(r, indent, true);
    if (r.indent !== indent) break;
  }
  if (r.indent > indent) leave(r);
  r.depth--;
  return map;
};

/** A key and its colon; leaves the reader behind them. */
const readKey = (r: Reader): string | undefined => {
  const { text, at: from, end } = r;
  if (!isLetter(text.charCodeAt(from))) return undefined;
  let at = from;
  let code = 0;
  let c = text.charCodeAt(at);
  while (isKeyCharacter(c) && at < end) {
    code = hashed(code, c);
    c = text.charCodeAt(++at);
  }
  if (c !== colon || at >= end || at - from > longestKey) return undefined;
  const next = at + 1 < end ? text.charCodeAt(at + 1) : newline;
  if (next !== space && next !== newline && next !== carriageReturn) return undefined;
  r.at = at + 1;
  return keyAt(r.seen, text, from, at, code);
};

/** What stands behind a key or a hyphen, on this line or below it. */
const readValue = (r: Reader, indent: number, inMapping: boolean): unknown => {
  skipBlanks(r);
  const first = r.at < r.end ? r.text.charCodeAt(r.at) : newline;
  if (isLetter(first)) return readPlainScalar(r);
  if (first === newline || first === carriageReturn) return readBelow(r, indent, inMapping);
  if (first === quote) return readDoubleQuoted(r);
  if (first === apostrophe) return readSingleQuoted(r);
  return indicators.has(first) ? leave(r) : readPlainScalar(r);
};

/** A list may stand as far left as the key it belongs to. */
const readBelow = (r: Reader, indent: number, inMapping: boolean): unknown => {
  toNextLine(r);
  if (r.indent > indent) return startsItem(r) ? readList(r, r.indent) : readMapping(r, r.indent, undefined);
  return inMapping && r.indent === indent && startsItem(r) ? readList(r, indent) : null;
};

const readList = (r: Reader, indent: number): readonly unknown[] => {
  const { items, count: before } = r;
  if (++r.depth > deepest) leave(r);
  while (r.indent === indent && !r.left && startsItem(r)) {
    const item = readItem(r, indent);
    items[r.count++] = item;
  }
  if (r.indent > indent) leave(r);
  r.depth--;
  const list = items.slice(before, r.count);
  r.count = before;
  return list;
};

/** A mapping may begin behind the hyphen: then its keys stand in that column. */
const readItem = (r: Reader, indent: number): unknown => {
  const hyphenAt = r.at++;
  skipBlanks(r);
  const start = r.at;
  const key = start < r.end ? readKey(r) : undefined;
  if (key === undefined) {
    r.at = start;
    return readValue(r, indent, false);
  }
  r.indent = indent + start - hyphenAt;
  return readMapping(r, r.indent, key);
};

/** On one line, with no escapes but those that mean the same in JSON. */
const readDoubleQuoted = (r: Reader): string | undefined => {
  const { text, end } = r;
  const from = r.at + 1;
  let code = 0;
  let escapes = false;
  let at = from;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === quote || !isPlain(c)) break;
    if (c === backslash) {
      escapes = true;
      if (!'"\\nt'.includes(text.charAt(++at))) return leave(r);
    }
    code = hashed(code, c);
  }
  if (!endsQuoted(r, at, quote)) return leave(r);
  if (!escapes) return quotedAt(r.seen, text, from, at, code);
  const value: unknown = JSON.parse(text.slice(from - 1, at + 1));
  return typeof value === 'string' ? value : leave(r);
};

const readSingleQuoted = (r: Reader): string | undefined => {
  const { text, end } = r;
  const from = r.at + 1;
  let code = 0;
  let at = from;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === apostrophe || !isPlain(c)) break;
    code = hashed(code, c);
  }
  return endsQuoted(r, at, apostrophe) ? quotedAt(r.seen, text, from, at, code) : leave(r);
};

/** Goes to the next line behind a closing quote. False: there is none, or something follows it. */
const endsQuoted = (r: Reader, at: number, closing: number): boolean => {
  const { text, end } = r;
  if (at >= end || text.charCodeAt(at) !== closing) return false;
  r.at = at + 1;
  skipBlanks(r);
  if (r.at < end) {
    const c = text.charCodeAt(r.at);
    if (c !== newline && c !== carriageReturn && (c !== hash || r.at === at + 1)) return false;
    r.at = behindLine(r, r.at);
  }
  toNextLine(r);
  return true;
};

const readPlainScalar = (r: Reader): unknown => {
  const { text, at: from, end } = r;
  let code = 0;
  let last = from;
  let at = from;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === space) continue;
    if (!isPlain(c) || (c === hash && at > last)) break;
    if (c === colon && !isInside(text, at, end)) return leave(r);
    code = hashed(code, c);
    last = at + 1;
  }
  r.at = behindLine(r, at);
  toNextLine(r);
  return plainAt(r.seen, text, from, last, code);
};

/** True when a colon at `at` is followed by something: otherwise it ends a key. */
const isInside = (text: string, at: number, end: number): boolean => {
  const next = at + 1 < end ? text.charCodeAt(at + 1) : newline;
  return next !== space && next !== newline && next !== carriageReturn;
};
