/** Conditions of the model in Traefik's rule language. */
import type { Condition, ConditionTest } from '../../model/values/condition.ts';
import type { RequestValue } from '../../model/values/template.ts';
import { valueName } from '../../model/values/template-text.ts';
import { quoteRegex, re2 } from './re2.ts';
import { and, everything, match, not, or, type Rule } from './rule.ts';
import { unprintable } from './token.ts';
import type { EntryPoint } from './tree.ts';

/** What holds on one entry point; `never`: nothing comes in there that fits. */
export type Told =
  | { readonly ok: true; readonly rule: Rule | undefined; readonly never: boolean }
  | { readonly ok: false; readonly why: string };

/** All of the conditions; `trusted`: forwarded headers are believed. Without a rule they hold for every request of the entry point. */
export const ruleOf = (conditions: readonly Condition[], on: EntryPoint, trusted = false): Told => {
  const rules: Rule[] = [];
  for (const condition of conditions) {
    const { subject, negated } = condition;
    if (subject.kind === 'scheme') {
      const holds = schemeHolds(condition.test, on);
      if (holds === undefined) return { ok: false, why: 'Traefik compares schemes as a whole only' };
      if (holds === negated) return { ok: true, rule: undefined, never: true };
      continue;
    }
    if (!trusted && subject.kind === 'header' && replaced.test(subject.name))
      return { ok: false, why: `Traefik has replaced ${subject.name} before rules see it` };
    const rule = single(subject, condition.test);
    if (typeof rule === 'string') return { ok: false, why: rule };
    rules.push(negated ? not(rule) : rule);
  }
  return { ok: true, rule: rules.length === 0 ? undefined : and(...rules), never: false };
};

/** Headers that Traefik takes from nobody it does not trust. */
const replaced = /^x-(?:forwarded-|real-ip$)/;

const schemeHolds = (test: ConditionTest, on: EntryPoint): boolean | undefined => {
  const scheme = on === 'web' ? 'http' : 'https';
  if (test.kind === 'filled') return true;
  return test.kind === 'equals' ? test.text === scheme : undefined;
};

/** The rule, or why there is none. */
const single = (subject: RequestValue, test: ConditionTest): Rule | string => {
  if (test.kind === 'equals' && unprintable(test.text)) return 'it tests for a control character';
  switch (subject.kind) {
    case 'header':
      return header(subject.name, test);
    case 'cookie':
      return cookie(subject.name, test);
    case 'argument':
      return argument(subject.name, test);
    case 'method':
      return method(test);
    case 'host':
      return host(test);
    case 'path':
      return test.kind === 'filled' ? everything : path(test);
    case 'requestUri':
      return requestUri(test);
    case 'remoteAddress':
      return test.kind === 'equals' && /^[0-9a-fA-F.:]+$/.test(test.text)
        ? match('ClientIP', test.text)
        : 'Traefik compares addresses as a whole only';
    default:
      return `Traefik does not know $${valueName(subject)} in rules`;
  }
};

/** Neither empty nor 0, behind a beginning; `end` is the sign that ends the value, if any. */
const filled = (before: string, end = ''): string =>
  end === '' ? `${before}(?:[^0]|0(?s:.))` : `${before}(?:[^0${end}]|0[^${end}])`;

const expression = (test: Extract<ConditionTest, { kind: 'matches' }>): string | { readonly why: string } => {
  if (unprintable(test.pattern.source)) return { why: 'it tests for a control character' };
  const reading = re2(test.pattern);
  if (!reading.ok) return { why: `RE2 cannot say ${reading.because}` };
  if (reading.regex.also.length + reading.regex.never.length > 0) return { why: 'RE2 knows no look-ahead' };
  return reading.regex.source;
};

const header = (name: string, test: ConditionTest): Rule | string => {
  if (!/^[\w-]+$/.test(name)) return 'it is not the name of a header';
  const any = match('HeaderRegexp', name, '.');
  if (test.kind === 'filled') return match('HeaderRegexp', name, filled('^'));
  if (test.kind === 'equals') return test.text === '' ? not(any) : match('Header', name, test.text);
  const source = expression(test);
  if (typeof source !== 'string') return source.why;
  if (test.pattern.source === '^$') return not(any);
  const rule = match('HeaderRegexp', name, source);
  // A header that is not there counts as an empty text, which Traefik compares with nothing.
  return fitsNothing(test.pattern.source) ? (or([rule, not(any)]) ?? rule) : rule;
};

