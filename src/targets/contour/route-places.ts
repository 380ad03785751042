/**
 * Paths of a host's routes as Contour can match them. Contour sorts by itself: exact paths, then expressions (longest text first), then
 * prefixes (longest first), then by the number of header conditions. The model's order is brought into that order, or the route is shut.
 */
import { because } from '../../diagnostics/report.ts';
import type { Route } from '../../model/model.ts';
import type { RewriteStep } from './node.ts';
import { first } from './node.ts';
import { encodePath } from './paths.ts';
import { type Answer, type Body, type Entry, note, type Owner, type PlacePath, type RouteContext } from './plan.ts';
import { literalStart, pathHeaderRegex, pathRegex } from './regex.ts';
import { fixedAnswer, fixedRedirect, routeAnswers } from './route-answers.ts';
import { Re2 } from './token.ts';
import type { HeaderCondition } from './tree.ts';

/** What earlier routes of an ordered host take in the last phase (prefixes), so that later ones must not come before them. */
export interface Taken {
  /** `below`: everything that begins so; otherwise the path itself only. */
  readonly regions: {
    readonly start: string;
    readonly below: boolean;
    readonly route: Route;
    readonly step: boolean;
  }[];
}

export const routeEntries = (context: RouteContext, taken: Taken): readonly Entry[] => {
  const { route } = context.route;
  const answers = routeAnswers(context);
  if (route.match.kind !== 'regex') return plainEntries(context, route.match, answers);
  const plan = first(context.route.nodes, 'rewrite')?.plan;
  const rewrites =
    plan !== undefined && answers.some((a) => a.body.services !== undefined || plan.redirect !== undefined);
  return rewrites
    ? rewriteEntries(context, answers, taken)
    : regexEntries(context, route.match.pattern, answers, taken);
};

const ownerOf = (context: RouteContext, answer: Answer): Owner => {
  const { ingress, action } = context.route.route;
  const site = context.emitted.site;
  const namespace =
    answer.namespace ?? ingress?.namespace ?? (action.kind === 'forward' ? action.service.namespace : 'default');
  return { namespace, name: ingress?.namespace === namespace ? ingress.name : `${site.host === '' ? 'any' : 'other'}` };
};

const entryOf = (
  context: RouteContext,
  answer: Answer,
  path: PlacePath,
  region: string,
  more: readonly HeaderCondition[] = [],
  body: Body = answer.body,
): Entry => ({
  path,
  conditions: [...answer.conditions, ...more],
  body,
  group: `${context.route.route.id} ${answer.group}`,
  region,
  owner: ownerOf(context, answer),
});

/** Whole path elements: the path itself and everything below it. A path with two slashes in a row never matches, in nginx as well. */
const plainEntries = (
  context: RouteContext,
  match: Extract<Route['match'], { kind: 'exact' | 'prefix' }>,
  answers: readonly Answer[],
): readonly Entry[] => {
  const path = encodePath(match.path);
  if (path.includes('//') || !path.startsWith('/')) return [];
  const places: readonly PlacePath[] =
    match.kind === 'exact'
      ? [{ kind: 'exact', text: path }]
      : path.endsWith('/')
        ? [{ kind: 'prefix', text: path }]
        : [
            { kind: 'exact', text: path },
            { kind: 'prefix', text: `${path}/` },
          ];
  return places.flatMap((place) => answers.map((answer) => entryOf(context, answer, place, path.toLowerCase())));
};

const meets = (start: string, below: boolean, region: Taken['regions'][number]): boolean =>
  (below && region.start.startsWith(start)) ||
  (region.below && start.startsWith(region.start)) ||
  region.start === start;

const regexEntries = (
  context: RouteContext,
  pattern: { readonly source: string; readonly ignoreCase: boolean },
  answers: readonly Answer[],
  taken: Taken,
): readonly Entry[] => {
  const { route } = context.route;
  if (/^\^\/(?:\.\*|\(\.\*\))?$/.test(pattern.source)) {
    return answers.map((answer) => entryOf(context, answer, { kind: 'prefix', text: '/' }, '/'));
  }
  const start = literalStart(pattern.source);
  const late = taken.regions.some((region) => meets(start, true, region));
  const path = pathRegex(pattern.source, pattern.ignoreCase);
  const header = pathHeaderRegex(pattern.source, pattern.ignoreCase);
  if ((late ? header : path) === undefined) return [shutEntry(context, pattern.source, start)];
  if (!late && path !== undefined)
    return answers.map((answer) => entryOf(context, answer, { kind: 'regex', re: path }, start));
  taken.regions.push({ start, below: true, route, step: false });
  const only = header === undefined ? [] : [{ name: ':path', regex: header }];
  return answers.map((answer) => entryOf(context, answer, { kind: 'prefix', text: '/' }, start, only));
};

