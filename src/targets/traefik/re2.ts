/** PCRE, as ingress-nginx users write it, into RE2, as Traefik reads it; what RE2 cannot say is named. */

/** `also` and `never`: further expressions that must (not) match, made of look-aheads behind a fixed text. */
export interface Re2 {
  readonly source: string;
  readonly also: readonly string[];
  readonly never: readonly string[];
  readonly groups: number;
}
export type Re2Reading = { readonly ok: true; readonly regex: Re2 } | { readonly ok: false; readonly because: string };

export const quoteRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

/** Reads a PCRE. The expression is not anchored beyond what its text says. */
export const re2 = (pattern: { readonly source: string; readonly ignoreCase: boolean }): Re2Reading => {
  const flag = pattern.ignoreCase ? '(?i)' : '';
  const state: State = { text: pattern.source, at: 0, groups: 0, fixed: true, head: '', also: [], never: [] };
  const body = alternatives(state, 0);
  if (typeof body !== 'string') return { ok: false, because: body.because };
  if (state.at < state.text.length) return { ok: false, because: 'a closing parenthesis without an opening one' };
  const all = (list: readonly string[]): readonly string[] => list.map((l) => flag + l);
  return {
    ok: true,
    regex: { source: flag + body, also: all(state.also), never: all(state.never), groups: state.groups },
  };
};

interface Fault {
  readonly because: string;
}
interface State {
  readonly text: string;
  at: number;
  groups: number;
  /** True while nothing but literal characters has been read at the outermost level. */
  fixed: boolean;
  head: string;
  readonly also: string[];
  readonly never: string[];
}

const fault = (because: string): Fault => ({ because });

/** Everything up to the closing parenthesis of this level, or the end. */
const alternatives = (s: State, depth: number): string | Fault => {
  let out = '';
  while (s.at < s.text.length) {
    const c = s.text[s.at] ?? '';
    if (c === ')') return depth > 0 ? out : fault('a parenthesis is closed that was never opened');
    if (c === '|' && depth === 0) s.fixed = false;
    const piece = atom(s, depth);
    if (typeof piece !== 'string') return piece;
    const repeat = quantifier(s);
    if (typeof repeat !== 'string') return repeat;
    if (depth === 0 && s.fixed) {
      if (repeat === '' && /^(\^|\\?[^\\()[\].*+?{}|$])$/.test(piece)) s.head += piece;
      else if (piece !== '') s.fixed = false;
    }
    out += piece + repeat;
  }
  return depth > 0 ? fault('a parenthesis that is not closed') : out;
};

const atom = (s: State, depth: number): string | Fault => {
  const c = s.text[s.at] ?? '';
  if (c === '\\') return escapeSequence(s, false);
  if (c === '[') return characterClass(s);
  if (c === '(') return group(s, depth);
  if (c === '*' || c === '+' || c === '?') return fault(`nothing stands before ${c}`);
  const char = String.fromCodePoint(s.text.codePointAt(s.at) ?? 0);
  s.at += char.length;
  return char;
};

const quantifier = (s: State): string | Fault => {
  const m = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(s.text.slice(s.at, s.at + 24));
  if (m === null) return '';
  const [low, high] = m[0].startsWith('{') ? m[0].slice(1, -1).split(',') : [];
  if (Number(low ?? 0) > 1000 || Number(high ?? 0) > 1000) return fault(`the repeat count ${m[0]} is over 1000`);
  s.at += m[0].length;
  const next = s.text[s.at];
  if (next === '+') return fault(`the possessive quantifier ${m[0]}+`);
  if (next !== '?') return m[0];
  s.at++;
  return `${m[0]}?`;
};

const group = (s: State, depth: number): string | Fault => {
  const rest = s.text.slice(s.at);
  const look = /^\(\?(<?)([=!])/.exec(rest);
  if (look !== null) return lookAround(s, depth, look[0], look[1] === '<', look[2] === '!');
  const open = /^\((?:\?(?:P?<([A-Za-z_]\w*)>|([imsU]*(?:-[imsU]+)?)([:)]))|(?![?*]))/.exec(rest);
  if (open === null) return fault(`the group ${rest.slice(0, 4)}…`);
  s.at += open[0].length;
  if (open[3] === ')') return open[0];
  if (open[3] !== ':') s.groups++;
  const body = alternatives(s, depth + 1);
  if (typeof body !== 'string') return body;
  s.at++;
  return `${open[1] === undefined ? open[0] : `(?P<${open[1]}>`}${body})`;
};

/** A look-ahead behind a fixed text is a second test of the same path; any other has no counterpart. */
const lookAround = (s: State, depth: number, open: string, behind: boolean, negative: boolean): string | Fault => {
  if (behind || depth > 0 || !s.fixed || !s.head.startsWith('^')) return fault(`the look-around ${open}…)`);
  const before = s.groups;
  s.at += open.length;
  const body = alternatives(s, depth + 1);
  if (typeof body !== 'string') return body;
  if (s.groups !== before) return fault(`a group inside the look-around ${open}…)`);
  s.at++;
  (negative ? s.never : s.also).push(`${s.head}(?:${body})`);
  return '';
};

const translated: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  h: ['[ \\t]', ' \\t'],
  R: ['(?:\\r\\n|[\\n\\r])', ''],
  N: ['[^\\n]', ''],
  e: ['\\x1b', '\\x1b'],
  Z: ['\\z', ''],
  H: ['[^ \\t]', ''],
};

const escapeSequence = (s: State, inClass: boolean): string | Fault => {
  const c = s.text[s.at + 1];
  if (c === undefined) return fault('a backslash at the end');
  const hex = /^\\x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,6}\})/.exec(s.text.slice(s.at, s.at + 12));
  if (hex !== null) return take(s, hex[0].length, hex[0]);
  if (inClass && c === 'b') return take(s, 2, '\\x08');
  if (/[dDwWsSafnrtv]/.test(c) || (!inClass && /[bBAz]/.test(c))) return take(s, 2, `\\${c}`);
  const swap = translated[c]?.[inClass ? 1 : 0];
  if (swap !== undefined && swap !== '') return take(s, 2, swap);
  if (/[0-9]/.test(c)) return fault(`the back-reference \\${c}`);
  if (/[A-Za-z]/.test(c)) return fault(`the escape \\${c}`);
  return take(s, 2, c.charCodeAt(0) < 0x80 ? `\\${c}` : c);
};

const take = (s: State, length: number, text: string): string => {
  s.at += length;
  return text;
};

const characterClass = (s: State): string | Fault => {
  let out = '[';
  s.at++;
  if (s.text[s.at] === '^') out += take(s, 1, '^');
  if (s.text[s.at] === ']') out += take(s, 1, '\\]');
  while (s.at < s.text.length) {
    const c = s.text[s.at] ?? '';
    if (c === ']') return out + take(s, 1, ']');
    const posix = /^\[:\^?[a-z]+:\]/.exec(s.text.slice(s.at, s.at + 16));
    if (posix !== null) out += take(s, posix[0].length, posix[0]);
    else if (c === '[') out += take(s, 1, '\\[');
    else if (c === '-' && /^-\\[dDwWsS]/.test(s.text.slice(s.at))) out += take(s, 1, '\\-');
    else if (c === '\\') {
      const piece = escapeSequence(s, true);
      if (typeof piece !== 'string') return piece;
      out +=
        /^\\[dDwWsS]$/.test(piece) && s.text[s.at] === '-' && s.text[s.at + 1] !== ']'
          ? piece + take(s, 1, '\\-')
          : piece;
    } else out += take(s, 1, c);
  }
  return fault('a character class that is not closed');
};
