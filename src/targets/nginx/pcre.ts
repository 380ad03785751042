/** A cautious reading of PCRE syntax: a pattern nginx cannot compile would keep the whole file from loading. */

/** Groups of the pattern, or why it is not taken. Constructs this reader does not know are not taken. */
export type PcreCheck = { readonly ok: true; readonly groups: number } | { readonly ok: false; readonly why: string };

interface Reader {
  readonly source: string;
  at: number;
  groups: number;
  readonly names: Set<string>;
  readonly references: number[];
  /** The first thing found wrong; the rest is then not read. */
  problem: string | undefined;
}

const checked = new Map<string, PcreCheck>();

export const checkPcre = (source: string): PcreCheck => {
  const known = checked.get(source);
  if (known !== undefined) return known;
  const result = check(source);
  if (checked.size > 20_000) checked.clear();
  checked.set(source, result);
  return result;
};

const check = (source: string): PcreCheck => {
  const reader: Reader = { source, at: 0, groups: 0, names: new Set(), references: [], problem: undefined };
  alternatives(reader, 0, false);
  if (reader.problem !== undefined) return { ok: false, why: reader.problem };
  if (reader.at < source.length) return { ok: false, why: 'a closing bracket without an opening one' };
  if (reader.references.some((n) => n > reader.groups)) {
    return { ok: false, why: 'a reference to a group that does not exist' };
  }
  return { ok: true, groups: reader.groups };
};

/** Notes what is wrong and goes to the end, so that every loop stops. */
const fail = (r: Reader, why: string): void => {
  r.problem ??= why;
  r.at = r.source.length;
};

const alternatives = (r: Reader, depth: number, fixed: boolean): void => {
  if (depth > 100) fail(r, 'brackets nested too deeply');
  while (r.at < r.source.length && r.source[r.at] !== ')') {
    if (r.source[r.at] === '|') r.at++;
    else piece(r, depth, fixed);
  }
};

const piece = (r: Reader, depth: number, fixed: boolean): void => {
  const repeatable = atom(r, depth, fixed);
  const counted = quantifier(r);
  if (counted === undefined) return;
  if (!repeatable) fail(r, 'a quantifier without anything to repeat');
  if (fixed && counted !== 'exact') fail(r, 'a lookbehind of variable length');
  if (quantifier(r) !== undefined) fail(r, 'a quantifier without anything to repeat');
};

/** True when the atom may be repeated. */
const atom = (r: Reader, depth: number, fixed: boolean): boolean => {
  const c = r.source[r.at++];
  switch (c) {
    case '(':
      return group(r, depth, fixed);
    case '[':
      characterClass(r);
      return true;
    case '\\':
      return escaped(r);
    case '^':
    case '$':
      return false;
    case '*':
    case '+':
    case '?':
      fail(r, 'a quantifier without anything to repeat');
      return true;
    default:
      return true;
  }
};

const opening =
  /\((?:\?(?:(?<kind>[:=!>|]|<[=!])|P?<(?<name>[A-Za-z_]\w{0,31})>|(?<flags>[imsx]*(?:-[imsx]+)?)(?<close>[):])))?/y;

const group = (r: Reader, depth: number, fixed: boolean): boolean => {
  opening.lastIndex = r.at - 1;
  const head = opening.exec(r.source);
  const text = head?.[0] ?? '(';
  if (text === '(' && (r.source[r.at] === '?' || r.source[r.at] === '*'))
    fail(r, `a construct beginning with ${r.source.slice(r.at - 1, r.at + 3)}`);
  const { kind, name, close } = head?.groups ?? {};
  r.at += text.length - 1;
  if (close === ')') return false;
  if (text === '(' || name !== undefined) r.groups++;
  if (name !== undefined) {
    if (r.names.has(name)) fail(r, `two groups named ${name}`);
    r.names.add(name);
  }
  if (kind === '|') fail(r, 'a branch reset group');
  alternatives(r, depth + 1, fixed || kind === '<=' || kind === '<!');
  if (r.source[r.at] !== ')') fail(r, 'a bracket that is not closed');
  r.at++;
  return true;
};

const characterClass = (r: Reader): void => {
  if (r.source[r.at] === '^') r.at++;
  let first = true;
  let previous: number | undefined;
  for (;;) {
    const c = r.source[r.at];
    if (c === undefined) {
      fail(r, 'a character class that is not closed');
      return;
    }
    if (c === ']' && !first) break;
    first = false;
    const posix = /\[([:.=])\^?(\w*)\1\]/y;
    posix.lastIndex = r.at;
    const named = posix.exec(r.source);
    if (named !== null) {
      if (named[1] !== ':' || !posixClasses.has(named[2] ?? '')) fail(r, `the class ${named[0]}`);
      r.at += named[0].length;
      previous = undefined;
      continue;
    }
    if (c === '-' && previous !== undefined && r.source[r.at + 1] !== ']') {
      r.at++;
      const end = classCharacter(r);
      if (end === undefined || end < previous) fail(r, 'a range out of order in a character class');
      previous = undefined;
      continue;
    }
    previous = classCharacter(r);
  }
  r.at++;
};

