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
  const ordered = written.some(isWrittenAsRegex);
  return {
    ordered,
    written,
    locations: ordered ? regexLocations(written, server) : plainLocations(written, server, report),
  };
};

/** Hosts are many and have few locations: those are put in order where they stand, for `sort` makes lists of its own. */
const longestFirst = (locations: readonly LocationDraft[]): readonly LocationDraft[] => {
  if (locations.length < 2) return locations;
  if (locations.length > few) return [...locations].sort(byLength);
  const ordered = locations.slice();
  for (let i = 1; i < ordered.length; i++) {
    const location = ordered[i];
    if (location === undefined) break;
    let place = i;
    for (; place > 0; place--) {
      const before = ordered[place - 1];
      if (before === undefined || byLength(before, location) <= 0) break;
      ordered[place] = before;
    }
    ordered[place] = location;
  }
  return ordered;
};
const few = 8;

const byLength = (a: LocationDraft, b: LocationDraft): number =>
  byteLength(b.path) - byteLength(a.path) || descending(a.path, b.path);

const encoder = new TextEncoder();

/** In UTF-8. Paths are short and nearly always ASCII. */
const byteLength = (text: string): number => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return encoder.encode(text).length;
  return text.length;
};

const isWrittenAsRegex = (location: LocationDraft): boolean => asksForRegex(location) || rewritesBelow(location);

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

const exactPaths = (locations: readonly LocationDraft[]): ReadonlySet<string> => {
  const paths = new Set<string>();
  for (const { exact, path } of locations) if (exact) paths.add(path);
  return paths;
};

/** A prefix path that an exact one shadows matches below it only; the other prefix paths match their bare form as well. */
const regexLocations = (written: readonly LocationDraft[], { matches }: ServerDraft): readonly OrderedLocation[] => {
  const push = (location: LocationDraft, path: string): void => {
    found.push({ match: matches.regex(path), location, slashRedirect: false });
  };
  const exacts = exactPaths(written);
  const found: OrderedLocation[] = [];
  for (const location of written) {
    const { path, exact } = location;
    const below = !exact && path !== '/' && exacts.has(path) && !asksForRegex(location);
    if (!rewritesBelow(location)) push(location, below ? withSlash(path) : path);
    else {
      push({ ...location, path: withSlash(path) }, withSlash(path));
      if (!below) push(location, path);
    }
  }
  return found;
};

/** Exact paths first, then prefixes, longest first: the order in which nginx chooses. */
const plainLocations = (
  written: readonly LocationDraft[],
  server: ServerDraft,
  report: Report,
): readonly OrderedLocation[] => {
  const slashes = written.some(({ exact, path }) => !exact && path !== '/' && path.endsWith('/'));
  const found = slashes ? withoutTwins(written, server, report) : written;
  const exacts = slashes ? exactPaths(written) : undefined;
  const { matches } = server;
  const ordered: OrderedLocation[] = [];
  for (const location of found) {
    const { exact, path } = location;
    if (exact) ordered.push({ match: matches.exact(path), location, slashRedirect: false });
    else if (exacts !== undefined && path !== '/' && path.endsWith('/') && !exacts.has(path.slice(0, -1)))
      ordered.push({ match: matches.exact(path.slice(0, -1)), location, slashRedirect: true });
  }
  for (const location of found)
    if (!location.exact) ordered.push({ match: matches.prefix(location.path), location, slashRedirect: false });
  return ordered;
};

/** Of the prefix paths `/foo` and `/foo/` nginx knows the first alone. */
const withoutTwins = (
  written: readonly LocationDraft[],
  server: ServerDraft,
  report: Report,
): readonly LocationDraft[] => {
  const prefixes = new Map<string, LocationDraft>();
  for (const location of server.locations) {
    if (location.exact) continue;
    const key = withSlash(location.path);
    const other = prefixes.get(key);
    if (other === undefined) prefixes.set(key, location);
    else
      report.add('M433', { host: server.host, path: location.path, other: other.path }, [
        ...location.from,
        ...other.from,
      ]);
  }
  return written.filter((location) => location.exact || prefixes.get(withSlash(location.path)) === location);
};
