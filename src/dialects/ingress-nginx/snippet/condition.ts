/** The condition of an `if`, as nginx reads it, and what can be said about conditions. */
import type { Condition, ConditionTest } from '../../../model/values/condition.ts';
import type { SnippetWord } from './lexer.ts';

/** A test on a variable of nginx; `subject` is its name. */
export interface SnippetCondition {
  readonly subject: string;
  readonly test: ConditionTest;
  readonly negated: boolean;
}

const operators = new Set(['=', '!=', '~', '~*', '!~', '!~*']);

/** Undefined: nginx refuses it, or it looks at files. */
export const readCondition = (words: readonly SnippetWord[]): SnippetCondition | undefined => {
  const texts = unwrapped(words);
  const [subject, operator, operand, ...more] = texts;
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(subject ?? '');
  const variable = name?.[1] ?? name?.[2];
  if (variable === undefined || more.length > 0) return undefined;
  if (operator === undefined) return { subject: variable, test: { kind: 'filled' }, negated: false };
  if (operand === undefined || !operators.has(operator)) return undefined;
  const negated = operator.startsWith('!');
  if (operator.endsWith('=')) return { subject: variable, test: { kind: 'equals', text: operand }, negated };
  const pattern = { source: operand, ignoreCase: operator.endsWith('*') };
  return { subject: variable, test: { kind: 'matches', pattern }, negated };
};

/** Without the brackets around the whole. */
const unwrapped = (words: readonly SnippetWord[]): readonly string[] => {
  const texts = words.map(({ text }) => text);
  const [first = ''] = texts;
  const last = texts.at(-1) ?? '';
  const closed = words.at(-1)?.quoted === false && last.endsWith(')');
  if (words[0]?.quoted !== false || !first.startsWith('(') || !closed) return [];
  if (texts.length === 1) return [first.slice(1, -1)];
  const inner = [first.slice(1), ...texts.slice(1, -1), last.slice(0, -1)];
  return inner.filter((text, i) => text !== '' || (i > 0 && i < inner.length - 1));
};

export const negate = (condition: Condition): Condition => ({ ...condition, negated: !condition.negated });

const same = (a: Condition, b: Condition): boolean =>
  JSON.stringify([a.subject, a.test]) === JSON.stringify([b.subject, b.test]);

/** Both lists together; undefined when they cannot hold at once. */
export const together = (a: readonly Condition[], b: readonly Condition[]): readonly Condition[] | undefined => {
  const all = [...a];
  for (const condition of b) {
    const known = all.find((other) => same(other, condition));
    if (known === undefined) all.push(condition);
    else if (known.negated !== condition.negated) return undefined;
  }
  return all;
};