/** Code of a single character; undefined for a class such as `\d`. */
const classCharacter = (r: Reader): number | undefined => {
  const c = r.source.codePointAt(r.at) ?? 0;
  if (c !== 92) {
    r.at += c > 0xffff ? 2 : 1;
    return c;
  }
  r.at++;
  const e = r.source[r.at];
  if (e === undefined) {
    fail(r, 'a backslash at the end');
    return undefined;
  }
  r.at++;
  if (/[dDwWsShHvVRN]/.test(e)) {
    if (e === 'R' || e === 'N') fail(r, `\\${e} in a character class`);
    return undefined;
  }
  if (e === 'x') return hexadecimal(r);
  if (/[A-Za-z0-9]/.test(e)) {
    const simple = { n: 10, r: 13, t: 9, f: 12, e: 27, a: 7, b: 8 }[e];
    if (simple === undefined) fail(r, `the escape \\${e}`);
    return simple;
  }
  return e.charCodeAt(0);
};

const escaped = (r: Reader): boolean => {
  const e = r.source[r.at++];
  if (e === undefined) {
    fail(r, 'a backslash at the end');
    return true;
  }
  if (/[1-9]/.test(e)) {
    const more = /^\d*/.exec(r.source.slice(r.at))?.[0] ?? '';
    if (more !== '') fail(r, `the escape \\${e}${more}`);
    r.references.push(Number(e));
    return true;
  }
  if (/[dDwWsShHvVRNXnrtfea]/.test(e)) return true;
  if (/[bBAzZG]/.test(e)) return false;
  if (e === 'x') {
    hexadecimal(r);
    return true;
  }
  if (e === 'Q') {
    const end = r.source.indexOf('\\E', r.at);
    r.at = end < 0 ? r.source.length : end + 2;
    return true;
  }
  if (/[A-Za-z0-9]/.test(e)) fail(r, `the escape \\${e}`);
  return true;
};

const hexadecimal = (r: Reader): number => {
  const m = /^(?:[0-9A-Fa-f]{2}|\{[0-9A-Fa-f]{1,2}\})/.exec(r.source.slice(r.at, r.at + 8));
  if (m === null) {
    fail(r, 'the escape \\x without two digits');
    return 0;
  }
  r.at += m[0].length;
  return Number.parseInt(m[0].replace(/[{}]/g, ''), 16);
};

const quantifier = (r: Reader): 'exact' | 'variable' | undefined => {
  const c = r.source[r.at];
  let kind: 'exact' | 'variable' | undefined;
  if (c === '*' || c === '+' || c === '?') {
    r.at++;
    kind = 'variable';
  } else if (c === '{') {
    const m = /^\{(\d*)(?:(,)(\d*))?\}/.exec(r.source.slice(r.at, r.at + 14));
    if (m === null || (m[1] === '' && m[3] === undefined)) return undefined;
    if (m[1] === '') fail(r, 'a quantifier without a lower bound');
    const [least, most] = [Number(m[1]), m[3] === undefined || m[3] === '' ? undefined : Number(m[3])];
    if (least > 1000 || (most ?? 0) > 1000) fail(r, 'a repetition of more than 1000');
    if (most !== undefined && most < least) fail(r, 'the bounds of a repetition are out of order');
    r.at += m[0].length;
    kind = m[2] === undefined ? 'exact' : 'variable';
  }
  if (kind !== undefined && (r.source[r.at] === '?' || r.source[r.at] === '+')) r.at++;
  return kind;
};

const posixClasses = new Set([
  'alpha',
  'lower',
  'upper',
  'alnum',
  'ascii',
  'blank',
  'cntrl',
  'digit',
  'graph',
  'print',
  'punct',
  'space',
  'word',
  'xdigit',
]);

/** Named groups would define (or clash with) variables of nginx; as plain groups they count the same. */
export const withoutNames = (source: string): string =>
  source.replace(/(^|[^\\])((?:\\\\)*)\(\?P?<[A-Za-z_]\w*>/g, '$1$2(');

/** Text as a pattern that matches just it. */
export const quotePattern = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/-]/g, (c) => (c === '/' || c === '-' ? c : `\\${c}`));
