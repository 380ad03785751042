import { describe, expect, it } from 'vitest';
import type { Condition } from '../../model/values/condition.ts';
import { whenAll } from './conditions.ts';
import { printStatements } from './print.ts';
import { NginxToken } from './token.ts';
import { directive } from './tree.ts';

const header = (name: string, test: Condition['test'], negated = false): Condition => ({
  subject: { kind: 'header', name },
  test,
  negated,
});
const equals = (text: string) => ({ kind: 'equals', text }) as const;
const matches = (source: string) => ({ kind: 'matches', pattern: { source, ignoreCase: true } }) as const;
const told = (...conditions: readonly Condition[]) => {
  const made = whenAll(conditions, 'ic_holds', [directive('return', NginxToken.integer(403))]);
  return made.ok
    ? printStatements(made.statements)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.endsWith('{') || line.startsWith('set'))
    : `no: ${made.why}`;
};

describe('conditions', () => {
  it.each([
    [[header('x-a', equals('1'))], ['if ($http_x_a = 1) {']],
    [[header('x-a', equals(''), true)], ['if ($http_x_a != "") {']],
    [[header('x-a', { kind: 'filled' })], ['if ($http_x_a) {']],
    [[header('x-a', { kind: 'filled' }, true)], ['if ($http_x_a ~ "^0?$") {']],
    [[header('x-a', matches('a b'), true)], ['if ($http_x_a !~* "a b") {']],
  ])('%j', (conditions, lines) => {
    expect(told(...conditions)).toEqual(lines);
  });

  it('are counted where there are several, the expression with groups last', () => {
    expect(told(header('a', matches('(x)')), header('b', equals('1')))).toEqual([
      'set $ic_holds "";',
      'if ($http_b = 1) {',
      'set $ic_holds "${ic_holds}1";',
      'if ($http_a ~* "(x)") {',
      'set $ic_holds "${ic_holds}1";',
      'if ($ic_holds = 11) {',
    ]);
  });

  it('are not made of what nginx cannot load', () => {
    expect(told(header('a', matches('(')))).toMatch(/^no: /);
    expect(told({ subject: { kind: 'foreign', name: 'nobody' }, test: equals('1'), negated: false })).toMatch(/^no: /);
  });

  it('do not leave their place', () => {
    expect(told(header('a', equals('") { return 200; } if ($b = "')))).toEqual([
      'if ($http_a = "\\") { return 200; } if (${ic_dollar}b = \\"") {',
    ]);
  });
});
