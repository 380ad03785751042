/** Locations of a host in the order in which they are tried: first match wins. */
import type { Report } from '../../../diagnostics/report.ts';
import type { PathMatch } from '../../../model/model.ts';
import type { LocationDraft, ServerDraft } from './drafts.ts';
import { descending } from './order.ts';

export interface OrderedLocation {
  readonly match: PathMatch;
  readonly location: LocationDraft;
  /** The bare form `/foo` of a location `/foo/`: redirected there. */
  readonly slashRedirect: boolean;
}

export interface OrderedLocations {
  readonly ordered: boolean;
  readonly locations: readonly OrderedLocation[];
  /** Manifest order of the controller: longest path first. */
  readonly written: readonly LocationDraft[];
}

export const orderLocations = (server: ServerDraft, report: Report): OrderedLocations => {
  const written = longestFirst(server.locations);
  const ordered = server.locations.some((l) => asksForRegex(l) || rewritesBelow(l));
  const exacts = new Set(written.filter((l) => l.exact).map((l) => l.path));
  return {
    ordered,
    written,
    locations: ordered ? regexLocations(written, exacts) : plainLocations(written, exacts, server, report),
  };
};

const longestFirst = (locations: readonly LocationDraft[]): readonly LocationDraft[] =>
  locations.length < 2
    ? locations
    : locations
        .map((location) => ({ location, bytes: byteLength(location.path) }))
        .sort((a, b) => b.bytes - a.bytes || descending(a.location.path, b.location.path))
        .map(({ location }) => location);

const encoder = new TextEncoder();
const byteLength = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : encoder.encode(text).length);

/** True when the location alone turns its whole host into ordered, case-insensitive regular expressions. */
export const asksForRegex = (location: LocationDraft): boolean =>
  location.owner !== undefined && (location.owner.settings.useRegex.value || rewrites(location));

/** A rewrite target counts only when it differs from the path text. */
export const rewrites = (location: LocationDraft): boolean => {
  const target = location.plain ? undefined : location.owner?.settings.rewriteTarget;
  return target !== undefined && target.text.value !== location.path;
};

/** The half `/foo/` of a prefix path `/foo` is rewritten to a target `/foo`, the half `/foo` is not. */
const rewritesBelow = (location: LocationDraft): boolean =>
  !location.exact &&
  !location.path.endsWith('/') &&
  location.owner?.settings.rewriteTarget?.text.value === location.path &&
  !asksForRegex(location);

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** A prefix path that an exact one shadows matches below it only; the other prefix paths match their bare form as well. */
const regexLocations = (written: readonly LocationDraft[], exacts: ReadonlySet<string>): readonly OrderedLocation[] =>
  written.flatMap((location) => {
    const split = !location.exact && location.path !== '/' && !asksForRegex(location);
    const below = split && exacts.has(location.path);
    if (!rewritesBelow(location)) return [regexLocation(location, below ? withSlash(location.path) : location.path)];
    const lower = regexLocation({ ...location, path: withSlash(location.path) }, withSlash(location.path));
    return below ? [lower] : [lower, regexLocation(location, location.path)];
  });

const regexLocation = (location: LocationDraft, path: string): OrderedLocation => ({
  match: { kind: 'regex', pattern: { source: `^${path}`, ignoreCase: true } },
  location,
  slashRedirect: false,
});

/** Exact paths first, then prefixes, longest first: the order in which nginx chooses. */
const plainLocations = (
  written: readonly LocationDraft[],
  exacts: ReadonlySet<string>,
  server: ServerDraft,
  report: Report,
): readonly OrderedLocation[] => {
  const exact: OrderedLocation[] = [];
  const prefix: OrderedLocation[] = [];
  const prefixes = new Map<string, LocationDraft>();
  for (const location of server.locations) {
    if (location.exact) continue;
    const other = prefixes.get(withSlash(location.path));
    if (other === undefined) prefixes.set(withSlash(location.path), location);
    else
      report.add('M433', { host: server.host, path: location.path, other: other.path }, [
        ...location.from,
        ...other.from,
      ]);
  }
  for (const location of written) {
    if (location.exact) exact.push({ match: { kind: 'exact', path: location.path }, location, slashRedirect: false });
    else if (prefixes.get(withSlash(location.path)) === location) {
      prefix.push({ match: { kind: 'prefix', path: location.path }, location, slashRedirect: false });
      const bare = location.path.slice(0, -1);
      if (location.path.endsWith('/') && bare !== '' && !exacts.has(bare)) {
        exact.push({ match: { kind: 'exact', path: bare }, location, slashRedirect: true });
      }
    }
  }
  return [...exact, ...prefix];
};
