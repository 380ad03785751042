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
  return { ordered, written, locations: ordered ? regexLocations(written) : plainLocations(written, server, report) };
};

const longestFirst = (locations: readonly LocationDraft[]): readonly LocationDraft[] =>
  locations.length < 2 ? locations : [...locations].sort(byLength);

const byLength = (a: LocationDraft, b: LocationDraft): number =>
  byteLength(b.path) - byteLength(a.path) || descending(a.path, b.path);

const encoder = new TextEncoder();
const byteLength = (text: string): number => (/[^\0-\x7f]/.test(text) ? encoder.encode(text).length : text.length);

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
const regexLocations = (written: readonly LocationDraft[]): readonly OrderedLocation[] => {
  const exacts = exactPaths(written);
  const found: OrderedLocation[] = [];
  for (const location of written) {
    const { path, exact } = location;
    const below = !exact && path !== '/' && exacts.has(path) && !asksForRegex(location);
    if (!rewritesBelow(location)) found.push(regexLocation(location, below ? withSlash(path) : path));
    else {
      found.push(regexLocation({ ...location, path: withSlash(path) }, withSlash(path)));
      if (!below) found.push(regexLocation(location, path));
    }
  }
  return found;
};

const regexLocation = (location: LocationDraft, path: string): OrderedLocation => ({
  match: { kind: 'regex', pattern: { source: `^${path}`, ignoreCase: true } },
  location,
  slashRedirect: false,
});

/** Exact paths first, then prefixes, longest first: the order in which nginx chooses. */
const plainLocations = (
  written: readonly LocationDraft[],
  server: ServerDraft,
  report: Report,
): readonly OrderedLocation[] => {
  const slashes = written.some(({ exact, path }) => !exact && path !== '/' && path.endsWith('/'));
  const found = slashes ? withoutTwins(written, server, report) : written;
  const exacts = slashes ? exactPaths(written) : undefined;
  const ordered: OrderedLocation[] = [];
  for (const location of found) {
    const { exact, path } = location;
    if (exact) ordered.push({ match: { kind: 'exact', path }, location, slashRedirect: false });
    else if (exacts !== undefined && path !== '/' && path.endsWith('/') && !exacts.has(path.slice(0, -1)))
      ordered.push({ match: { kind: 'exact', path: path.slice(0, -1) }, location, slashRedirect: true });
  }
  for (const location of found)
    if (!location.exact)
      ordered.push({ match: { kind: 'prefix', path: location.path }, location, slashRedirect: false });
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
