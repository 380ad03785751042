/** PCRE, as ingress-nginx users write it, read element by element and written for RE2; undefined where RE2 has no equal. */
import { encodePath } from './paths.ts';
import { Re2 } from './token.ts';

/** `path`: the text matched is a path. `pathAndQuery`: a query may follow, so nothing of the path may match a question mark. */
export type Subject = 'path' | 'pathAndQuery' | 'any';

export interface Converted {
  /** Alternatives outside any group. */
  readonly alternatives: readonly { readonly text: string; readonly anchored: boolean; readonly ended: boolean }[];
  /** True when `$` stands inside a group. */
  readonly innerEnd: boolean;
}

const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;
const group = /^\((?:\?(?::|P?<([A-Za-z_]\w*)>))?/;

interface Piece {
  readonly text: string;
  readonly length: number;
}

/** Reads the whole expression; undefined when an element has no equal in RE2. */
export const convert = (source: string, subject: Subject): Converted | undefined => {
  const alternatives: { text: string; anchored: boolean; ended: boolean }[] = [];
  let current = { text: '', anchored: false, ended: false };
  let depth = 0;
  let repeatable = false;
  let innerEnd = false;
  for (let i = 0; i < source.length; ) {
    const rest = source.slice(i);
    const repeat = quantifier.exec(rest)?.[0];
    if (repeat !== undefined) {
      const suffix = source[i + repeat.length];
      if (!repeatable || suffix === '+' || tooMany(repeat)) return undefined;
      current.text += repeat + (suffix === '?' ? '?' : '');
      i += repeat.length + (suffix === '?' ? 1 : 0);
      repeatable = false;
      continue;
    }
    const piece = readPiece(rest, subject);
    const c = source[i];
    if (piece === undefined || (current.ended && !(c === '|' && depth === 0))) return undefined;
    if (c === '(') depth++;
    if (c === ')') depth--;
    if (depth < 0) return undefined;
    repeatable = !['(', '|', '^', '$'].includes(c ?? '');
    if (c === '|' && depth === 0) {
      alternatives.push(current);
      current = { text: '', anchored: false, ended: false };
    } else if (c === '^') {
      if (depth > 0 || current.text !== '' || current.anchored) return undefined;
      current.anchored = true;
    } else if (c === '$' && depth === 0) current.ended = true;
    else {
      if (c === '$') innerEnd = true;
      current.text += piece.text;
    }
    i += piece.length;
  }
  return depth === 0 ? { alternatives: [...alternatives, current], innerEnd } : undefined;
};

const tooMany = (repeat: string): boolean => (repeat.match(/\d+/g) ?? []).some((n) => Number(n) > 1000);

const readPiece = (rest: string, subject: Subject): Piece | undefined => {
  const c = rest[0] ?? '';
  if (/[\u0000-\u001f\u007f]/.test(c)) return undefined;
  if (c === '(') return readGroup(rest);
  if (c === '[') return readClass(rest, subject);
  if (c === '\\') return readEscape(rest, subject);
  if (c === '.') return { text: subject === 'pathAndQuery' ? '[^?]' : '.', length: 1 };
  if (c === '{' || c === '}' || c === ']') return { text: `\\${c}`, length: 1 };
  const whole = [...rest][0] ?? '';
  const sent = subject === 'any' || '|^$'.includes(c) ? c : encodePath(whole);
  return sent.length > 1 ? { text: `(?:${sent})`, length: whole.length } : { text: c, length: 1 };
};

const readGroup = (rest: string): Piece | undefined => {
  const m = group.exec(rest);
  const open = m?.[0] ?? '';
  if (rest[open.length] === '?' || rest[open.length] === '*') return undefined;
  return { text: open === '(?:' ? '(?:' : '(', length: open.length };
};

/** Letters with the same meaning on both sides. */
const sameEscape = /^\\(?:[dsw]|[DSW]|[^A-Za-z0-9_\s])/;

const readEscape = (rest: string, subject: Subject): Piece | undefined => {
  const text = sameEscape.exec(rest)?.[0];
  if (text === undefined) return rest[1] === '_' ? { text: '_', length: 2 } : undefined;
  if (subject === 'pathAndQuery' && /[DSW]$/.test(text)) return undefined;
  return { text: text === '\\/' ? '/' : text, length: text.length };
};

const readClass = (rest: string, subject: Subject): Piece | undefined => {
  const m =
    /^\[(\^?)((?:\]|\\[^A-Za-z0-9]|\\[dswDSW]|\[:\^?[a-z]+:\]|[^\]\\[\u0000-\u001f])(?:\\[^A-Za-z0-9]|\\[dswDSW]|\[:\^?[a-z]+:\]|[^\]\\[\u0000-\u001f])*)\]/.exec(
      rest,
    );
  if (m?.[2] === undefined) return undefined;
  const query = subject === 'pathAndQuery' && m[1] === '^' ? '?' : '';
  return { text: `[${m[1] ?? ''}${m[2].startsWith(']') ? `\\${m[2]}` : m[2]}${query}]`, length: m[0].length };
};

