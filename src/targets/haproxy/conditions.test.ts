import { describe, expect, it } from 'vitest';
import type { Condition } from '../../model/values/condition.ts';
import { testsOf } from './conditions.ts';
import { lineText } from './print.ts';
import { HaproxyToken } from './token.ts';

const told = (condition: Omit<Condition, 'negated'>, negated = false) => {
  const tests = testsOf([{ ...condition, negated }], 'frontend');
  return tests.ok ? tests.tokens.map((t) => HaproxyToken.read(t)).join(' ') : `no: ${tests.why}`;
};
const header = { kind: 'header', name: 'x-a' } as const;
const equals = (text: string) => ({ kind: 'equals', text }) as const;
const matches = (source: string, ignoreCase = false) => ({ kind: 'matches', pattern: { source, ignoreCase } }) as const;

describe('conditions as ACLs', () => {
  it.each([
    [{ subject: header, test: equals('1') }, `{ 'req.fhdr("x-a")' -m str -- 1 }`],
    [{ subject: header, test: equals('') }, `!{ 'req.fhdr("x-a"),length' gt 0 }`],
    [{ subject: header, test: matches('^$') }, `!{ 'req.fhdr("x-a"),length' gt 0 }`],
    [{ subject: { kind: 'method' }, test: equals('PUT') }, '{ method -m str -- PUT }'],
    [{ subject: { kind: 'path' }, test: matches('^/a', true) }, `{ var(txn.path) -m reg -- '(?i)^/a' }`],
  ] as const)('%j', (condition, text) => {
    expect(told(condition)).toBe(text);
  });

  it('turn round', () => {
    expect(told({ subject: header, test: matches('a') }, true)).toBe(`!{ 'req.fhdr("x-a")' -m reg -- a }`);
    expect(told({ subject: header, test: equals('') }, true)).toBe(`{ 'req.fhdr("x-a"),length' gt 0 }`);
  });

  it.each([
    [{ subject: header, test: matches('a|') }],
    [{ subject: header, test: matches('(') }],
    [{ subject: header, test: equals('a\nb') }],
    [{ subject: { kind: 'foreign', name: 'geoip_country' }, test: equals('a') }],
  ] as const)('%j cannot be said', (condition) => {
    expect(told(condition)).toMatch(/^no: /);
  });

  it('in backends look at what the client sent, not at what the proxy wrote since', () => {
    const tests = testsOf(
      [{ subject: { kind: 'header', name: 'x-forwarded-proto' }, test: equals('http'), negated: false }],
      'backend',
    );
    expect(tests.ok && tests.tokens.map((t) => HaproxyToken.read(t)).join(' ')).toBe(
      '{ var(txn.seen_x_forwarded_proto) -m str -- http }',
    );
    expect(tests.ok && tests.keeps.map((n) => (n.in === 'frontend' ? lineText(n.line) : ''))).toEqual([
      `http-request set-var(txn.seen_x_forwarded_proto) 'req.fhdr("x-forwarded-proto")'`,
    ]);
  });

  it('do not leave their place', () => {
    expect(told({ subject: header, test: equals("' } { always_true") })).toBe(
      `{ 'req.fhdr("x-a")' -m str -- ''\\'' } { always_true' }`,
    );
  });
});
