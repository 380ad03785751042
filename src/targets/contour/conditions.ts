/** Conditions of the model as conditions on headers. Those of one list all have to hold; of several lists any. */
import type { Condition, ConditionTest } from '../../model/values/condition.ts';
import type { RequestValue } from '../../model/values/template.ts';
import { valueName } from '../../model/values/template-text.ts';
import { encodePath } from './paths.ts';
import { pathHeaderRegex, searchRegex } from './regex.ts';
import { isPlain, Re2 } from './token.ts';
import type { HeaderCondition } from './tree.ts';

export type Ways =
  | { readonly ok: true; readonly ways: readonly (readonly HeaderCondition[])[] }
  | { readonly ok: false; readonly why: string };

const most = 16;

/** `trusted`: forwarded headers are believed. */
export const waysOf = (conditions: readonly Condition[], trusted = false): Ways => {
  let ways: readonly (readonly HeaderCondition[])[] = [[]];
  for (const { subject, test, negated } of conditions) {
    if (test.kind === 'equals' && !isPlain(test.text)) return { ok: false, why: 'it tests for a control character' };
    if (!trusted && subject.kind === 'header' && replaced.test(subject.name))
      return { ok: false, why: `Envoy has replaced ${subject.name} before conditions see it` };
    const own = single(subject, test, negated);
    if (typeof own === 'string') return { ok: false, why: own };
    ways = ways.flatMap((way) => own.map((more) => [...way, ...more]));
    if (ways.length > most) return { ok: false, why: 'it makes too many routes' };
  }
  return { ok: true, ways };
};

/** Headers that Envoy takes from nobody it does not trust. */
const replaced = /^x-(?:forwarded-(?:for|proto|host|port|client-cert)|request-id|envoy-.*)$/;

type Own = readonly (readonly HeaderCondition[])[];

/** The ways in which the test holds, or why there are none. */
const single = (subject: RequestValue, test: ConditionTest, negated: boolean): Own | string => {
  switch (subject.kind) {
    case 'header':
      return /^[\w-]+$/.test(subject.name)
        ? header(subject.name, test, negated, true)
        : 'it is not the name of a header';
    case 'method':
      return header(':method', test, negated, false);
    case 'scheme':
      return header('X-Forwarded-Proto', test, negated, false);
    case 'host':
      return host(test, negated);
    case 'path':
      return only(path(test), negated);
    case 'requestUri':
      return requestUri(test, negated);
    case 'cookie':
      return /^[\w-]+$/.test(subject.name) ? only(cookie(subject.name, test), negated, 'Cookie') : 'it is no cookie';
    case 'argument':
      return /^[\w-]+$/.test(subject.name) ? only(argument(subject.name, test), negated) : 'it is no argument';
    default:
      return `Contour does not know $${valueName(subject)} in conditions`;
  }
};

const noNegation = 'Contour has no condition for expressions that must not match';

const only = (regex: Re2 | string, negated: boolean, name = ':path'): Own | string => {
  if (typeof regex === 'string') return regex;
  return negated ? noNegation : [[{ name, regex }]];
};

/** `optional`: the header may not be there, which counts as empty. */
const header = (name: string, test: ConditionTest, negated: boolean, optional: boolean): Own | string => {
  const absent: Own = optional ? [[{ name, notpresent: true }]] : [];
  if (test.kind === 'filled')
    return negated ? [...absent, [{ name, exact: '0' }]] : [[{ name, regex: Re2.checked('[^0].*|0.+') }]];
  if (test.kind === 'equals') {
    if (test.text === '') return negated ? [[{ name, present: true }]] : absent;
    return negated ? [...absent, [{ name, notexact: test.text }]] : [[{ name, exact: test.text }]];
  }
  const regex = searchRegex(test.pattern.source, test.pattern.ignoreCase);
  if (regex === undefined) return `RE2 has no equal of ${JSON.stringify(test.pattern.source)}`;
  if (test.pattern.source === '^$') return negated ? [[{ name, present: true }]] : absent;
  if (negated) {
    const words = listed(test.pattern);
    return words === undefined ? noNegation : [...absent, words.map((word) => ({ name, notexact: word }))];
  }
  return fitsNothing(test.pattern.source) ? [...absent, [{ name, regex }]] : [[{ name, regex }]];
};

/** The words of an expression that lists whole ones. */
const listed = ({ source, ignoreCase }: { readonly source: string; readonly ignoreCase: boolean }) => {
  const list = /^\^(?:\((?:\?:)?([\w-]+(?:\|[\w-]+)*)\)|([\w-]+))\$$/.exec(source);
  return ignoreCase ? undefined : (list?.[1] ?? list?.[2])?.split('|');
};

const fitsNothing = (source: string): boolean => {
  try {
    return new RegExp(source.replace(/\(\?[a-z]+\)/g, '')).test('');
  } catch {
    return true;
  }
};

const host = (test: ConditionTest, negated: boolean): Own | string => {
  if (test.kind === 'filled') return negated ? [] : [[]];
  if (test.kind === 'matches') return 'Contour compares the host together with its port';
  return only(Re2.checked(`(?i)${Re2.quote(test.text)}(?::[0-9]+)?`), negated, ':authority');
};

const path = (test: ConditionTest): Re2 | string => {
  if (test.kind === 'filled') return Re2.checked('/.*');
  if (test.kind === 'equals') return Re2.checked(`${Re2.quote(encodePath(test.text))}(?:\\?.*)?`);
  const { source, ignoreCase } = test.pattern;
  return (
    pathHeaderRegex(source.startsWith('^') ? source : `^/.*${source}`, ignoreCase) ??
    `RE2 has no equal of ${JSON.stringify(source)} on a path`
  );
};

/** Path and query as sent are what `:path` holds. */
const requestUri = (test: ConditionTest, negated: boolean): Own | string => {
  if (test.kind === 'filled') return negated ? [] : [[]];
  if (test.kind === 'equals')
    return [[negated ? { name: ':path', notexact: test.text } : { name: ':path', exact: test.text }]];
  const regex = searchRegex(test.pattern.source, test.pattern.ignoreCase);
  return only(regex ?? `RE2 has no equal of ${JSON.stringify(test.pattern.source)}`, negated);
};

/** A value among others: what comes before it, what ends it, what it may not hold. */
const among = (before: string, ends: string, test: ConditionTest, after: string): Re2 | string => {
  if (test.kind === 'filled') return Re2.checked(`${before}(?:[^0${ends}]|0[^${ends}]).*`);
  if (test.kind === 'equals')
    return test.text === ''
      ? 'Contour does not find out that a value is missing'
      : Re2.checked(`${before}${Re2.quote(test.text)}${after}`);
  const { source, ignoreCase } = test.pattern;
  // Plain words only: anything else could reach into the next value.
  const words = /^(\^?)([\w-]+(?:\|[\w-]+)*)$/.exec(source.replace(/^\((.*)\)$/, '$1'));
  if (words === null) return 'Contour sees all of them as one text';
  const inside = words[1] === '^' ? '' : `[^${ends}]*`;
  return Re2.checked(`${ignoreCase ? '(?i)' : ''}${before}${inside}(?:${words[2] ?? ''}).*`);
};

const cookie = (name: string, test: ConditionTest): Re2 | string =>
  among(`(?:.*; ?)?${Re2.quote(name)}=`, ';', test, '(?:;.*)?');

const argument = (name: string, test: ConditionTest): Re2 | string =>
  among(`[^?]*\\?(?:.*&)?${Re2.quote(name)}=`, '&', test, '(?:&.*)?');
