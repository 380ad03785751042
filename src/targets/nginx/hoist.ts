/** What most locations say alike is said once, at http level. */
import type { Hoisted, LocationShare } from './built-location.ts';
import { slots } from './node.ts';
import type { BuiltServer } from './server.ts';

const nothing: Pick<BuiltServer, 'locations' | 'explicitHeaders'> = { locations: [], explicitHeaders: false };

export const hoist = (servers: readonly BuiltServer[]): Hoisted => {
  // Locations with the same features share their lists: those are counted first, and each text once per share.
  const all = createTally<LocationShare>();
  const explicit = createTally<LocationShare>();
  for (let i = 0; i < servers.length; i++) {
    const { locations, explicitHeaders } = servers[i] ?? nothing;
    for (let j = 0; j < locations.length; j++) {
      const share = locations[j]?.share;
      if (share === undefined) continue;
      all.add(share, 1);
      if (explicitHeaders) explicit.add(share, 1);
    }
  }
  const shares = all.counts();
  const apart = explicit.counts();
  return {
    settings: slots.map((_, i) => mostCommon(shares, (s) => s.settings[i] ?? '')),
    response: mostCommon(shares, (s) => s.response, apart),
    hidden: mostCommon(shares, (s) => s.hidden),
    request: mostCommon(shares, (s) => (s.grpc ? '' : s.request)),
    grpcRequest: mostCommon(shares, (s) => (s.grpc ? s.request : '')),
  };
};

type Counts<Key> = ReadonlyMap<Key, number>;

/** Counts of keys. Neighbours are mostly alike: a run of them is looked up once. */
const createTally = <Key>(): { add: (key: Key, times: number) => void; counts: () => Counts<Key> } => {
  const counts = new Map<Key, number>();
  let last: Key | undefined;
  let run = 0;
  const close = (): void => {
    if (last !== undefined) counts.set(last, (counts.get(last) ?? 0) + run);
  };
  return {
    add: (key, times) => {
      if (key !== last) {
        close();
        last = key;
        run = 0;
      }
      run += times;
    },
    counts: () => {
      close();
      run = 0;
      return counts;
    },
  };
};

/** The most common text; of equally common ones the first in text order. Empty ones do not count, nor what is counted in `apart`. */
const mostCommon = (
  shares: Counts<LocationShare>,
  textOf: (share: LocationShare) => string,
  apart?: Counts<LocationShare>,
): string => {
  const texts = createTally<string>();
  shares.forEach((times, share) => {
    const value = textOf(share);
    const rest = times - (apart?.get(share) ?? 0);
    if (value !== '' && rest > 0) texts.add(value, rest);
  });
  let best = '';
  let most = 0;
  texts.counts().forEach((n, value) => {
    if (n > most || (n === most && value < best)) {
      best = value;
      most = n;
    }
  });
  return best;
};

/** From the indentation of a location to that of the http block. */
export const atHttpLevel = (printed: string): string => printed.replaceAll('            ', '    ');
