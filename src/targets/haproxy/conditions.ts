/** Conditions of the model as anonymous ACLs: those of one line all have to hold. */
import type { Condition } from '../../model/values/condition.ts';
import { regexShape } from './regex.ts';
import { inline, requestValue } from './request.ts';
import { replacedHeaders } from './seen-headers.ts';
import { type Expression, HaproxyToken, printable } from './token.ts';
import type { HaproxyNode } from './tree.ts';

export type Tests =
  | {
      readonly ok: true;
      readonly tokens: readonly HaproxyToken[];
      /** Lines of the frontend that keep what the tests look at. */
      readonly keeps: readonly HaproxyNode[];
    }
  | { readonly ok: false; readonly why: string };

/** ACLs that hold when every condition does. In backends the proxy's own headers have taken the place of those of the client. */
export const testsOf = (conditions: readonly Condition[], place: 'frontend' | 'backend'): Tests => {
  const tokens: HaproxyToken[] = [];
  const keeps: HaproxyNode[] = [];
  for (const condition of conditions) {
    const { subject } = condition;
    const kept = place === 'backend' && subject.kind === 'header' ? replacedHeaders.get(subject.name) : undefined;
    const test = testOf(condition, kept?.value ?? requestValue(subject));
    if (!test.ok) return test;
    tokens.push(...test.tokens);
    if (kept !== undefined) keeps.push(kept.node);
  }
  return { ok: true, tokens, keeps };
};

const testOf = ({ subject, test, negated }: Condition, value: Expression | undefined): Tests => {
  if (value === undefined) {
    const name = 'name' in subject ? subject.name : subject.kind;
    return { ok: false, why: `HAProxy does not know the value ${name}` };
  }
  switch (test.kind) {
    case 'filled':
      return acl(value, HaproxyToken.fixed('-m reg --'), '^(?!0\\z)[\\s\\S]', negated);
    case 'equals':
      if (test.text === '') return emptiness(value, negated);
      return acl(value, HaproxyToken.fixed('-m str --'), test.text, negated);
    case 'matches': {
      const { source } = test.pattern;
      if (regexShape(source) === undefined)
        return { ok: false, why: `${JSON.stringify(source)} is not surely a regular expression of HAProxy` };
      if (source === '^$') return emptiness(value, negated);
      if (subject.kind !== 'path' && matchesNothing(source))
        return { ok: false, why: `HAProxy tests no expression on a value that is not there` };
      return acl(value, HaproxyToken.fixed('-m reg --'), inline(test.pattern), negated);
    }
  }
};

const acl = (value: Expression, how: HaproxyToken, text: string, negated: boolean): Tests =>
  printable(text)
    ? {
        ok: true,
        keeps: [],
        tokens: [
          HaproxyToken.fixed(negated ? '!{' : '{'),
          HaproxyToken.sample(value),
          how,
          HaproxyToken.word(text),
          HaproxyToken.fixed('}'),
        ],
      }
    : { ok: false, why: 'it tests for a control character' };

/** Absent values count as empty ones. */
const emptiness = (value: Expression, negated: boolean): Tests => {
  const filled = HaproxyToken.test(value.to('length'), 'gt 0');
  return { ok: true, keeps: [], tokens: [negated ? filled : HaproxyToken.joined(HaproxyToken.fixed('!'), filled)] };
};

/** True when the expression fits an empty text, or might. */
const matchesNothing = (source: string): boolean => {
  try {
    return new RegExp(source.replace(/\(\?[a-z]+\)/g, '').replaceAll('\\z', '$')).test('');
  } catch {
    return true;
  }
};
