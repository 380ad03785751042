/** Directives of nginx's rewrite module → rules of the model. They run in the order of the text, whatever stands between them. */
import { keepsOut, type Rule, type RuleAction, type Rules } from '../../../model/features/rule-features.ts';
import type { Condition } from '../../../model/values/condition.ts';
import type { Template, TemplatePart } from '../../../model/values/template.ts';
import { type Origin, type Traced, traced } from '../../../source/traced.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { readCondition, together } from './condition.ts';
import type { SnippetDirective } from './lexer.ts';
import { assign, expanded, type Variables, waysOf } from './variables.ts';

export interface RuleReader {
  readonly steps: Rule[];
  readonly variables: Variables;
  /** Media type of the texts answered (default_type). */
  readonly type: string | undefined;
  readonly at: Origin;
  /** The path was rewritten: what an earlier condition said about it holds no longer. */
  moved: boolean;
}

/** `given`: variables that other texts have set. */
export const createRuleReader = (
  directives: readonly SnippetDirective[],
  text: Traced<string>,
  given: Variables,
): RuleReader => {
  const type = directives.findLast(({ name }) => name === 'default_type')?.args[0]?.text;
  return { steps: [], variables: new Map(given), type, at: text.from[0], moved: false };
};

export const rewriteDirectives: ReadonlySet<string> = new Set(['if', 'set', 'return', 'rewrite', 'break']);

/** What became of a directive: `headers` are those of a condition whose block is more than rules. */
export type RuleOutcome =
  | { readonly kind: 'read' }
  | { readonly kind: 'idle'; readonly why: string }
  | { readonly kind: 'raw' }
  | {
      readonly kind: 'headers';
      readonly ways: readonly (readonly Condition[])[];
      readonly directives: readonly SnippetDirective[];
    };

const read: RuleOutcome = { kind: 'read' };
const raw: RuleOutcome = { kind: 'raw' };

export const readRule = (reader: RuleReader, directive: SnippetDirective): RuleOutcome => {
  if (directive.name !== 'if') return readPlain(reader, directive, directive, []);
  const block = directive.block ?? [];
  const condition = readCondition(directive.args);
  const stale = condition !== undefined && reader.moved && isConditional(reader, condition.subject);
  const ways = condition === undefined || stale ? undefined : waysOf(reader.variables, condition);
  if (ways === undefined) {
    for (const inner of block) poison(reader, inner);
    return raw;
  }
  if (ways.length === 0) return { kind: 'idle', why: 'its condition never holds' };
  const before = reader.steps.length;
  const rest = block.filter((inner) => !rewriteDirectives.has(inner.name));
  const known = block
    .filter((inner) => rewriteDirectives.has(inner.name))
    .every((inner) => inner.block === undefined && readPlain(reader, inner, directive, ways).kind === 'read');
  if (!known) {
    reader.steps.length = before;
    for (const inner of block) poison(reader, inner);
    return raw;
  }
  return rest.length === 0 ? read : { kind: 'headers', ways, directives: rest };
};

/** Conditions that a variable remembers may speak about the path as it was before. */
const isConditional = ({ variables }: RuleReader, name: string): boolean => (variables.get(name) ?? []).length > 1;

const poison = ({ variables }: RuleReader, { name, args }: SnippetDirective): void => {
  const target = /^\$(\w+)$/.exec(args[0]?.text ?? '')?.[1];
  if (name === 'set' && target !== undefined) variables.set(target, undefined);
};

/** `owner` is the directive that is quoted: the `if` around, or the directive itself. No ways: always. */
const readPlain = (
  reader: RuleReader,
  directive: SnippetDirective,
  owner: SnippetDirective,
  ways: readonly (readonly Condition[])[],
): RuleOutcome => {
  const conditions = ways.length === 0 ? [[]] : ways;
  if (directive.name === 'set') {
    const fits = conditions.every((when) => assign(reader.variables, directive, when));
    if (!fits) poison(reader, directive);
    return fits ? read : raw;
  }
  const actions = actionsOf(reader, directive);
  if (actions === undefined) return raw;
  for (const when of conditions) {
    for (const action of actions) {
      const holds = together(when, action.when);
      if (holds !== undefined) reader.steps.push(ruleOf(reader, owner, holds, action.action));
    }
  }
  reader.moved ||= actions.some(({ action }) => action.kind === 'rewrite' && action.next === 'go-on');
  return read;
};

