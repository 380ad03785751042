/** Which requests a location takes: the paths of routes as nginx writes them. */
import { because } from '../../diagnostics/report.ts';
import type { PathMatch, Route, Site } from '../../model/model.ts';
import type { EmittedRoute } from '../target.ts';
import { type Assembly, find } from './assembly.ts';
import { fits, unfit } from './fence.ts';
import type { KnownHeads } from './known-heads.ts';
import type { NginxNode } from './node.ts';
import { checkPcre, quotePattern, withoutNames } from './pcre.ts';
import { printLocationHead } from './print.ts';
import { NginxToken } from './token.ts';

const none: readonly string[] = [];

/** Beginnings of the locations of each route; one that nginx would refuse as a duplicate is left to the first. */
export const matchLocations = (
  assembly: Assembly,
  site: Site,
  routes: readonly EmittedRoute<NginxNode>[],
): readonly (readonly string[])[] => {
  const exact = exactPaths(site);
  const done = new Array<Heads>(routes.length).fill(none);
  const taken = routes.length > few ? new Set<string>() : undefined;
  for (let i = 0; i < routes.length; i++) {
    const route = routes[i]?.route;
    if (route === undefined) continue;
    const all = headsOf(assembly, site, route, exact);
    const fresh = allFree(all, done, taken) ? all : all.filter((head) => isFree(head, done, taken));
    done[i] = fresh;
    if (taken !== undefined) for (const head of fresh) taken.add(head);
    if (fresh.length < all.length && !site.ordered)
      find(assembly, 'approximate', because('T5118', { host: site.host, path: route.path }, route.from));
  }
  return done;
};

/** Up to here looking through a list is quicker than making a set. */
const few = 8;

type Heads = readonly string[];

const isFree = (head: string, done: readonly Heads[], taken: ReadonlySet<string> | undefined): boolean => {
  if (taken !== undefined) return !taken.has(head);
  for (let i = 0; i < done.length; i++) if (done[i]?.includes(head) === true) return false;
  return true;
};

const allFree = (heads: Heads, done: readonly Heads[], taken: ReadonlySet<string> | undefined): boolean => {
  for (let i = 0; i < heads.length; i++) if (!isFree(heads[i] ?? '', done, taken)) return false;
  return true;
};

/** Paths that a route of the site takes exactly; a list where it is short. */
type ExactPaths = ReadonlySet<string> | readonly string[];

const exactPaths = ({ routes }: Site): ExactPaths => {
  let paths: string[] | undefined;
  for (let i = 0; i < routes.length; i++) {
    const match = routes[i]?.match;
    if (match?.kind !== 'exact') continue;
    if (paths === undefined) paths = [match.path];
    else paths.push(match.path);
  }
  if (paths === undefined) return none;
  return paths.length > few ? new Set(paths) : paths;
};

const takesExactly = (exact: ExactPaths, path: string): boolean =>
  'has' in exact ? exact.has(path) : exact.includes(path);

const headsOf = (assembly: Assembly, site: Site, route: Route, exact: ExactPaths): readonly string[] => {
  const { match } = route;
  const { heads } = assembly;
  const known = familyOf(heads, site, match, exact);
  const path = match.kind === 'regex' ? match.pattern.source : match.path;
  const earlier = known.get(path);
  if (earlier !== undefined && namesFit(route)) return earlier;
  const problem = unfit(path) ?? unfit(namesIn(route)) ?? patternProblem(match, route);
  if (problem !== undefined) {
    find(assembly, 'refused', problem);
    return none;
  }
  const made = printHeads(site, match, exact);
  known.set(path, made);
  return made;
};

const familyOf = (
  heads: KnownHeads,
  site: Site,
  match: PathMatch,
  exact: ExactPaths,
): Map<string, readonly string[]> => {
  if (match.kind === 'regex') return match.pattern.ignoreCase ? heads.regexIgnoringCase : heads.regex;
  if (site.ordered) return match.kind === 'exact' ? heads.orderedExact : heads.orderedPrefix;
  if (match.kind === 'exact') return heads.exact;
  return takesExactly(exact, match.path) ? heads.below : heads.prefix;
};

const printHeads = (site: Site, match: PathMatch, exact: ExactPaths): readonly string[] => {
  if (match.kind === 'regex')
    return [head(match.pattern.ignoreCase ? '~*' : '~', NginxToken.regex(withoutNames(match.pattern.source)))];
  if (site.ordered) return [head('~', NginxToken.regex(orderedSource(match)))];
  if (match.kind === 'exact') return [head('=', NginxToken.path(match.path))];
  if (match.path.endsWith('/')) return [head('', NginxToken.path(match.path))];
  const below = head('', NginxToken.path(`${match.path}/`));
  return takesExactly(exact, match.path) ? [below] : [head('=', NginxToken.path(match.path)), below];
};

/** Names of objects that end in the output. */
const namesIn = ({ ingress, action }: Route): string =>
  action.kind === 'forward'
    ? `${ingress?.name ?? ''} ${action.service.name} ${action.service.namespace}`
    : (ingress?.name ?? '');

/** The same names, looked at one by one: nearly all of them are short. */
const namesFit = ({ ingress, action }: Route): boolean => {
  if (ingress !== undefined && !fits(ingress.name)) return false;
  return action.kind !== 'forward' || (fits(action.service.name) && fits(action.service.namespace));
};

const patternProblem = (match: PathMatch, route: Route): ReturnType<typeof unfit> => {
  if (match.kind !== 'regex') return undefined;
  const check = checkPcre(match.pattern.source);
  return check.ok ? undefined : because('T5102', { pattern: match.pattern.source, why: check.why }, route.from);
};

const orderedSource = (match: Exclude<PathMatch, { kind: 'regex' }>): string => {
  const path = quotePattern(match.path);
  if (match.kind === 'exact') return `^${path}$`;
  return match.path.endsWith('/') ? `^${path}` : `^${path}(?:/|$)`;
};

const head = (operator: '' | '=' | '~' | '~*', token: NginxToken): string =>
  `${printLocationHead(operator === '' ? [token] : [NginxToken.word(operator), token])} {\n`;
