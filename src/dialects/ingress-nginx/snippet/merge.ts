/** Directives of a snippet become features of the place; what has no feature stays raw text. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { Redirect } from '../../../model/features/route-features.ts';
import type { Condition } from '../../../model/values/condition.ts';
import type { Traced } from '../../../source/traced.ts';
import type { LocationFeatures } from '../settings.ts';
import { addAccessRules } from './access.ts';
import { conditionalHeaders } from './conditional-headers.ts';
import { snippetDirectives } from './directives.ts';
import type { AccessRule, MeaningOf, ResponseChange, SnippetEffect } from './effect.ts';
import { parseSnippet, type SnippetDirective } from './lexer.ts';
import { joinRaw, rawText } from './raw.ts';
import { createRuleReader, type RuleOutcome, type RuleReader, readRule, rewriteDirectives, rulesOf } from './rules.ts';
import { type Variables, variantsOf } from './variables.ts';

export interface MergedSnippet {
  readonly features: LocationFeatures;
  /** The location answers with this status and nothing else. */
  readonly closed?: 403 | 503;
  /** Headers of the authentication answer that go to the backend. */
  readonly authHeaders: readonly string[];
}

interface Draft {
  features: LocationFeatures;
  readonly reader: RuleReader;
  readonly rules: AccessRule[];
  readonly ruleLines: SnippetDirective[];
  readonly raw: SnippetDirective[];
  readonly authHeaders: string[];
  /** Headers of `if` blocks, in order: the last block whose condition holds counts. */
  readonly blocks: { readonly when: readonly Condition[]; readonly changes: readonly ResponseChange[] }[];
  redirect?: Redirect;
  closed?: 403 | 503;
}

interface MergeContext {
  readonly text: Traced<string>;
  readonly key: string;
  readonly report: Sink;
  readonly table: ReadonlyMap<string, MeaningOf>;
  /** Set outside of the text. */
  readonly variables?: Variables;
}

/** Merges the snippet into the features. `key` names it in messages, `table` holds the directives of its level. */
export const mergeSnippet = (
  features: LocationFeatures,
  text: Traced<string>,
  key: string,
  report: Sink,
  table: ReadonlyMap<string, MeaningOf> = snippetDirectives,
  variables: Variables = new Map(),
): MergedSnippet => {
  const { directives, broken } = parseSnippet(text.value);
  if (broken !== undefined) {
    report.add('D370', { key, ...broken }, text.from);
    const raw = joinRaw(features.rawText, { texts: [{ text, line: broken.line }], guards: true });
    return { features: raw === undefined ? features : { ...features, rawText: raw }, authHeaders: [] };
  }
  return mergeDirectives(features, directives, { text, key, report, table, variables });
};

export const mergeDirectives = (
  features: LocationFeatures,
  directives: readonly SnippetDirective[],
  context: MergeContext,
): MergedSnippet => {
  const reader = createRuleReader(directives, context.text, context.variables ?? new Map());
  const draft: Draft = { features, reader, rules: [], ruleLines: [], raw: [], authHeaders: [], blocks: [] };
  for (const { name, args } of directives) if (name === 'auth_request_set') readAnswer(reader, args);
  // Rewrite directives run first, wherever they stand: the others see what variables hold in the end.
  for (const directive of directives)
    if (rewriteDirectives.has(directive.name)) applyRewrite(draft, directive, context);
  for (const directive of directives)
    if (!rewriteDirectives.has(directive.name)) applyDirective(draft, directive, context);
  applyAccess(draft, context);
  noteStops(draft, context);
  return finished(draft, context.text);
};

/** A rewrite that stops keeps the redirect annotations from answering as well; the targets have them answer first. */
const noteStops = ({ features, reader }: Draft, { text, key, report }: MergeContext): void => {
  if (features.redirect === undefined) return;
  for (const { action, line } of reader.steps) {
    const { value } = action;
    const directive = value.kind === 'stop' ? 'break' : 'rewrite';
    if (value.kind !== 'stop' && !(value.kind === 'rewrite' && value.next === 'stop')) continue;
    const why = 'keeps the redirect annotations from answering as well; here they answer first';
    report.add('D371', { key, line, directive, why }, text.from);
  }
};

/** Variables that hold a header of the authentication answer are spelled out where they are used. */
const readAnswer = ({ variables }: RuleReader, [target, value]: SnippetDirective['args']): void => {
  const name = /^\$(\w+)$/.exec(target?.text ?? '')?.[1];
  const read = /^\$\{?(upstream_http_\w+)\}?$/.exec(value?.text ?? '')?.[1];
  if (name !== undefined) variables.set(name, read === undefined ? undefined : [{ when: [], text: `\${${read}}` }]);
};

const finished = (draft: Draft, text: Traced<string>): MergedSnippet => {
  const { redirect, closed, reader } = draft;
  const { bandwidth, ...others } = draft.features;
  const features = bandwidth === undefined || bandwidth.rate.value.bytes === 0 ? others : draft.features;
  const raw = joinRaw(
    features.rawText,
    rawText(
      [...draft.raw].sort((a, b) => a.line - b.line),
      text.from,
    ),
  );
  const steps = [...(features.rules?.steps ?? []), ...reader.steps];
  const rules = rulesOf(steps);
  const changes = conditionalHeaders(features.responseHeaders?.changes ?? [], draft.blocks);
  const done: LocationFeatures = {
    ...features,
    ...(raw === undefined ? {} : { rawText: raw }),
    ...(redirect === undefined ? {} : { redirect }),
    ...(rules === undefined ? {} : { rules }),
    ...(changes.length === 0 ? {} : { responseHeaders: { changes } }),
  };
  const { authHeaders } = draft;
  return { features: done, authHeaders, ...(closed === undefined ? {} : { closed }) };
};

