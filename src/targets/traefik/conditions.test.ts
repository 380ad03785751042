import { describe, expect, it } from 'vitest';
import type { Condition } from '../../model/values/condition.ts';
import { ruleOf } from './conditions.ts';
import { TraefikText } from './token.ts';

const told = (condition: Omit<Condition, 'negated'>, negated = false, on: 'web' | 'websecure' = 'web') => {
  const rule = ruleOf([{ ...condition, negated }], on);
  if (!rule.ok) return `no: ${rule.why}`;
  if (rule.never) return 'never';
  return rule.rule === undefined ? 'always' : TraefikText.read(TraefikText.rule(rule.rule));
};
const header = { kind: 'header', name: 'x-a' } as const;
const equals = (text: string) => ({ kind: 'equals', text }) as const;
const matches = (source: string) => ({ kind: 'matches', pattern: { source, ignoreCase: false } }) as const;

describe('conditions as rules', () => {
  it.each([
    [{ subject: header, test: equals('1') }, 'Header("x-a", "1")'],
    [{ subject: header, test: equals('') }, '!HeaderRegexp("x-a", ".")'],
    [{ subject: header, test: { kind: 'filled' } }, 'HeaderRegexp("x-a", "^(?:[^0]|0(?s:.))")'],
    [{ subject: header, test: matches('^$') }, '!HeaderRegexp("x-a", ".")'],
    [{ subject: { kind: 'method' }, test: equals('PUT') }, 'Method("PUT")'],
    [{ subject: { kind: 'method' }, test: matches('^(GET|HEAD)$') }, 'Method("GET") || Method("HEAD")'],
    [{ subject: { kind: 'path' }, test: matches('^/a') }, 'PathRegexp("^/a")'],
    [{ subject: { kind: 'argument', name: 'q' }, test: equals('1') }, 'Query("q", "1")'],
    [
      { subject: { kind: 'cookie', name: 'c' }, test: equals('a;b') },
      'HeaderRegexp("Cookie", "(?:^|; ?)c=a;b(?:;|$)")',
    ],
    [{ subject: { kind: 'host' }, test: equals('a.test') }, 'Host("a.test")'],
    [{ subject: { kind: 'remoteAddress' }, test: equals('::1') }, 'ClientIP("::1")'],
    [{ subject: { kind: 'requestUri' }, test: matches('^/a/(b|c)') }, 'PathRegexp("^/a/(b|c)")'],
  ] as const)('%j', (condition, text) => {
    expect(told(condition)).toBe(text);
  });

  it('turn round', () => {
    expect(told({ subject: header, test: equals('1') }, true)).toBe('!Header("x-a", "1")');
  });

  it('on the scheme choose the entry point', () => {
    expect(told({ subject: { kind: 'scheme' }, test: equals('http') })).toBe('always');
    expect(told({ subject: { kind: 'scheme' }, test: equals('http') }, false, 'websecure')).toBe('never');
  });

  it.each([
    [{ subject: { kind: 'requestUri' }, test: matches('x=1') }],
    [{ subject: { kind: 'cookie', name: 'c' }, test: matches('a.*b') }],
    [{ subject: { kind: 'query' }, test: { kind: 'filled' } }],
    [{ subject: header, test: equals('a\u0000') }],
    [{ subject: header, test: matches('(?=a)b') }],
  ] as const)('%j cannot be said', (condition) => {
    expect(told(condition)).toMatch(/^no: /);
  });

  it('do not leave their place', () => {
    expect(told({ subject: header, test: equals('") || PathPrefix("/') })).toBe(
      'Header("x-a", "\\") || PathPrefix(\\"/")',
    );
  });
});