const fitsNothing = (source: string): boolean => {
  try {
    return new RegExp(source.replace(/\(\?[a-z]+\)/g, '')).test('');
  } catch {
    return true;
  }
};

const cookie = (name: string, test: ConditionTest): Rule | string => {
  if (!/^[\w-]+$/.test(name)) return 'it is not the name of a cookie';
  const start = `(?:^|; ?)${quoteRegex(name)}=`;
  if (test.kind === 'filled') return match('HeaderRegexp', 'Cookie', filled(start, ';'));
  if (test.kind === 'equals')
    return test.text === ''
      ? not(match('HeaderRegexp', 'Cookie', `${start}[^;]`))
      : match('HeaderRegexp', 'Cookie', `${start}${quoteRegex(test.text)}(?:;|$)`);
  const { source, ignoreCase } = test.pattern;
  // Plain words only: anything else could reach into the next cookie.
  const words = /^(\^?)([\w-]+(?:\|[\w-]+)*)$/.exec(source.replace(/^\((.*)\)$/, '$1'));
  if (words === null) return 'Traefik sees all cookies as one text';
  const inside = words[1] === '^' ? '' : '[^;]*';
  return match('HeaderRegexp', 'Cookie', `${ignoreCase ? '(?i)' : ''}${start}${inside}(?:${words[2] ?? ''})`);
};

const argument = (name: string, test: ConditionTest): Rule | string => {
  const any = match('QueryRegexp', name, '.');
  if (test.kind === 'filled') return match('QueryRegexp', name, filled('^'));
  if (test.kind === 'equals') return test.text === '' ? not(any) : match('Query', name, test.text);
  const source = expression(test);
  if (typeof source !== 'string') return source.why;
  const rule = match('QueryRegexp', name, source);
  return fitsNothing(test.pattern.source) ? (or([rule, not(any)]) ?? rule) : rule;
};

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const method = (test: ConditionTest): Rule | string => {
  if (test.kind === 'filled') return everything;
  if (test.kind === 'equals')
    return /^[A-Za-z]+$/.test(test.text) ? match('Method', test.text) : 'it is not the name of a method';
  const list = /^\^?\(?(?:\?:)?([A-Za-z]+(?:\|[A-Za-z]+)*)\)?\$?$/.exec(test.pattern.source);
  if (list === null) return 'Traefik compares methods as a whole only';
  const pattern = new RegExp(test.pattern.source, test.pattern.ignoreCase ? 'i' : '');
  return or(methods.filter((m) => pattern.test(m)).map((m) => match('Method', m))) ?? 'no method fits it';
};

const host = (test: ConditionTest): Rule | string => {
  if (test.kind === 'filled') return everything;
  if (test.kind === 'equals')
    return /^[A-Za-z0-9.-]+$/.test(test.text) ? match('Host', test.text) : 'it is not the name of a host';
  const source = expression(test);
  return typeof source === 'string' ? match('HostRegexp', source) : source.why;
};

const path = (test: Exclude<ConditionTest, { kind: 'filled' }>): Rule | string => {
  if (test.kind === 'equals')
    return test.text.startsWith('/') ? match('Path', test.text) : 'a path begins with a slash';
  const reading = re2(test.pattern);
  if (!reading.ok) return `RE2 cannot say ${reading.because}`;
  if (unprintable(test.pattern.source)) return 'it tests for a control character';
  const { source, also, never } = reading.regex;
  return and(
    match('PathRegexp', source),
    ...also.map((a) => match('PathRegexp', a)),
    ...never.map((n) => not(match('PathRegexp', n))),
  );
};

/** Rules see the path without the query: only what surely speaks of the path alone can be said. */
const requestUri = (test: ConditionTest): Rule | string => {
  if (test.kind === 'filled') return everything;
  const why = 'Traefik does not compare path and query together';
  if (test.kind === 'equals') return why;
  const begins = /^\^(?:[\w/-]|\\[./-])*(?:\((?:[\w/-]|\\[./-])+(?:\|(?:[\w/-]|\\[./-])+)*\)(?:[\w/-]|\\[./-])*)?$/;
  return begins.test(test.pattern.source) ? path(test) : why;
};