const applyRewrite = (draft: Draft, directive: SnippetDirective, context: MergeContext): void => {
  const { text, key, report, table } = context;
  const args = { key, line: directive.line, directive: directive.name };
  if (hasEnded(draft)) {
    report.add('D372', { ...args, why: 'what stands above it has ended the request or the rules' }, text.from);
    return;
  }
  const first = draft.reader.steps.length === 0 && !draft.raw.some(({ name }) => rewriteDirectives.has(name));
  const [plain, ...variants] = variantsOf(draft.reader.variables, directive) ?? [];
  const whole =
    directive.name === 'return' && first && plain?.when.length === 0 && variants.length === 0
      ? table.get('return')?.(plain.directive, text.from[0])
      : undefined;
  if (whole !== undefined) {
    for (const effect of whole) applyEffect(draft, effect, args, context);
    return;
  }
  const before = draft.reader.steps.length;
  const outcome = readRule(draft.reader, directive);
  if (outcome.kind === 'raw') draft.raw.push(directive);
  if (outcome.kind === 'idle') report.add('D372', { ...args, why: outcome.why }, text.from);
  if (outcome.kind !== 'headers' || applyBlock(draft, outcome, context)) return;
  draft.reader.steps.length = before;
  draft.raw.push(directive);
};

const hasEnded = ({ redirect, closed, reader }: Draft): boolean => {
  if (redirect !== undefined || closed !== undefined) return true;
  const last = reader.steps.at(-1);
  if (last === undefined || last.when.length > 0) return false;
  return last.action.value.kind !== 'rewrite';
};

/** Headers inside `if`: taken only where nginx takes such lines there, and where one set of conditions says when. */
const applyBlock = (
  draft: Draft,
  { ways, directives }: Extract<RuleOutcome, { kind: 'headers' }>,
  { table, text }: MergeContext,
): boolean => {
  const [when, ...more] = ways;
  const effects = directives.flatMap(
    (inner): readonly (SnippetEffect | undefined)[] => table.get(inner.name)?.(inner, text.from[0]) ?? [undefined],
  );
  const changes = effects.flatMap((effect) => (effect?.kind === 'response-header' ? [effect.change] : []));
  const known = effects.every((effect) => effect?.kind === 'response-header' || effect?.kind === 'note');
  if (when === undefined || more.length > 0 || !known || table !== snippetDirectives) return false;
  draft.blocks.push({ when, changes });
  return true;
};

const applyDirective = (draft: Draft, directive: SnippetDirective, context: MergeContext): void => {
  const { text, key, table } = context;
  const args = { key, line: directive.line, directive: directive.name };
  const { variables } = draft.reader;
  const plain = directive.name === 'auth_request_set' ? new Map() : variables;
  const variants = directive.block === undefined ? variantsOf(plain, directive) : undefined;
  const meanings = (variants ?? []).map(({ when, directive: own }) => ({
    when,
    effects: table.get(own.name)?.(own, text.from[0]),
  }));
  const several = meanings.length > 1;
  const fits = meanings.every(
    ({ effects }) =>
      effects !== undefined && (!several || effects.every((e) => e.kind === 'response-header' || e.kind === 'idle')),
  );
  if (meanings.length === 0 || !fits) {
    draft.raw.push(directive);
    return;
  }
  for (const { when, effects } of meanings) {
    for (const effect of effects ?? []) {
      if (effect.kind === 'access') draft.ruleLines.push(directive);
      if (effect.kind === 'response-header' && when.length > 0)
        applyEffect(draft, { ...effect, change: { ...effect.change, when } }, args, context);
      else if (!several || effect.kind !== 'idle') applyEffect(draft, effect, args, context);
    }
  }
};

const applyEffect = (
  draft: Draft,
  effect: SnippetEffect,
  args: { readonly key: string; readonly line: number; readonly directive: string },
  { text, report }: MergeContext,
): void => {
  const { features } = draft;
  switch (effect.kind) {
    case 'response-header': {
      const changes = [...(features.responseHeaders?.changes ?? []), effect.change];
      draft.features = { ...features, responseHeaders: { changes } };
      return;
    }
    case 'request-header': {
      const changes = [...(features.requestHeaders?.changes ?? []), effect.change];
      draft.features = { ...features, requestHeaders: { changes } };
      return;
    }
    case 'access':
      draft.rules.push(effect.rule);
      return;
    case 'auth-header':
      draft.authHeaders.push(effect.name);
      return;
    case 'redirect':
      draft.redirect = effect.redirect;
      return;
    case 'closed':
      draft.closed = effect.status;
      return;
    case 'feature':
      draft.features = { ...features, ...effect.change(features) };
      return;
    case 'idle':
      report.add('D372', { ...args, why: effect.why }, text.from);
      return;
    case 'note':
      report.add('D371', { ...args, why: effect.why }, text.from);
      return;
    case 'broken':
      report.add('D373', { ...args, why: effect.why }, text.from);
      return;
  }
};

const applyAccess = (draft: Draft, { text, key, report }: MergeContext): void => {
  const [first] = draft.ruleLines;
  if (first === undefined) return;
  const outcome = addAccessRules(draft.features.accessList, draft.rules, text.from[0]);
  if (outcome.kind === 'inexpressible') draft.raw.push(...draft.ruleLines);
  else if (outcome.kind === 'unreached') {
    const why = 'the address list of the Ingress decides before it';
    report.add('D372', { key, line: first.line, directive: first.name, why }, text.from);
  } else if (outcome.list !== undefined) draft.features = { ...draft.features, accessList: outcome.list };
};
