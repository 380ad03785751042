/** What the locations of one server share. */
import type { Route, Site } from '../../model/model.ts';
import type { HeaderChange } from './node.ts';
import type { SideLocations } from './side-place.ts';

export interface SiteContext {
  readonly site: Site;
  readonly side: SideLocations;
  /** Headers about the client certificate; empty when the host asks for none. */
  readonly clientCertificate: readonly HeaderChange[];
  /** True: a host whose error_page lines replace those for every route. */
  readonly ownErrorPages: boolean;
  /** True: the http-level headers are not those of locations (the server answers by itself). */
  readonly explicitHeaders: boolean;
  /** Routes of prefixes by path, once somebody looks for one. */
  prefixes?: ReadonlyMap<string, Route>;
}

/** The route that takes what begins with a path. */
export const routeOfPrefix = (context: SiteContext, path: string): Route | undefined => {
  context.prefixes ??= prefixesOf(context.site);
  return context.prefixes.get(path);
};

const prefixesOf = ({ routes }: Site): ReadonlyMap<string, Route> => {
  const prefixes = new Map<string, Route>();
  for (const route of routes)
    if (route.match.kind === 'prefix' && !prefixes.has(route.match.path)) prefixes.set(route.match.path, route);
  return prefixes;
};
