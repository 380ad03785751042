/** Puts the locations of a server-snippet among the routes of their host, in the order in which nginx asks them. */
import { type Report, type Sink, seenFrom } from '../../../diagnostics/report.ts';
import type { PathMatch, Route } from '../../../model/model.ts';
import { type PlacedOrigins, placesIn, sourceOrigin } from '../../../source/traced.ts';
import type { IngressInput } from '../merge/drafts.ts';
import type { HostLocation, LocationMatch } from './host-location.ts';
import { inheritFrom } from './server.ts';

export interface HostRoutes {
  readonly routes: readonly Route[];
  readonly ordered: boolean;
}

/** `ordered`: the controller writes the paths of the host as expressions. */
export const placeLocations = (
  host: string,
  owner: IngressInput | undefined,
  own: HostRoutes,
  report: Report,
): HostRoutes => {
  const locations = owner?.settings.hostLocations;
  if (owner === undefined || locations === undefined || locations.length === 0) return own;
  const sink = seenFrom(report, { object: owner.ingress.object });
  const taken = takenPlaces(own);
  const placed = locations
    .filter((location) => isServed(location, own, taken, sink))
    .map((location, i) => ({ location, route: routeOf(location, host, i, owner) }));
  const at = (fits: (match: LocationMatch) => boolean): readonly Placed[] =>
    placed.filter(({ location }) => fits(location.match));
  const expressions = routesOf(at(({ kind }) => kind === 'regex'));
  const exact = routesOf(at(({ kind }) => kind === 'exact'));
  const prefixes = at(({ kind }) => kind === 'prefix');
  const firm = prefixes.filter(({ location: { match } }) => isFirm(match));
  if (own.ordered) return { ordered: true, routes: [...exact, ...longest(firm), ...expressions, ...own.routes] };
  const first = expressions.length > 0 ? firm : [];
  const among = first.length === 0 ? prefixes : prefixes.filter(({ location: { match } }) => !isFirm(match));
  const routes = [
    ...exact,
    ...own.routes.filter(({ match }) => match.kind === 'exact'),
    ...longest(first),
    ...expressions,
    ...merged(
      among,
      own.routes.filter(({ match }) => match.kind !== 'exact'),
    ),
  ];
  return { routes, ordered: routes.some(({ match }) => match.kind === 'regex') };
};

const isFirm = (match: LocationMatch): boolean => match.kind === 'prefix' && match.firm;

interface Placed {
  readonly location: HostLocation;
  readonly route: Route;
}

const routesOf = (placed: readonly Placed[]): readonly Route[] => placed.map(({ route }) => route);

const size = (text: string): number => new TextEncoder().encode(text).length;
const sizeOf = ({ location: { match } }: Placed): number => (match.kind === 'regex' ? 0 : size(match.path));

const longest = (placed: readonly Placed[]): readonly Route[] =>
  routesOf([...placed].sort((a, b) => sizeOf(b) - sizeOf(a)));

/** Paths of Ingresses end in a slash where nginx compares them. */
const routeSize = ({ match }: Route): number =>
  match.kind === 'regex' ? 0 : size(match.path.endsWith('/') ? match.path : `${match.path}/`);

const merged = (placed: readonly Placed[], routes: readonly Route[]): readonly Route[] =>
  [
    ...placed.map((placing) => ({ route: placing.route, size: sizeOf(placing) })),
    ...routes.map((route) => ({ route, size: routeSize(route) })),
  ]
    .sort((a, b) => b.size - a.size)
    .map(({ route }) => route);

/** Paths of a host where nginx lets no second location stand. */
interface TakenPlaces {
  readonly exact: ReadonlySet<string>;
  readonly prefix: ReadonlySet<string>;
}

const takenPlaces = (own: HostRoutes): TakenPlaces => {
  const exact = new Set<string>();
  const prefix = new Set<string>();
  for (const { match } of own.routes) {
    if (match.kind === 'regex') continue;
    if (match.path !== '/') exact.add(match.path);
    if (match.kind === 'prefix') prefix.add(match.path.endsWith('/') ? match.path : `${match.path}/`);
  }
  return { exact, prefix };
};

/** nginx refuses two locations alike, and never reaches a plain prefix where every path is an expression. */
const isServed = (
  { match, key, line, from }: HostLocation,
  own: HostRoutes,
  taken: TakenPlaces,
  report: Sink,
): boolean => {
  if (match.kind === 'regex') return true;
  const args = { key, line, directive: `location ${match.path}` };
  if (own.ordered) {
    if (match.kind === 'exact' || match.firm) return true;
    report.add('D372', { ...args, why: 'the paths of this host are expressions, which nginx asks first' }, from);
    return false;
  }
  if (!taken[match.kind].has(match.path)) return true;
  report.add('D373', { ...args, why: 'stands in the host already, and nginx refuses it twice' }, from);
  return false;
};

const routeOf = (location: HostLocation, host: string, rank: number, owner: IngressInput): Route => ({
  id: `${host}#snippet-${rank}`,
  match: pathMatch(location.match),
  path: location.match.kind === 'regex' ? location.match.source : location.match.path,
  implicit: false,
  ingress: owner.ingress.object.ref,
  object: owner.ingress.object,
  from: placesFrom(location, owner),
  action: { kind: 'default-backend' },
  upgrades: false,
  protocol: 'http',
  features: inheritFrom(owner.settings.hostFeatures, location.features, false),
});

const placesFrom = ({ from }: HostLocation, { ingress: { object } }: IngressInput): PlacedOrigins => {
  const [first, ...more] = placesIn(from, { object });
  return [first ?? sourceOrigin(object, []), ...more];
};

const pathMatch = (match: LocationMatch): PathMatch => {
  if (match.kind === 'regex') return { kind: 'regex', pattern: { source: match.source, ignoreCase: match.ignoreCase } };
  if (match.kind === 'exact' || match.path.endsWith('/')) return { kind: match.kind, path: match.path };
  return { kind: 'regex', pattern: { source: `^${match.path.replace(/[^\w/-]/g, '\\$&')}`, ignoreCase: false } };
};
