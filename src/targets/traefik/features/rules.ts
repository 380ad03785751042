/** Rules of the rewrite phase: routers of their own in front of the route or host, each with the answer or redirect of one rule. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import {
  isNeeded,
  type RewriteAction,
  type RuleAction,
  type Rules,
  type Rule as Step,
} from '../../../model/features/rule-features.ts';
import type { Condition } from '../../../model/values/condition.ts';
import type { Template } from '../../../model/values/template.ts';
import { literalText } from '../../../model/values/template.ts';
import { type AtSite, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { ruleOf } from '../conditions.ts';
import type { AnyRoute } from '../place.ts';
import { type Re2, re2 } from '../re2.ts';
import { and, match, not, type Rule } from '../rule.ts';
import { answer, answerable, responseHeader, step } from '../steps.ts';
import { TraefikText, unprintable } from '../token.ts';
import { type EntryPoint, entryPoints, type Step as MiddlewareStep, type TraefikNode } from '../tree.ts';
import { redirectSteps, routeRegex } from './redirect.ts';
import { expandParts, wholePath } from './rewrite.ts';

/** Behind the preflight, in front of the redirect to HTTPS. */
const rank = 25;

interface Made {
  readonly steps: readonly MiddlewareStep[];
  /** A further condition. */
  readonly when?: Rule;
  readonly differs?: string;
}
type Making = Made | { readonly why: string };

/** What a rule may look at besides itself. */
interface Place {
  readonly regex: Re2 | undefined;
  readonly relative: boolean;
  readonly trusted: boolean;
  /** Rewrites towards the backend; undefined: none here. */
  readonly rewrite: ((action: RewriteAction) => Making) | undefined;
  readonly node: (when: Rule | undefined, steps: readonly MiddlewareStep[], on: EntryPoint, at: number) => TraefikNode;
}

export const rules = (
  { steps, guards: _guards, headers: _headers, ...rest }: Rules,
  at: AnyRoute,
): Outcome<TraefikNode> => {
  spent(rest);
  const { redirectStyle, redirect, rewrite } = at.route.features;
  const taken = redirect !== undefined || rewrite !== undefined;
  return nodesOf(steps, {
    regex: routeRegex(at),
    relative: redirectStyle?.relative.value === true,
    trusted: trusts(at),
    rewrite: (action) =>
      taken ? { why: 'the path has a redirect or rewrite-target of its own' } : rewriting(action, at),
    node: (when, add, on, index) => ({
      kind: 'split',
      // Rules in their order: fractions stay between the questions around them.
      rank: rank + index / 1000,
      on,
      options: [{ when: when ?? match('PathPrefix', '/'), add }],
    }),
  });
};

export const siteRules = (
  { steps, guards: _guards, headers = [], ...rest }: Rules,
  at: AtSite,
): Outcome<TraefikNode> => {
  spent(rest);
  const response: Record<string, string> = {};
  for (const { name, how, value } of headers) {
    const text = how === 'remove' ? undefined : literalText(value.value);
    if (text !== undefined && text !== '' && /^[\w-]+$/.test(name) && !unprintable(text)) response[name] = text;
  }
  const own =
    Object.keys(response).length === 0 ? [] : [responseHeader('responseHeaders', 'response-headers', response)];
  return nodesOf(steps, {
    regex: undefined,
    relative: false,
    trusted: trusts(at),
    rewrite: undefined,
    node: (when, add, on) => ({ kind: 'front', on, steps: [...own, ...add], ...(when === undefined ? {} : { when }) }),
  });
};

const trusts = ({ model }: AtSite): boolean => model.controller.forwardedHeaders?.trust.value === true;

const nodesOf = (steps: readonly Step[], place: Place): Outcome<TraefikNode> => {
  const nodes: TraefikNode[] = [];
  const differences: Reason[] = [];
  for (const [index, { when: conditions, action, line, words, ...rest }] of steps.entries()) {
    spent(rest);
    const last = index === steps.length - 1;
    if (isStop(action.value) && last) continue;
    const needed = isNeeded(steps, index);
    const told = (code: 'T5395' | 'T5396', why: string): Reason =>
      because(code, { line, words, why, ...(needed ? {} : { alone: true }) }, action.from);
    const made = nodesFor(action.value, conditions, place, index, last);
    if (!('why' in made)) {
      nodes.push(...made.nodes);
      if (made.differs !== undefined) differences.push(told('T5396', made.differs));
    } else if (needed) return refused(told('T5395', made.why));
    else differences.push(told('T5395', made.why));
  }
  return withDifferences(nodes, differences);
};

type NodesMade =
  | { readonly nodes: readonly TraefikNode[]; readonly differs: string | undefined }
  | { readonly why: string };

/** The routers of one rule. */
const nodesFor = (
  action: RuleAction,
  conditions: readonly Condition[],
  place: Place,
  index: number,
  last: boolean,
): NodesMade => {
  const made = stepsFor(action, conditions, place);
  if ('why' in made) return made;
  if (!last && !made.steps.some(({ ends }) => ends === true))
    return { why: 'Traefik cannot leave out the rules behind it' };
  const nodes: TraefikNode[] = [];
  for (const on of entryPoints) {
    const test = ruleOf(conditions, on, place.trusted);
    if (!test.ok) return { why: test.why };
    if (test.never) continue;
    const when = made.when === undefined ? test.rule : and(test.rule, made.when);
    nodes.push(place.node(when, made.steps, on, index));
  }
  return { nodes, differs: made.differs };
};

const isStop = (action: RuleAction): boolean => action.kind === 'stop';