const ruleOf = (reader: RuleReader, owner: SnippetDirective, when: readonly Condition[], action: RuleAction): Rule => ({
  when,
  action: traced(action, reader.at),
  line: owner.line,
  words: words(owner.source),
});

/** The beginning of a text on one line. */
export const words = (source: string): string =>
  source
    .slice(0, 200)
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .slice(0, 100);

interface Action {
  readonly when: readonly Condition[];
  readonly action: RuleAction;
}

const actionsOf = (reader: RuleReader, directive: SnippetDirective): readonly Action[] | undefined => {
  switch (directive.name) {
    case 'break':
      return directive.args.length === 0 ? [{ when: [], action: { kind: 'stop' } }] : undefined;
    case 'return':
      return answers(reader, directive);
    case 'rewrite':
      return rewrites(reader, directive);
    default:
      return undefined;
  }
};

/** The text with the variables of the snippet in it, once per combination of their values. */
const templates = (
  reader: RuleReader,
  text: string,
): readonly { readonly when: readonly Condition[]; readonly template: Template }[] | undefined => {
  const found: { readonly when: readonly Condition[]; readonly template: Template }[] = [];
  for (const { when, text: filled } of expanded(reader.variables, text) ?? []) {
    const template = parseTemplate(filled);
    if (template === undefined) return undefined;
    found.push({ when, template });
  }
  return found.length === 0 ? undefined : found;
};

const answers = (reader: RuleReader, { args }: SnippetDirective): readonly Action[] | undefined => {
  const [first, second, ...rest] = args;
  if (first === undefined || rest.length > 0) return undefined;
  const bare = second === undefined && /^(https?:\/\/|\$\{?scheme)/.test(first.text);
  const status = bare ? 302 : Number(/^[1-9][0-9]{2}$/.exec(first.text)?.[0]);
  const text = bare ? first.text : second?.text;
  if (Number.isNaN(status) || status < 200) return undefined;
  const sent = [301, 302, 303, 307, 308].includes(status);
  if (text === undefined) return sent ? undefined : [{ when: [], action: { kind: 'answer', status } }];
  const found = templates(reader, text);
  if (sent && found?.some(({ template }) => template.length === 0)) return undefined;
  return found?.map(({ when, template }) => ({
    when,
    action: sent
      ? { kind: 'redirect', status, to: template }
      : {
          kind: 'answer',
          status,
          body: linesOf(template),
          ...(reader.type === undefined ? {} : { type: reader.type }),
        },
  }));
};

/** Line by line: no text of the model holds a line break. */
const linesOf = (template: Template): readonly Template[] => {
  const lines: TemplatePart[][] = [[]];
  for (const part of template) {
    const [first = '', ...more] = part.kind === 'text' ? part.text.split('\n') : [];
    if (part.kind !== 'text') lines.at(-1)?.push(part);
    if (first !== '') lines.at(-1)?.push({ kind: 'text', text: first });
    for (const text of more) lines.push(text === '' ? [] : [{ kind: 'text', text }]);
  }
  return lines;
};

const rewrites = (reader: RuleReader, { args }: SnippetDirective): readonly Action[] | undefined => {
  const [pattern, replacement, flag, ...rest] = args;
  if (pattern === undefined || replacement === undefined || rest.length > 0) return undefined;
  const dropped = replacement.text.endsWith('?');
  const text = dropped ? replacement.text.slice(0, -1) : replacement.text;
  const url = /^(https?:\/\/|\$\{?scheme)/.test(text);
  const next = whatNext(flag?.text, url);
  const to = templates(reader, text);
  const [only, ...more] = to ?? [];
  if (next === undefined || only === undefined || more.length > 0) return undefined;
  return [
    {
      when: [],
      action: {
        kind: 'rewrite',
        pattern: { source: pattern.text, ignoreCase: false },
        to: only.template,
        query: dropped ? 'dropped' : 'kept',
        next,
      },
    },
  ];
};

const whatNext = (
  flag: string | undefined,
  url: boolean,
): Extract<RuleAction, { kind: 'rewrite' }>['next'] | undefined => {
  if (flag === 'permanent') return 301;
  if (flag === 'redirect' || (url && (flag === undefined || flag === 'last' || flag === 'break'))) return 302;
  if (flag === 'last') return 'again';
  if (flag === 'break') return 'stop';
  return flag === undefined ? 'go-on' : undefined;
};

export const rulesOf = (steps: readonly Rule[]): Rules | undefined =>
  steps.length === 0 ? undefined : { steps, guards: steps.some(keepsOut) };
