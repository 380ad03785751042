/** The location of a host with a given path. */
import type { LocationDraft, LocationIndex, ServerDraft } from './drafts.ts';

/** Most hosts have so few locations that looking through them is quicker. */
const few = 16;

export const findLocation = (server: ServerDraft, path: string, exact: boolean): LocationDraft | undefined => {
  const { locations } = server;
  if (locations.length > few) {
    server.index ??= indexOf(locations);
    return (exact ? server.index.exact : server.index.prefix).get(path);
  }
  for (let i = 0; i < locations.length; i++) {
    const location = locations[i];
    if (location !== undefined && location.exact === exact && location.path === path) return location;
  }
  return undefined;
};

/** Its path must be new to the host. */
export const appendLocation = (server: ServerDraft, location: LocationDraft): void => {
  server.locations.push(location);
  if (server.index !== undefined) put(server.index, location);
};

const put = (index: LocationIndex, location: LocationDraft): void => {
  (location.exact ? index.exact : index.prefix).set(location.path, location);
};

const indexOf = (locations: readonly LocationDraft[]): LocationIndex => {
  const index: LocationIndex = { exact: new Map(), prefix: new Map() };
  for (const location of locations) put(index, location);
  return index;
};
