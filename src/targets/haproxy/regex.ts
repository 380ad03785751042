/**
 * A careful reader of PCRE syntax. One regex that does not compile makes HAProxy refuse the whole file, so whatever is not surely
 * valid counts as invalid, and only the route it belongs to is lost.
 */

export interface RegexShape {
  readonly groups: number;
}

interface State {
  readonly text: string;
  at: number;
  groups: number;
  readonly names: Set<string>;
}

/**
 * Shape of the regex, or undefined when it is invalid or uses something this reader does not know. Maps and conditions are compiled
 * without captures, so a back-reference would refer to nothing there.
 */
export const regexShape = (source: string): RegexShape | undefined => {
  if (/[\u0000-\u001f\u007f]/.test(source)) return undefined;
  const state: State = { text: source, at: 0, groups: 0, names: new Set() };
  const valid = alternatives(state, 0) && state.at === source.length;
  return valid ? { groups: state.groups } : undefined;
};

const alternatives = (s: State, depth: number): boolean => {
  if (depth > 60) return false;
  for (;;) {
    if (!sequence(s, depth)) return false;
    if (s.text[s.at] !== '|') return true;
    s.at++;
  }
};

const sequence = (s: State, depth: number): boolean => {
  while (s.at < s.text.length && s.text[s.at] !== '|' && s.text[s.at] !== ')') {
    if (!atom(s, depth)) return false;
    if (!quantifier(s)) return false;
  }
  return true;
};

const atom = (s: State, depth: number): boolean => {
  const c = s.text[s.at];
  if (c === '(') return group(s, depth);
  if (c === '[') return characterClass(s);
  if (/^\\[bBAzZG]/.test(s.text.slice(s.at, s.at + 2))) return place(s, 2);
  if (c === '\\') return escaped(s, false) !== undefined;
  if (c === '*' || c === '+' || c === '?') return false;
  if (c === '^' || c === '$') return place(s, 1);
  if (c === '{' && /^\{\s*,?\s*\d/.test(s.text.slice(s.at))) return false;
  s.at++;
  return true;
};

/** A place in the text (an anchor, a switch of flags) cannot be repeated. */
const place = (s: State, length: number): boolean => {
  s.at += length;
  return !/^(?:[*+?]|\{\s*,?\s*\d)/.test(s.text.slice(s.at, s.at + 8));
};

const quantifier = (s: State): boolean => {
  const m = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})[+?]?/.exec(s.text.slice(s.at, s.at + 16));
  if (m === null) return !/^\{\s*,?\s*\d/.test(s.text.slice(s.at, s.at + 8));
  const [whole, low, , high] = m;
  if (Number(low ?? 0) > 1000 || Number(high ?? 0) > 1000 || (high !== undefined && Number(high) < Number(low)))
    return false;
  s.at += whole.length;
  return true;
};

const group = (s: State, depth: number): boolean => {
  const rest = s.text.slice(s.at);
  const head =
    /^\((?:\?(?:[:=!>|]|<[=!]|P?<([A-Za-z_]\w{0,30})>|'([A-Za-z_]\w{0,30})'|[imsx]{1,4}(?:-[imsx]{1,4})?:)|(?![?*]))/.exec(
      rest,
    );
  if (head === null) {
    const flags = /^\(\?[ims]{1,3}(?:-[ims]{1,3})?\)/.exec(rest);
    if (flags === null) return false;
    return place(s, flags[0].length);
  }
  const name = head[1] ?? head[2];
  if (head[0] === '(?|') return false;
  if (/^\(\?[ims-]*x/.test(head[0])) return false;
  if (name !== undefined && s.names.has(name)) return false;
  if (name !== undefined) s.names.add(name);
  if (head[0] === '(' || name !== undefined) s.groups++;
  s.at += head[0].length;
  const inside = s.at;
  if (!alternatives(s, depth + 1) || s.text[s.at] !== ')') return false;
  // Look-behind needs a fixed length; only texts without repetition and alternation surely have one.
  if (/^\(\?<[=!]/.test(head[0]) && /[*+?{|()]/.test(s.text.slice(inside, s.at).replace(/\\./g, ''))) return false;
  s.at++;
  return true;
};

/** Reads an escape; the code unit it stands for, 'class' for a set, undefined when unknown. */
const escaped = (s: State, inClass: boolean): number | 'class' | undefined => {
  const rest = s.text.slice(s.at);
  const hex = /^\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,2})\})/.exec(rest);
  if (hex !== null) {
    s.at += hex[0].length;
    return Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
  }
  const property = /^\\[pP]\{(?:L[ultmo]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|M[cen]?)\}/.exec(rest);
  const letter = rest[1];
  if (letter === undefined) return undefined;
  if (property !== null) {
    s.at += property[0].length;
    return 'class';
  }
  const known = /[dDwWsShHvV]/.test(letter) || (!inClass && /[bBAzZGRN]/.test(letter));
  if (!known && /[A-Za-z0-9]/.test(letter) && !/[tnrfea]/.test(letter)) return undefined;
  s.at += 2;
  return known || /[tnrfea]/.test(letter) ? 'class' : letter.charCodeAt(0);
};

const characterClass = (s: State): boolean => {
  s.at++;
  if (s.text[s.at] === '^') s.at++;
  for (let first = true; ; first = false) {
    const c = s.text[s.at];
    if (c === undefined) return false;
    if (c === ']' && !first) break;
    const low = member(s);
    if (low === undefined) return false;
    const next = s.text[s.at + 1];
    if (s.text[s.at] === '-' && next !== undefined && next !== ']') {
      s.at++;
      const high = member(s);
      if (typeof low !== 'number' || typeof high !== 'number' || high < low) return false;
    }
  }
  s.at++;
  return true;
};

const member = (s: State): number | 'class' | undefined => {
  if (s.text[s.at] === '\\') return escaped(s, true);
  const posix =
    /^\[:\^?(?:alpha|digit|alnum|upper|lower|space|blank|punct|print|graph|cntrl|xdigit|word|ascii):\]/.exec(
      s.text.slice(s.at),
    );
  if (posix !== null) {
    s.at += posix[0].length;
    return 'class';
  }
  if (/^\[[:.=]/.test(s.text.slice(s.at))) return undefined;
  const unit = s.text.charCodeAt(s.at);
  s.at++;
  return unit;
};
