import { describe, expect, it } from 'vitest';
import type { Condition } from '../../model/values/condition.ts';
import { waysOf } from './conditions.ts';
import { Re2 } from './token.ts';

const told = (condition: Omit<Condition, 'negated'>, negated = false) => {
  const found = waysOf([{ ...condition, negated }]);
  if (!found.ok) return `no: ${found.why}`;
  return found.ways.map((way) =>
    way.map(({ regex, ...rest }) => (regex === undefined ? rest : { ...rest, regex: Re2.read(regex) })),
  );
};
const header = { kind: 'header', name: 'x-a' } as const;
const equals = (text: string) => ({ kind: 'equals', text }) as const;
const matches = (source: string) => ({ kind: 'matches', pattern: { source, ignoreCase: false } }) as const;

describe('conditions on headers', () => {
  it('compare whole values', () => {
    expect(told({ subject: header, test: equals('1') })).toEqual([[{ name: 'x-a', exact: '1' }]]);
    expect(told({ subject: header, test: matches('b') })).toEqual([[{ name: 'x-a', regex: '.*(?:b).*' }]]);
  });

  it('count what is not there as empty', () => {
    expect(told({ subject: header, test: equals('1') }, true)).toEqual([
      [{ name: 'x-a', notpresent: true }],
      [{ name: 'x-a', notexact: '1' }],
    ]);
    expect(told({ subject: header, test: { kind: 'filled' } }, true)).toEqual([
      [{ name: 'x-a', notpresent: true }],
      [{ name: 'x-a', exact: '0' }],
    ]);
    expect(told({ subject: header, test: matches('a|') })).toEqual([
      [{ name: 'x-a', notpresent: true }],
      [{ name: 'x-a', regex: '.*(?:a).*|.*(?:).*' }],
    ]);
  });

  it('list words that must not be', () => {
    expect(told({ subject: { kind: 'method' }, test: matches('^(GET|HEAD)$') }, true)).toEqual([
      [
        { name: ':method', notexact: 'GET' },
        { name: ':method', notexact: 'HEAD' },
      ],
    ]);
  });

  it('look into path and query', () => {
    expect(told({ subject: { kind: 'path' }, test: equals('/a b') })).toEqual([
      [{ name: ':path', regex: '/a%20b(?:\\?.*)?' }],
    ]);
    expect(told({ subject: { kind: 'argument', name: 'q' }, test: equals('1.0') })).toEqual([
      [{ name: ':path', regex: '[^?]*\\?(?:.*&)?q=1\\.0(?:&.*)?' }],
    ]);
  });

  it.each([
    [{ subject: header, test: matches('bot') }, true],
    [{ subject: { kind: 'remoteAddress' }, test: equals('::1') }, false],
    [{ subject: header, test: equals('a\u0000') }, false],
    [{ subject: { kind: 'path' }, test: equals('/a') }, true],
  ] as const)('%j (negated: %j) cannot be said', (condition, negated) => {
    expect(told(condition, negated)).toMatch(/^no: /);
  });
});