/** Closes what the expression may have meant: everything with its literal beginning. */
const shutEntry = (context: RouteContext, pattern: string, start: string): Entry => {
  const { route } = context.route;
  note(context.book, 'refused', because('T5403', { pattern, path: route.path }, route.from));
  const re = Re2.checked(`/(?i)${Re2.quote(encodePath(start).slice(1))}.*`);
  const answer = fixedAnswer(context, 503);
  const path: PlacePath = start.length > 1 ? { kind: 'regex', re } : { kind: 'prefix', text: '/' };
  return entryOf(context, answer, path, start);
};

const rewriteEntries = (context: RouteContext, answers: readonly Answer[], taken: Taken): readonly Entry[] => {
  const { route } = context.route;
  const plan = first(context.route.nodes, 'rewrite')?.plan;
  if (plan === undefined) return [];
  const entries: Entry[] = [];
  const regions: Taken['regions'][number][] = [];
  for (const step of plan.steps) {
    const start = step.prefix.toLowerCase();
    const before = taken.regions.filter((region) => meets(start, step.below, region) && region.route !== route);
    if (before.some((region) => region.step && region.below && start.startsWith(region.start))) continue;
    const other = before.find((region) => !region.step && start.length > 1);
    if (other !== undefined) {
      note(context.book, 'refused', because('T5404', { path: route.path, other: other.route.path }, route.from));
      entries.push(...shutLate(context, plan.rest));
      break;
    }
    entries.push(...stepEntries(context, answers, step, plan.redirect));
    regions.push({ start, below: step.below, route, step: true });
  }
  if (plan.rest !== undefined) {
    const answer = fixedAnswer(context, 503);
    const start = literalStart(route.match.kind === 'regex' ? route.match.pattern.source : '');
    entries.push(entryOf(context, answer, { kind: 'prefix', text: '/' }, start, [{ name: ':path', regex: plan.rest }]));
  }
  taken.regions.push(...regions);
  return entries;
};

const shutLate = (context: RouteContext, rest: Re2 | undefined): readonly Entry[] => {
  const { match } = context.route.route;
  const regex = rest ?? (match.kind === 'regex' ? pathHeaderRegex(match.pattern.source, true) : undefined);
  const start = match.kind === 'regex' ? literalStart(match.pattern.source) : '';
  if (regex === undefined) return [];
  return [
    entryOf(context, fixedAnswer(context, 503), { kind: 'prefix', text: '/' }, start, [{ name: ':path', regex }]),
  ];
};

const stepEntries = (
  context: RouteContext,
  answers: readonly Answer[],
  step: RewriteStep,
  redirect:
    | {
        readonly scheme?: 'http' | 'https';
        readonly hostname?: string;
        readonly port?: number;
        readonly statusCode: number;
      }
    | undefined,
): readonly Entry[] => {
  const only = step.only === undefined ? [] : [{ name: ':path', regex: step.only }];
  const path: PlacePath = { kind: 'prefix', text: step.prefix };
  const start = step.prefix.toLowerCase();
  if (redirect !== undefined) {
    const answer = fixedRedirect(context, { ...redirect, prefix: step.replacement });
    return [entryOf(context, answer, path, start, only)];
  }
  return answers.map((answer) => entryOf(context, answer, path, start, only, rewritten(answer.body, step)));
};

const rewritten = (body: Body, step: RewriteStep): Body => {
  if (body.services === undefined) return body;
  const set = body.requestHeadersPolicy?.set ?? [];
  const prefix =
    step.forwardedPrefix === undefined ? [] : [{ name: 'X-Forwarded-Prefix', value: step.forwardedPrefix }];
  return {
    ...body,
    pathRewritePolicy: { replacePrefix: [{ replacement: step.replacement }] },
    ...(prefix.length === 0
      ? {}
      : { requestHeadersPolicy: { ...body.requestHeadersPolicy, set: [...set, ...prefix] } }),
  };
};
