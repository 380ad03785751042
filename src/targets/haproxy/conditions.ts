/** Conditions of the model as anonymous ACLs: those of one line all have to hold. */
import type { Condition } from '../../model/features/rule-features.ts';
import { regexShape } from './regex.ts';
import { inline, requestValue } from './request.ts';
import { type Expression, HaproxyToken, printable } from './token.ts';

export type Tests =
  | { readonly ok: true; readonly tokens: readonly HaproxyToken[] }
  | { readonly ok: false; readonly why: string };

/** ACLs that hold when every condition does. */
export const testsOf = (conditions: readonly Condition[]): Tests => {
  const tokens: HaproxyToken[] = [];
  for (const condition of conditions) {
    const test = testOf(condition);
    if (!test.ok) return test;
    tokens.push(...test.tokens);
  }
  return { ok: true, tokens };
};

const testOf = ({ subject, test, negated }: Condition): Tests => {
  const value = requestValue(subject);
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
  return { ok: true, tokens: [negated ? filled : HaproxyToken.joined(HaproxyToken.fixed('!'), filled)] };
};

/** True when the expression fits an empty text, or might. */
const matchesNothing = (source: string): boolean => {
  try {
    return new RegExp(source.replace(/\(\?[a-z]+\)/g, '').replaceAll('\\z', '$')).test('');
  } catch {
    return true;
  }
};
