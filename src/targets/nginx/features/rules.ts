/** Rules of the rewrite phase, as nginx itself writes them. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import { isNeeded, type Rule, type RuleAction, type Rules } from '../../../model/features/rule-features.ts';
import type { Template } from '../../../model/values/template.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { type Conditional, hasGroups, type Rewriting, whenAll } from '../conditions.ts';
import { responseStatements } from '../header-lists.ts';
import type { NginxNode } from '../node.ts';
import { checkPcre, withoutNames } from '../pcre.ts';
import { capturesIn, expand, type Text, text } from '../text.ts';
import { NginxToken } from '../token.ts';
import { directive, type Statement } from '../tree.ts';

interface Step {
  readonly statements: Extract<Conditional, { ok: true }>['statements'];
  readonly captures: readonly number[];
  /** Nothing of the rewrite phase follows. */
  readonly stops: boolean;
  readonly type: string | undefined;
}

/** Rules of a route. Those from the first one on that ends the phase stand behind whatever has to happen all the same. */
export const rules = ({ steps, guards: _guards, headers: _headers, ...rest }: Rules): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [];
  let phase: 'rules' | 'last-rules' = 'rules';
  const types = new Set<string>();
  const lost: Reason[] = [];
  for (const [index, rule] of steps.entries()) {
    const step = stepOf(rule, steps, index);
    if ('code' in step && isNeeded(steps, index)) return refused(step);
    if ('code' in step) {
      lost.push(step);
      continue;
    }
    if (step.stops) phase = 'last-rules';
    if (step.type !== undefined) types.add(step.type);
    nodes.push({ at: 'answer', phase, statements: step.statements, captures: step.captures });
  }
  nodes.push(...defaultTypes(types).map((d): NginxNode => ({ at: 'location', statements: [d] })));
  return withDifferences(nodes, lost);
};

/** Rules of a host: nginx has no captures there but those of the conditions. */
export const siteRules = ({ steps, guards: _guards, headers = [], ...rest }: Rules): Outcome<NginxNode> => {
  spent(rest);
  const statements: Statement<'server'>[] = [];
  const types = new Set<string>();
  const lost: Reason[] = [];
  for (const [index, rule] of steps.entries()) {
    const read = stepOf(rule, steps, index);
    const groupless = !('code' in read) && read.captures.length > 0;
    const step = groupless ? told(rule, 'no expression stands before its captures', !isNeeded(steps, index)) : read;
    if ('code' in step && isNeeded(steps, index)) return refused(step);
    if ('code' in step) {
      lost.push(step);
      continue;
    }
    if (step.type !== undefined) types.add(step.type);
    statements.push(...step.statements);
  }
  const sent = headers.flatMap(({ name, how, value, always }) => {
    const expanded = expand(value.value);
    if (how === 'remove' || !expanded.ok || !/^[\w-]+$/.test(name)) return [];
    return responseStatements([{ name, value: expanded.text, always, hide: false }]);
  });
  const all = [...defaultTypes(types), ...sent, ...statements];
  return withDifferences([{ at: 'server', rank: 3.5, statements: all, answers: true }], lost);
};

/** One type only: nginx takes the directive once. */
const defaultTypes = (types: ReadonlySet<string>): readonly ReturnType<typeof directive<'default_type'>>[] =>
  [...types].slice(0, 1).map((type) => directive('default_type', NginxToken.literal(type)));

const told = ({ line, words, action }: Rule, why: string, alone: boolean): Reason =>
  because('T5140', { line, words, why, ...(alone ? { alone } : {}) }, action.from);

const stepOf = (rule: Rule, steps: readonly Rule[], index: number): Step | Reason => {
  const alone = !isNeeded(steps, index);
  const { when, action, line: _line, words: _words, ...rest } = rule;
  spent(rest);
  const made = actionOf(action.value, hasGroups(when));
  if ('why' in made) return told(rule, made.why, alone);
  const conditional = whenAll(when, 'ic_holds', [made.statement]);
  if (!conditional.ok) return told(rule, conditional.why, alone);
  const { value } = action;
  return {
    statements: conditional.statements,
    captures: made.captures,
    stops: value.kind === 'stop' || (value.kind === 'rewrite' && (value.next === 'stop' || value.next === 'again')),
    type: value.kind === 'answer' ? value.type : undefined,
  };
};

interface Action {
  readonly statement: Rewriting;
  readonly captures: readonly number[];
}

const actionOf = (action: RuleAction, grouped: boolean): Action | { readonly why: string } => {
  switch (action.kind) {
    case 'stop':
      return { statement: directive('break'), captures: [] };
    case 'answer': {
      const { status, body } = action;
      if (body === undefined) return answering(status, undefined);
      const lines = body.flatMap((template, i): Template => (i === 0 ? template : [lineBreak, ...template]));
      const words = expand(lines, grouped ? 'direct' : 'kept');
      return words.ok ? answering(status, words.text) : { why: `${words.name} is not a value stock nginx can supply` };
    }
    case 'redirect': {
      const target = expand(action.to, grouped ? 'direct' : 'kept');
      if (!target.ok) return { why: `${target.name} is not a value stock nginx can supply` };
      return answering(action.status, target.text);
    }
    case 'rewrite':
      return rewriting(action);
  }
};

const lineBreak = { kind: 'text', text: '\n' } as const;

const answering = (status: number, words: Text | undefined): Action => ({
  statement: directive('return', NginxToken.integer(status), ...(words === undefined ? [] : [NginxToken.value(words)])),
  captures: words === undefined ? [] : capturesIn(words),
});

const flags = { stop: 'break', again: 'last', 301: 'permanent', 302: 'redirect' } as const;

const rewriting = ({
  pattern,
  to,
  query,
  next,
}: Extract<RuleAction, { kind: 'rewrite' }>): Action | { readonly why: string } => {
  const check = checkPcre(pattern.source);
  if (!check.ok) return { why: `${JSON.stringify(pattern.source)} is not taken: ${check.why}` };
  const target = expand(to, 'direct');
  if (!target.ok) return { why: `${target.name} is not a value stock nginx can supply` };
  const asks = target.text.some((p) => p.kind === 'text' && p.text.includes('?'));
  if (asks && to.some(({ kind }) => kind === 'capture'))
    return { why: 'a question mark together with captures overruns a buffer before nginx 1.30.1' };
  const replacement = target.text.length === 0 ? text('/') : target.text;
  return {
    statement: directive(
      'rewrite',
      NginxToken.regex(`${pattern.ignoreCase ? '(?i)' : ''}${withoutNames(pattern.source)}`),
      NginxToken.value(query === 'dropped' ? text(replacement, '?') : replacement),
      ...(next === 'go-on' ? [] : [NginxToken.word(flags[next])]),
    ),
    captures: [],
  };
};
