/** Directives of a location snippet become features of the location; what has no feature stays raw text. */
import type { Report } from '../../diagnostics/report.ts';
import type { Redirect } from '../../model/features/route-features.ts';
import type { Traced } from '../../source/traced.ts';
import type { LocationFeatures } from './settings.ts';
import { addAccessRules } from './snippet-access.ts';
import { snippetDirectives } from './snippet-directives.ts';
import type { AccessRule, MeaningOf, SnippetEffect } from './snippet-effect.ts';
import { parseSnippet, type SnippetDirective } from './snippet-lexer.ts';
import { joinRaw, rawText } from './snippet-raw.ts';

export interface MergedSnippet {
  readonly features: LocationFeatures;
  /** The location answers with this status and nothing else. */
  readonly closed?: 403 | 503;
}

interface Draft {
  features: LocationFeatures;
  readonly rules: AccessRule[];
  readonly ruleLines: SnippetDirective[];
  readonly raw: SnippetDirective[];
  redirect?: Redirect;
  closed?: 403 | 503;
}

/** Merges the snippet into the features. `key` names it in messages, `table` holds the directives of its level. */
export const mergeSnippet = (
  features: LocationFeatures,
  text: Traced<string>,
  key: string,
  report: Report,
  table: ReadonlyMap<string, MeaningOf> = snippetDirectives,
): MergedSnippet => {
  const { directives, broken } = parseSnippet(text.value);
  if (broken !== undefined) {
    report.add('D370', { key, ...broken }, text.from);
    const raw = joinRaw(features.rawText, { texts: [{ text, line: broken.line }], guards: true });
    return { features: raw === undefined ? features : { ...features, rawText: raw } };
  }
  const draft: Draft = { features, rules: [], ruleLines: [], raw: [] };
  for (const directive of directives) applyDirective(draft, directive, text, { key, report, table });
  applyAccess(draft, text, key, report);
  const raw = joinRaw(draft.features.rawText, rawText(draft.raw, text.from));
  const done = {
    ...draft.features,
    ...(raw === undefined ? {} : { rawText: raw }),
    ...(draft.redirect === undefined ? {} : { redirect: draft.redirect }),
  };
  return draft.closed === undefined ? { features: done } : { features: done, closed: draft.closed };
};

interface MergeContext {
  readonly key: string;
  readonly report: Report;
  readonly table: ReadonlyMap<string, MeaningOf>;
}

const applyDirective = (
  draft: Draft,
  directive: SnippetDirective,
  text: Traced<string>,
  { key, report, table }: MergeContext,
): void => {
  const args = { key, line: directive.line, directive: directive.name };
  const answers = directive.name === 'return' && (draft.redirect !== undefined || draft.closed !== undefined);
  if (answers) {
    report.add('D372', { ...args, why: 'a return above it has answered' }, text.from);
    return;
  }
  const meaning = directive.block === undefined ? table.get(directive.name)?.(directive, text.from[0]) : undefined;
  // A condition or rewrite above may end the request first, so an answer below it cannot stand for the whole location.
  const conditional = directive.name === 'return' && draft.raw.some(({ name }) => mayAnswer.has(name));
  if (meaning === undefined || conditional) {
    draft.raw.push(directive);
    return;
  }
  for (const effect of meaning) {
    if (effect.kind === 'access') draft.ruleLines.push(directive);
    applyEffect(draft, effect, args, text, report);
  }
};

const mayAnswer = new Set(['if', 'rewrite', 'return', 'set', 'break', 'rewrite_by_lua_block']);

const applyEffect = (
  draft: Draft,
  effect: SnippetEffect,
  args: { readonly key: string; readonly line: number; readonly directive: string },
  text: Traced<string>,
  report: Report,
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

const applyAccess = (draft: Draft, text: Traced<string>, key: string, report: Report): void => {
  const [first] = draft.ruleLines;
  if (first === undefined) return;
  const outcome = addAccessRules(draft.features.accessList, draft.rules, text.from[0]);
  if (outcome.kind === 'inexpressible') draft.raw.push(...draft.ruleLines);
  else if (outcome.kind === 'unreached') {
    const why = 'the address list of the Ingress decides before it';
    report.add('D372', { key, line: first.line, directive: first.name, why }, text.from);
  } else if (outcome.list !== undefined) draft.features = { ...draft.features, accessList: outcome.list };
};
