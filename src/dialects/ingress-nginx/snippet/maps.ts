/** `map` blocks of the ConfigMap's http-snippet: variables whose value depends on one value of the request. */
import type { Condition } from '../../../model/values/condition.ts';
import { requestValue } from '../nginx-variables.ts';
import { negate } from './condition.ts';
import type { SnippetDirective } from './lexer.ts';
import type { Variables } from './variables.ts';

/** Takes the maps it understands out of the directives. */
export const readMaps = (
  directives: readonly SnippetDirective[],
): { readonly variables: Variables; readonly rest: readonly SnippetDirective[] } => {
  const variables: Variables = new Map();
  const rest = directives.filter((directive) => {
    const name = /^\$(\w+)$/.exec(directive.args[1]?.text ?? '')?.[1];
    const values = directive.name === 'map' && directive.args.length === 2 ? valuesOf(directive) : undefined;
    if (name === undefined || values === undefined || requestValue(name).kind !== 'foreign') return true;
    variables.set(name, values);
    return false;
  });
  return { variables, rest };
};

type Values = NonNullable<ReturnType<Variables['get']>>;

const most = 7;

/** Texts first, whatever the letter case; then expressions in their order; then the default. */
const valuesOf = ({ args, block = [] }: SnippetDirective): Values | undefined => {
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(args[0]?.text ?? '');
  const subject = requestValue(name?.[1] ?? name?.[2] ?? '');
  const plain = block.every((row) => row.args.length === 1 && row.block === undefined && isValue(row.args[0]?.text));
  if (name === null || !plain || block.some((row) => special.has(row.name)) || block.length > most) return undefined;
  const rows = block.filter((row) => row.name !== 'default');
  const sorted = [...rows.filter((row) => !isExpression(row)), ...rows.filter(isExpression)];
  const values: { readonly when: readonly Condition[]; readonly text: string }[] = [];
  const before: Condition[] = [];
  for (const row of sorted) {
    const condition: Condition = { subject, test: testOf(row.name), negated: false };
    // Texts exclude each other.
    values.push({ when: isExpression(row) ? [...before, condition] : [condition], text: textOf(row) });
    before.push(negate(condition));
  }
  const otherwise = block.find((row) => row.name === 'default');
  return [...values, { when: before, text: otherwise === undefined ? '' : textOf(otherwise) }];
};

const special = new Set(['hostnames', 'include', 'volatile']);
const isExpression = ({ name }: SnippetDirective): boolean => name.startsWith('~');
/** Groups of a row's own expression cannot be said. */
const isValue = (text: string | undefined): boolean => text !== undefined && !/\$\{?[1-9]/.test(text);
const textOf = ({ args }: SnippetDirective): string =>
  (args[0]?.text ?? '').replace(/\$(\w+)/g, (_, name: string) => `\${${name}}`);

const testOf = (key: string): Condition['test'] => {
  const expression = /^~(\*?)(.*)$/s.exec(key);
  if (expression !== null)
    return { kind: 'matches', pattern: { source: expression[2] ?? '', ignoreCase: expression[1] === '*' } };
  const text = key.replace(/^\\/, '');
  if (!/[A-Za-z]/.test(text)) return { kind: 'equals', text };
  const source = `^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
  return { kind: 'matches', pattern: { source, ignoreCase: true } };
};
