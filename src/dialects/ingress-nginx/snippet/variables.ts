/** Variables a snippet sets: what they hold, and under which conditions on the request. */
import type { Condition, ConditionTest } from '../../../model/values/condition.ts';
import { requestValue } from '../nginx-variables.ts';
import { negate, type SnippetCondition, together } from './condition.ts';
import type { SnippetDirective } from './lexer.ts';

/** One value under conditions; those of one variable exclude each other. */
interface Alternative {
  readonly when: readonly Condition[];
  /** Text with the variables of nginx in braces. */
  readonly text: string;
}

/** Undefined values: not known to the compiler. */
export type Variables = Map<string, readonly Alternative[] | undefined>;

const most = 8;
const variableOf = /\$(?:\{(\w+)\}|(\w+))/g;

/** Variables nginx or the controller's own configuration gives a meaning to. */
const taken = new Set([
  'args',
  'limit_rate',
  'namespace',
  'ingress_name',
  'service_name',
  'service_port',
  'location_path',
  'proxy_upstream_name',
  'proxy_alternative_upstream_name',
  'proxy_host',
  'global_rate_limit_exceeding',
  'balancer_ewma_score',
]);

/** `set` under conditions. False: the compiler cannot say what it does. */
export const assign = (variables: Variables, { args }: SnippetDirective, when: readonly Condition[]): boolean => {
  const [target, value, ...rest] = args;
  const name = /^\$(\w+)$/.exec(target?.text ?? '')?.[1];
  if (name === undefined || value === undefined || rest.length > 0) return false;
  if (taken.has(name) || /^[1-9]$/.test(name) || requestValue(name).kind !== 'foreign') return false;
  // Groups belong to the expression that matched last, here and not where the variable is used.
  const values = /\$\{?[1-9]/.test(value.text) ? undefined : expanded(variables, value.text);
  const before = variables.has(name) ? variables.get(name) : [{ when: [], text: '' }];
  const after = values === undefined || before === undefined ? undefined : overwritten(before, values, when);
  variables.set(name, after);
  return after !== undefined;
};

const overwritten = (
  before: readonly Alternative[],
  values: readonly Alternative[],
  when: readonly Condition[],
): readonly Alternative[] | undefined => {
  const after: Alternative[] = [];
  for (const old of before) {
    for (const { when: reason, text } of values) {
      const holds = together(old.when, [...reason, ...when]);
      const unchanged = values.length === 1 && text === old.text;
      if (holds !== undefined) after.push({ when: unchanged ? old.when : holds, text });
    }
    for (const way of otherwise(when)) {
      const holds = together(old.when, way);
      if (holds !== undefined) after.push({ when: holds, text: old.text });
    }
  }
  const distinct = after.filter(
    (one, i) => !after.some((other, j) => j < i && other.text === one.text && isPart(other.when, one.when)),
  );
  const wider = distinct.filter(
    (one, i) => !distinct.some((other, j) => j > i && other.text === one.text && isPart(other.when, one.when)),
  );
  return wider.length > most ? undefined : wider;
};

/** The ways in which not all of the conditions hold, excluding each other. */
const otherwise = (when: readonly Condition[]): readonly (readonly Condition[])[] =>
  when.map((condition, i) => [...when.slice(0, i), negate(condition)]);

const isPart = (part: readonly Condition[], whole: readonly Condition[]): boolean =>
  part.every((condition) => whole.some((other) => JSON.stringify(other) === JSON.stringify(condition)));

/** The text with every variable of the snippet put in; undefined where one is not known. */
export const expanded = (variables: Variables, text: string): readonly Alternative[] | undefined => {
  let found: readonly Alternative[] = [{ when: [], text: '' }];
  let at = 0;
  const append = (more: readonly Alternative[]): void => {
    found = found.flatMap((left) =>
      more.flatMap((right) => {
        const when = together(left.when, right.when);
        return when === undefined ? [] : [{ when, text: left.text + right.text }];
      }),
    );
  };
  for (const match of text.matchAll(variableOf)) {
    const name = match[1] ?? match[2] ?? '';
    // A digit alone is a group of the last expression that matched; two are a group and a digit.
    if (match[1] === undefined && /^[1-9]/.test(name)) continue;
    append([{ when: [], text: text.slice(at, match.index) }]);
    at = match.index + match[0].length;
    if (!variables.has(name)) append([{ when: [], text: `\${${name}}` }]);
    else {
      const values = variables.get(name);
      if (values === undefined) return undefined;
      append(values);
    }
    if (found.length > most) return undefined;
  }
  append([{ when: [], text: text.slice(at) }]);
  return found;
};

/** The directive once per combination of values; undefined where a variable is not known. */
export const variantsOf = (
  variables: Variables,
  directive: SnippetDirective,
): readonly { readonly when: readonly Condition[]; readonly directive: SnippetDirective }[] | undefined => {
  if (variables.size === 0) return [{ when: [], directive }];
  let found: readonly { readonly when: readonly Condition[]; readonly args: SnippetDirective['args'] }[] = [
    { when: [], args: [] },
  ];
  for (const arg of directive.args) {
    const texts = arg.text.includes('$') ? expanded(variables, arg.text) : [{ when: [], text: arg.text }];
    if (texts === undefined) return undefined;
    found = found.flatMap((left) =>
      texts.flatMap(({ when, text }) => {
        const holds = together(left.when, when);
        return holds === undefined ? [] : [{ when: holds, args: [...left.args, { ...arg, text }] }];
      }),
    );
    if (found.length > most) return undefined;
  }
  return found.map(({ when, args }) => ({ when, directive: { ...directive, args } }));
};

/** The ways in which the condition of an `if` holds; undefined: not known. An empty list: never. */
export const waysOf = (
  variables: Variables,
  { subject, test, negated }: SnippetCondition,
): readonly (readonly Condition[])[] | undefined => {
  if (test.kind === 'equals' && test.text.includes('$')) return undefined;
  if (!variables.has(subject)) return [[{ subject: requestValue(subject), test, negated }]];
  const values = variables.get(subject);
  if (values === undefined) return undefined;
  const ways: (readonly Condition[])[] = [];
  for (const { when, text } of values) {
    const name = /^\$\{(\w+)\}$/.exec(text)?.[1];
    if (name !== undefined) {
      const way = together(when, [{ subject: requestValue(name), test, negated }]);
      if (way !== undefined) ways.push(way);
      continue;
    }
    const holds = text.includes('$') ? undefined : holdsFor(text, test);
    if (holds === undefined) return undefined;
    if (holds !== negated) ways.push(when);
  }
  return ways;
};

/** Tests on fixed texts; expressions only where every engine agrees about them. */
const holdsFor = (text: string, test: ConditionTest): boolean | undefined => {
  if (test.kind === 'filled') return text !== '' && text !== '0';
  if (test.kind === 'equals') return text === test.text;
  const { source, ignoreCase } = test.pattern;
  if (!/^\^?[\w -]*(?:\|[\w -]+)*\$?$/.test(source) || source.includes('|')) return undefined;
  return new RegExp(source, ignoreCase ? 'i' : '').test(text);
};