const stepsFor = (action: RuleAction, conditions: readonly Condition[], place: Place): Making => {
  switch (action.kind) {
    case 'stop':
      return { steps: [] };
    case 'answer':
      return answering(action.status, action.body);
    case 'redirect':
      return redirecting(action.status, action.to, groupsOf(conditions, place), place);
    case 'rewrite':
      if (typeof action.next === 'number') return sending(action, action.next, place);
      return place.rewrite?.(action) ?? { why: 'Traefik chooses the path before it rewrites' };
  }
};

const answering = (status: number, body: readonly Template[] | undefined): Making => {
  if (status === 444)
    return { steps: [answer('rules', 403)], differs: 'the request is answered with 403 instead of being dropped' };
  if (!answerable(status)) return { why: `Traefik cannot answer with status ${status}` };
  const differs = body === undefined ? {} : { differs: 'Traefik sends the status without the text' };
  return { steps: [answer('rules', status)], ...differs };
};

/** The expression whose groups a target uses: that of the last condition, where it speaks of the path. */
const groupsOf = (conditions: readonly Condition[], { regex }: Place): Re2 | 'elsewhere' | undefined => {
  const last = conditions.findLast(({ test, negated }) => test.kind === 'matches' && !negated);
  if (last?.test.kind !== 'matches') return regex;
  if (last.subject.kind !== 'path') return 'elsewhere';
  const reading = re2(last.test.pattern);
  return reading.ok ? { ...reading.regex, source: beforeQuery(reading.regex.source) } : 'elsewhere';
};

const redirecting = (status: number, to: Template, groups: Re2 | 'elsewhere' | undefined, place: Place): Making => {
  const captures = to.some(({ kind }) => kind === 'capture');
  if (groups === 'elsewhere' && captures) return { why: 'Traefik puts in groups of the path only' };
  const [first] = to;
  if (first?.kind === 'capture') return { why: 'it may be a path or a whole URL' };
  const steps = redirectSteps('rules', status, to, groups === 'elsewhere' ? undefined : groups, place.relative);
  if ('because' in steps) return { why: steps.because };
  return steps.length > 1 ? { steps } : { steps, differs: byMethod(status) };
};

const byMethod = (status: number): string => {
  const [get, other] = status === 301 || status === 308 ? [301, 308] : [302, 307];
  return `Traefik redirects GET with ${get} and other methods with ${other}`;
};

/** A redirect to what the path becomes. */
const sending = ({ pattern, to, query }: RewriteAction, status: 301 | 302, { relative }: Place): Making => {
  const reading = re2(pattern);
  if (!reading.ok) return { why: `RE2 cannot say ${reading.because}` };
  const [first] = to;
  const path = first?.kind === 'text' ? first.text.startsWith('/') : startsWithSlash(pattern.source, first);
  if (path === undefined) return { why: 'it may be a path or a whole URL' };
  const origin: Template =
    path && !relative
      ? [
          { kind: 'request', value: { kind: 'scheme' } },
          { kind: 'text', text: '://' },
          { kind: 'request', value: { kind: 'host' } },
        ]
      : [];
  const asks = to.some((part) => part.kind === 'text' && part.text.includes('?'));
  if (asks && query === 'kept') return { why: 'Traefik cannot add the query of the request behind another' };
  const rest: Template =
    query === 'kept'
      ? [
          { kind: 'request', value: { kind: 'isArgs' } },
          { kind: 'request', value: { kind: 'query' } },
        ]
      : [];
  const inUrl = { ...reading.regex, source: beforeQuery(reading.regex.source) };
  const steps = redirectSteps('rules', status, [...origin, ...to, ...rest], inUrl, relative);
  if ('because' in steps) return { why: steps.because };
  const { source, also, never } = reading.regex;
  const when = and(
    match('PathRegexp', source),
    ...also.map((a) => match('PathRegexp', a)),
    ...never.map((n) => not(match('PathRegexp', n))),
  );
  return { steps, when, ...(steps.length > 1 ? {} : { differs: byMethod(status) }) };
};

/** An expression of the path as part of one of the URL: the query may follow, and no dot runs into it. */
const beforeQuery = (source: string): string =>
  /\[[^\]]*\.[*+]/.test(source)
    ? source
    : source.replace(/(?<!\\)\$$/, '').replace(/(?<!\\)((?:\\\\)*)\.(?=[*+])/g, '$1[^?]');

/** True when the first group of the pattern surely begins with a slash. */
const startsWithSlash = (source: string, part: Template[number] | undefined): boolean | undefined =>
  part?.kind === 'capture' && part.group === 1 && /^\^?\(\/(?![*?{])/.test(source) ? true : undefined;

const rewriting = ({ pattern, to, query, next }: RewriteAction, at: AnyRoute): Making => {
  if (next !== 'stop' && at.site.routes.length > 1) return { why: 'nginx chooses the path of the Ingress anew' };
  if (query === 'dropped') return { why: 'Traefik keeps the query' };
  if (to.some((part) => part.kind === 'text' && part.text.includes('?'))) return { why: 'Traefik adds no query' };
  const reading = re2(pattern);
  if (!reading.ok) return { why: `RE2 cannot say ${reading.because}` };
  const parts = expandParts(to, reading.regex, at);
  if ('because' in parts) return { why: parts.because };
  const regex = TraefikText.regex(wholePath(reading.regex.source));
  const steps = [
    step('rewrite', 'rewrite', {
      type: 'replacePathRegex',
      regex,
      replacement: TraefikText.expand(parts.parts),
    }),
    step('upstreamHost', 'rewritten', { type: 'headers', request: { 'X-Replaced-Path': '' } }),
  ];
  const when = match('PathRegexp', reading.regex.source);
  return next === 'stop'
    ? { steps, when }
    : { steps, when, differs: 'the rules are not applied to the new path again' };
};
