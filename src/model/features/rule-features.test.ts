import { describe, expect, it } from 'vitest';
import { type Origin, traced } from '../../source/traced.ts';
import { isNeeded, keepsOut, type Rule, type RuleAction } from './rule-features.ts';

const at: Origin = { kind: 'default', dialect: 'test', key: 'rule' };
const rule = (action: RuleAction, always = false): Rule => ({
  when: always ? [] : [{ subject: { kind: 'method' }, test: { kind: 'equals', text: 'PUT' }, negated: false }],
  action: traced(action, at),
  line: 1,
  words: '',
});
const rewrite = (next: 'go-on' | 'stop' | 301) =>
  rule({ kind: 'rewrite', pattern: { source: '^/a', ignoreCase: false }, to: [], query: 'kept', next });
const denial = rule({ kind: 'answer', status: 403 });

describe('rules', () => {
  it('keep out with errors, with a dropped connection, and with answers to everybody', () => {
    expect(keepsOut(denial)).toBe(true);
    expect(keepsOut(rule({ kind: 'answer', status: 444 }))).toBe(true);
    expect(keepsOut(rule({ kind: 'answer', status: 204 }))).toBe(false);
    expect(keepsOut(rule({ kind: 'answer', status: 200 }, true))).toBe(true);
    expect(keepsOut(rule({ kind: 'redirect', status: 301, to: [] }, true))).toBe(true);
    expect(keepsOut(rule({ kind: 'stop' }, true))).toBe(false);
  });

  it('are needed when a later guard sees what they make of the path', () => {
    expect(isNeeded([rewrite('go-on'), denial], 0)).toBe(true);
    expect(isNeeded([denial, rewrite('go-on')], 1)).toBe(false);
    expect(isNeeded([rewrite(301), denial], 0)).toBe(false);
    expect(isNeeded([rewrite('stop'), denial], 1)).toBe(true);
  });
});
