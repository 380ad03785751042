/** Regular expressions that PCRE refuses for certain, whatever its version: with one of them nginx loads nothing. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Site } from '../../../model/model.ts';

/** Why PCRE does not compile the text; undefined when it may. */
export const brokenExpression = (source: string): string | undefined => {
  // Their text follows rules of its own.
  if (/\\Q|\(\?#|\(\?[a-z]*x/.test(source)) return undefined;
  let depth = 0;
  // What a quantifier finds before it: something to repeat, the begin of a text or an alternative, or of a group, whose kind begins so.
  let before: 'something' | 'begin' | 'group' = 'begin';
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '*' || c === '+' || c === '?') {
      if (before === 'begin' || (before === 'group' && c === '+')) return 'has a quantifier without anything to repeat';
    }
    before = c === '|' ? 'begin' : c === '(' ? 'group' : 'something';
    if (c === '\\') i++;
    else if (c === '[') i = classEnd(source, i);
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    if (i >= source.length) return c === '[' ? 'has a [ that is not closed' : 'ends with a backslash';
    if (depth < 0) return 'has a ) too many';
  }
  return depth > 0 ? 'has a ( that is not closed' : undefined;
};

/** Index of the bracket that closes the class; the length of the text when none does. */
const classEnd = (source: string, start: number): number => {
  let i = start + 1;
  if (source[i] === '^') i++;
  // A bracket that comes first is a member.
  if (source[i] === ']') i++;
  for (; i < source.length && source[i] !== ']'; i++) {
    if (source[i] === '\\') i++;
    else if (source.startsWith('[:', i)) {
      const named = /^\[:\^?[a-z]+:\]/.exec(source.slice(i));
      if (named !== null) i += named[0].length - 1;
    }
  }
  return i;
};

/** Paths and further names of hosts that are regular expressions; many hosts have the same. */
export const reportBrokenExpressions = (sites: readonly Site[], report: Report): void => {
  const known = new Map<string, string>();
  for (const { routes, ordered } of sites) {
    if (!ordered) continue;
    for (const { match, path, implicit, from } of routes) {
      if (match.kind !== 'regex' || implicit) continue;
      const { source } = match.pattern;
      const why = known.get(source) ?? brokenExpression(source) ?? '';
      known.set(source, why);
      if (why !== '') report.add('M443', { path, why }, from);
    }
  }
};
