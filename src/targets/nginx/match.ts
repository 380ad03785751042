/** Which requests a location takes: the paths of routes as nginx writes them. */
import { because } from '../../diagnostics/report.ts';
import type { PathMatch, Route, Site } from '../../model/model.ts';
import type { EmittedRoute } from '../target.ts';
import { type Assembly, find } from './assembly.ts';
import { unfit } from './fence.ts';
import type { NginxNode } from './node.ts';
import { checkPcre, quotePattern, withoutNames } from './pcre.ts';
import { printLocationHead } from './print.ts';
import { NginxToken } from './token.ts';

export interface Matched {
  readonly emitted: EmittedRoute<NginxNode>;
  readonly matches: readonly string[];
}

/** Locations in the order of the routes; one that nginx would refuse as a duplicate is left to the first. */
export const matchLocations = (
  assembly: Assembly,
  site: Site,
  routes: readonly EmittedRoute<NginxNode>[],
): readonly Matched[] => {
  const taken = new Set<string>();
  const exact = new Set(routes.flatMap((r) => (r.route.match.kind === 'exact' ? [r.route.match.path] : [])));
  return routes.flatMap((emitted): readonly Matched[] => {
    const all = locationArguments(assembly, site, emitted.route, exact);
    const matches = all.filter((m) => !taken.has(m));
    for (const m of matches) taken.add(m);
    if (matches.length < all.length && !site.ordered)
      find(
        assembly,
        'approximate',
        because('T5118', { host: site.host, path: emitted.route.path }, emitted.route.from),
      );
    return matches.length === 0 ? [] : [{ emitted, matches }];
  });
};

const locationArguments = (
  assembly: Assembly,
  site: Site,
  route: Route,
  exact: ReadonlySet<string>,
): readonly string[] => {
  const { match } = route;
  const written = match.kind === 'regex' ? match.pattern.source : match.path;
  const problem = unfit(written) ?? unfit(namesIn(route)) ?? patternProblem(match, route);
  if (problem !== undefined) {
    find(assembly, 'refused', problem);
    return [];
  }
  if (match.kind === 'regex')
    return [head(match.pattern.ignoreCase ? '~*' : '~', NginxToken.regex(withoutNames(match.pattern.source)))];
  if (site.ordered) return [head('~', NginxToken.regex(orderedSource(match)))];
  if (match.kind === 'exact') return [head('=', NginxToken.path(match.path))];
  if (match.path.endsWith('/')) return [head('', NginxToken.path(match.path))];
  return [
    ...(exact.has(match.path) ? [] : [head('=', NginxToken.path(match.path))]),
    head('', NginxToken.path(`${match.path}/`)),
  ];
};

/** Names of objects that end in the output. */
const namesIn = ({ ingress, action }: Route): string =>
  action.kind === 'forward'
    ? `${ingress?.name ?? ''} ${action.service.name} ${action.service.namespace}`
    : (ingress?.name ?? '');

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
  printLocationHead(operator === '' ? [token] : [NginxToken.word(operator), token]);