/** Two slashes in a row would be merged into one by Contour, in expressions as well. */
const keepSlashes = (text: string): string => text.replace(/\/(?=\/)/g, '/(?:)');

/** What follows the leading slash of each alternative; undefined when one does not begin with a plain slash. */
const afterSlash = (alternatives: Converted['alternatives']): readonly string[] | undefined => {
  const rests: string[] = [];
  for (const { text, anchored, ended } of alternatives) {
    if (!text.startsWith('/') || quantifier.test(text.slice(1))) return undefined;
    const rest = text.slice(1);
    const open = ended || /(?:\.|\[\^\?\])\*\)?$/.test(rest) ? rest : `${rest}.*`;
    rests.push(anchored ? open : `(?:${open}|.*/${open})`);
  }
  return rests;
};

const withFlag = (ignoreCase: boolean, text: string): string =>
  ignoreCase && /[A-Za-z]/.test(text) ? `(?i)${text}` : text;

/** Whole-path expression for the condition `regex`: begins with a slash and goes on to the end. */
export const pathRegex = (source: string, ignoreCase: boolean): Re2 | undefined => {
  const rests = afterSlash(convert(source, 'path')?.alternatives ?? [{ text: '', anchored: true, ended: false }]);
  if (rests === undefined) return undefined;
  const body = rests.length === 1 ? (rests[0] ?? '') : `(?:${rests.join('|')})`;
  return Re2.checked(keepSlashes(`/${withFlag(ignoreCase, body)}`));
};

/** The same for the pseudo header `:path`, which carries the query as well. */
export const pathHeaderRegex = (source: string, ignoreCase: boolean): Re2 | undefined => {
  const converted = convert(source, 'pathAndQuery');
  if (converted === undefined || converted.innerEnd) return undefined;
  const [only, ...others] = converted.alternatives;
  if (only === undefined || others.length > 0 || !only.anchored) return undefined;
  return Re2.checked(withFlag(ignoreCase, `${only.text}${only.ended ? '' : '[^?]*'}(?:\\?.*)?`));
};

/** Found anywhere in a header value. */
export const searchRegex = (source: string, ignoreCase: boolean): Re2 | undefined => {
  const converted = convert(source, 'any');
  if (converted === undefined) return undefined;
  const each = converted.alternatives.map(
    ({ text, anchored, ended }) => `${anchored ? '' : '.*'}(?:${text})${ended ? '' : '.*'}`,
  );
  return Re2.checked(withFlag(ignoreCase, each.join('|')));
};

/** Found in the subject of a certificate, as Envoy's x-forwarded-client-cert has it at its end. */
export const subjectRegex = (source: string): Re2 | undefined => {
  const converted = convert(source, 'any');
  if (converted === undefined) return undefined;
  const each = converted.alternatives.map(
    ({ text, anchored, ended }) => `${anchored ? '' : '[^"]*'}(?:${text})${ended ? '' : '[^"]*'}`,
  );
  return Re2.checked(`.*Subject="(?:${each.join('|')})"`);
};

/** Text with which every match begins, lower case; empty when unknown. */
export const literalStart = (source: string): string => {
  if (!source.startsWith('^') || topLevel(source).includes('|')) return '';
  const text = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*)/.exec(source)?.[1] ?? '';
  const optional = /^[*?{]/.test(source.slice(1 + text.length));
  return (optional ? text.replace(/(?:\\.|[^\\])$/, '') : text).replace(/\\(.)/g, '$1').toLowerCase();
};

/** The expression without what stands in groups and classes. */
const topLevel = (source: string): string => {
  let out = source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  for (let before = ''; before !== out; ) {
    before = out;
    out = out.replace(/\([^()]*\)/g, '');
  }
  return out;
};
