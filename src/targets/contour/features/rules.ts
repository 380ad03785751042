/** Rules of the rewrite phase: routes with conditions on headers in front of the others. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import {
  isNeeded,
  type RewriteAction,
  type Rule,
  type RuleAction,
  type Rules,
} from '../../../model/features/rule-features.ts';
import { literalText, type Template } from '../../../model/values/template.ts';
import { type AtSite, type Outcome, refused, spent, type Version, withDifferences } from '../../target.ts';
import { waysOf } from '../conditions.ts';
import type { ContourNode, RuleNode } from '../node.ts';
import { encodePath } from '../paths.ts';
import type { AtAnyRoute } from '../place.ts';
import { readRedirectTarget } from '../redirect-target.ts';
import { pathHeaderRegex } from '../regex.ts';
import { expand, fill } from '../rewrite-expand.ts';
import { isPlain } from '../token.ts';
import type { HeaderCondition } from '../tree.ts';
import { redirectStatus } from './redirect.ts';

interface Made {
  readonly body: RuleNode['body'];
  readonly only?: HeaderCondition;
  readonly differs?: string;
}
type Making = Made | { readonly why: string };

export const rules = (
  { steps, guards: _guards, headers: _headers, ...rest }: Rules,
  at: AtAnyRoute,
): Outcome<ContourNode> => {
  spent(rest);
  return nodesOf(steps, at, false);
};

/** Envoy sends answers of its own without the headers of the host. */
export const siteRules = ({ steps, guards: _guards, headers, ...rest }: Rules, at: AtSite): Outcome<ContourNode> => {
  spent(rest);
  return nodesOf(steps, at, (headers ?? []).length > 0);
};

const nodesOf = (steps: readonly Rule[], { model, options }: AtSite, headers: boolean): Outcome<ContourNode> => {
  const trusted = model.controller.forwardedHeaders?.trust.value === true;
  const nodes: ContourNode[] = [];
  const differences: Reason[] = [];
  for (const [index, { when, action, line, words, ...rest }] of steps.entries()) {
    spent(rest);
    const { value } = action;
    if (value.kind === 'stop' && index === steps.length - 1) continue;
    const needed = isNeeded(steps, index);
    const told = (code: 'T5497' | 'T5498', why: string): Reason =>
      because(code, { line, words, why, ...(needed ? {} : { alone: true }) }, action.from);
    const made = makingOf(value, options.version);
    const tests = waysOf(when, trusted);
    const why = 'why' in made ? made.why : tests.ok ? undefined : tests.why;
    if ('why' in made || !tests.ok || why !== undefined) {
      if (needed) return refused(told('T5497', why ?? ''));
      differences.push(told('T5497', why ?? ''));
      continue;
    }
    if (made.differs !== undefined) differences.push(told('T5498', made.differs));
    if (headers) differences.push(told('T5498', 'its answer carries none of the headers the snippet adds'));
    const { body, only } = made;
    for (const way of tests.ways)
      nodes.push({ kind: 'rule', conditions: only === undefined ? way : [...way, only], body });
  }
  return withDifferences(nodes, differences);
};

const makingOf = (action: RuleAction, version: Version): Making => {
  switch (action.kind) {
    case 'stop':
      return { why: 'Contour cannot leave out the rules behind it' };
    case 'answer':
      return answering(action);
    case 'redirect': {
      const target = readRedirectTarget(action.to);
      if (target === undefined) return { why: 'Contour redirects to fixed URLs, or to the same path elsewhere' };
      const statusCode = redirectStatus(action.status, version);
      const differs =
        statusCode !== action.status
          ? `it is answered with ${statusCode}`
          : target.keeps
            ? undefined
            : 'the query of the request is added';
      return {
        body: { requestRedirectPolicy: { ...target.redirect, statusCode } },
        ...(differs === undefined ? {} : { differs }),
      };
    }
    case 'rewrite':
      return rewriting(action, version);
  }
};

const answering = ({ status, body, type }: Extract<RuleAction, { kind: 'answer' }>): Making => {
  if (status === 444)
    return {
      body: { directResponsePolicy: { statusCode: 403 } },
      differs: 'the request is answered with 403 instead of being dropped',
    };
  if (body === undefined) return { body: { directResponsePolicy: { statusCode: status } } };
  const lines = body.map(literalText);
  if (!lines.every((line): line is string => line !== undefined && isPlain(line)))
    return {
      body: { directResponsePolicy: { statusCode: status } },
      differs: 'the text is left out, since Contour puts no value of the request into one',
    };
  const text = lines.join('\n');
  const directResponsePolicy = { statusCode: status, ...(text === '' ? {} : { body: text }) };
  const plain = type === undefined || !/^text\/plain/.test(type);
  return { body: { directResponsePolicy }, ...(plain ? { differs: 'the text is sent as text/plain' } : {}) };
};

/** Redirects of single paths; anything else Contour can only do with prefixes. */
const rewriting = ({ pattern, to, query, next }: RewriteAction, version: Version): Making => {
  if (typeof next !== 'number') return { why: 'Contour rewrites prefixes only' };
  const ways = expand(pattern.source);
  const [way, ...more] = ways ?? [];
  const regex = pathHeaderRegex(pattern.source, pattern.ignoreCase);
  if (way === undefined || more.length > 0 || regex === undefined)
    return { why: 'Contour redirects single paths only' };
  const filled = fill(to, way);
  const target: Template | undefined =
    filled === undefined || filled.keeps ? undefined : [{ kind: 'text', text: encodePath(filled.text) }];
  const redirect = target === undefined ? undefined : readRedirectTarget(target);
  if (redirect === undefined) return { why: 'Contour redirects to fixed URLs only' };
  const statusCode = redirectStatus(next, version);
  return {
    body: { requestRedirectPolicy: { ...redirect.redirect, statusCode } },
    only: { name: ':path', regex },
    ...(query === 'dropped' ? { differs: 'the query of the request is added' } : {}),
  };
};
