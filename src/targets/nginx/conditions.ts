/** Conditions of the model as `if` blocks. nginx nests none and knows no "and": several are counted in a variable. */
import type { Condition } from '../../model/values/condition.ts';
import { checkPcre, withoutNames } from './pcre.ts';
import { expand, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { type Block, block, type Directive, directive, type NameIn } from './tree.ts';

/** What nginx's rewrite module takes at every level. */
export type Rewriting = Directive<NameIn<'if'> & NameIn<'location'> & NameIn<'server'>>;

export type Conditional =
  | { readonly ok: true; readonly statements: readonly (Rewriting | Block<'if'>)[] }
  | { readonly ok: false; readonly why: string };

/** The statements, done when every condition holds. `counter` is the variable that counts; each use starts it anew. */
export const whenAll = (
  conditions: readonly Condition[],
  counter: string,
  statements: readonly Rewriting[],
): Conditional => {
  const tests: (readonly NginxToken[])[] = [];
  for (const condition of lastPatternLast(conditions)) {
    const test = testOf(condition);
    if ('why' in test) return { ok: false, why: test.why };
    tests.push(test.tokens);
  }
  const [only, ...more] = tests;
  if (only === undefined) return { ok: true, statements };
  if (more.length === 0) return { ok: true, statements: [block('if', only, statements)] };
  const counted = directive('set', NginxToken.variable(counter), NginxToken.value(text(variable(counter), '1')));
  const all = NginxToken.text('1'.repeat(tests.length));
  return {
    ok: true,
    statements: [
      directive('set', NginxToken.variable(counter), NginxToken.text('')),
      ...tests.map((test) => block('if', test, [counted])),
      block('if', [NginxToken.variable(counter), NginxToken.word('='), all], statements),
    ],
  };
};

/** Groups are those of the last expression that matched. */
const lastPatternLast = (conditions: readonly Condition[]): readonly Condition[] => {
  const last = conditions.findLast(isPattern);
  return last === undefined ? conditions : [...conditions.filter((c) => c !== last), last];
};

const isPattern = ({ test, negated }: Condition): boolean => test.kind === 'matches' && !negated;

/** True when captures are groups of a condition and not of the route. */
export const hasGroups = (conditions: readonly Condition[]): boolean => conditions.some(isPattern);

const testOf = ({
  subject,
  test,
  negated,
}: Condition): { readonly tokens: readonly NginxToken[] } | { readonly why: string } => {
  const value = expand([{ kind: 'request', value: subject }]);
  if (!value.ok) return { why: `${value.name} is not a value stock nginx can supply` };
  const [part] = value.text;
  if (part?.kind !== 'variable') return { why: 'it tests no variable' };
  const subjectToken = NginxToken.variable(part.name);
  if (test.kind === 'filled')
    return {
      tokens: negated ? [subjectToken, NginxToken.word('~'), NginxToken.regex('^0?$')] : [subjectToken],
    };
  if (test.kind === 'equals')
    return { tokens: [subjectToken, NginxToken.word(negated ? '!=' : '='), NginxToken.text(test.text)] };
  const check = checkPcre(test.pattern.source);
  if (!check.ok) return { why: `${JSON.stringify(test.pattern.source)} is not taken: ${check.why}` };
  const operator = test.pattern.ignoreCase ? (negated ? '!~*' : '~*') : negated ? '!~' : '~';
  return { tokens: [subjectToken, NginxToken.word(operator), NginxToken.regex(withoutNames(test.pattern.source))] };
};
