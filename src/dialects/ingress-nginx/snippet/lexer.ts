/** nginx configuration text → directives with their lines. Quoting and escapes are those of nginx itself. */

export interface SnippetWord {
  /** Without quotes, escapes undone; dollar signs still start variables. */
  readonly text: string;
  readonly quoted: boolean;
}

export interface SnippetDirective {
  readonly name: string;
  readonly args: readonly SnippetWord[];
  /** 1-based, inside the snippet. */
  readonly line: number;
  /** Directives of `{ … }`; absent for a directive that ends with `;`. */
  readonly block?: readonly SnippetDirective[];
  /** As written, from the name to the end. */
  readonly source: string;
}

export interface SnippetText {
  readonly directives: readonly SnippetDirective[];
  /** Where nginx would give up; the directives before the place are kept. */
  readonly broken?: { readonly line: number; readonly why: string };
}

type Token =
  | {
      readonly kind: 'word';
      readonly text: string;
      readonly quoted: boolean;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: ';' | '{' | '}' | 'end'; readonly start: number; readonly end: number }
  | { readonly kind: 'broken'; readonly why: string; readonly start: number; readonly end: number };

/** Reads a whole snippet. Never throws: what nginx could not load is reported in `broken`. */
export const parseSnippet = (text: string): SnippetText => {
  const cursor: Cursor = { at: 0, line: 1, counted: 0 };
  const found: SnippetDirective[] = [];
  const broken = readDirectives(text, cursor, found, 0);
  return broken === undefined ? { directives: found } : { directives: found, broken };
};

type Break = { readonly line: number; readonly why: string };
/** `line` is that of the offset `counted`. */
type Cursor = { at: number; line: number; counted: number };

const deepest = 20;

const readDirectives = (text: string, cursor: Cursor, into: SnippetDirective[], depth: number): Break | undefined => {
  if (depth > deepest) return { line: lineAt(text, cursor.at), why: 'blocks are nested too deeply' };
  for (;;) {
    const first = nextToken(text, cursor.at);
    cursor.at = first.end;
    if (first.kind === 'end') return depth === 0 ? undefined : brokenAt(text, first, 'a } is missing');
    if (first.kind === '}') return depth > 0 ? undefined : brokenAt(text, first, 'there is a } too many');
    if (first.kind === 'broken') return brokenAt(text, first, first.why);
    if (first.kind !== 'word') return brokenAt(text, first, `unexpected ${first.kind}`);
    const broken = readDirective(text, cursor, first.text, first.start, into, depth);
    if (broken !== undefined) return broken;
  }
};

const readDirective = (
  text: string,
  cursor: Cursor,
  name: string,
  start: number,
  into: SnippetDirective[],
  depth: number,
): Break | undefined => {
  const args: SnippetWord[] = [];
  for (;;) {
    const token = nextToken(text, cursor.at);
    cursor.at = token.end;
    if (token.kind === 'word') {
      args.push({ text: token.text, quoted: token.quoted });
      continue;
    }
    const made = { name, args, line: lineOf(text, cursor, start) };
    if (token.kind === ';') {
      into.push({ ...made, source: text.slice(start, token.end) });
      return undefined;
    }
    if (token.kind !== '{')
      return brokenAt(text, token, token.kind === 'broken' ? token.why : `${name} is not ended by ;`);
    const block: SnippetDirective[] = [];
    const broken = name.endsWith('_by_lua_block')
      ? skipForeignBlock(text, cursor)
      : readDirectives(text, cursor, block, depth + 1);
    if (broken !== undefined) return broken;
    into.push({ ...made, block, source: text.slice(start, cursor.at) });
    return undefined;
  }
};

/** A block in another language: braces are counted, nothing else is looked at. */
const skipForeignBlock = (text: string, cursor: Cursor): Break | undefined => {
  let open = 1;
  for (; cursor.at < text.length; cursor.at++) {
    const c = text[cursor.at];
    if (c === '{') open++;
    else if (c === '}' && --open === 0) {
      cursor.at++;
      return undefined;
    }
  }
  return { line: lineAt(text, text.length), why: 'a } is missing' };
};

const blank = /[ \t\r\n]/;

const nextToken = (text: string, from: number): Token => {
  let start = from;
  for (; start < text.length; start++) {
    const c = text.charAt(start);
    if (c === '#') while (start < text.length && text[start] !== '\n') start++;
    else if (!blank.test(c)) break;
  }
  const c = text[start];
  if (c === undefined) return { kind: 'end', start, end: start };
  if (c === ';' || c === '{' || c === '}') return { kind: c, start, end: start + 1 };
  return c === '"' || c === "'" ? quotedWord(text, start, c) : bareWord(text, start);
};

const quotedWord = (text: string, start: number, quote: string): Token => {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) {
      const next = text[i + 1];
      const word = {
        kind: 'word' as const,
        text: unescaped(text.slice(start + 1, i)),
        quoted: true,
        start,
        end: i + 1,
      };
      if (next === undefined || blank.test(next) || next === ';' || next === '{' || next === ')') return word;
      return { kind: 'broken', why: `unexpected ${JSON.stringify(next)} after a quote`, start: i + 1, end: i + 2 };
    }
  }
  return { kind: 'broken', why: 'a quote is not closed', start, end: text.length };
};

/** `{` ends a word unless it belongs to `${name}`. */
const bareWord = (text: string, start: number): Token => {
  let i = start;
  for (let variable = false; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '{' && variable) {
      variable = false;
      continue;
    }
    variable = c === '$';
    if (c === '\\') i++;
    else if (blank.test(c) || c === ';' || c === '{') break;
  }
  const end = Math.min(i, text.length);
  return { kind: 'word', text: unescaped(text.slice(start, end)), quoted: false, start, end };
};

const escapes: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(["'\\trn])/g, (_, c: string) => escapes[c] ?? c) : text;

/** Directives come in order: their lines are counted on from the last one. */
const lineOf = (text: string, cursor: Cursor, at: number): number => {
  if (at < cursor.counted) return lineAt(text, at);
  for (let i = text.indexOf('\n', cursor.counted); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) cursor.line++;
  cursor.counted = at;
  return cursor.line;
};

const lineAt = (text: string, at: number): number => {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
};

const brokenAt = (text: string, token: Token, why: string): Break => ({ line: lineAt(text, token.start), why });
