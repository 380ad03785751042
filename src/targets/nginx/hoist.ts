/** What most locations say alike is said once, at http level. */
import type { Hoisted, LocationShare } from './built-location.ts';
import { slots } from './node.ts';
import type { BuiltServer } from './server.ts';

/** The most common text of a list; of equally common ones the first in text order. */
const mostCommon = (counts: ReadonlyMap<string, number>): string => {
  let best = '';
  let most = 0;
  for (const [value, n] of counts) {
    if (n > most || (n === most && value < best)) {
      best = value;
      most = n;
    }
  }
  return best;
};

export const hoist = (servers: readonly BuiltServer[]): Hoisted => {
  // Locations with the same features share their lists: those are counted first, and each text once per share.
  const shares = new Map<LocationShare, number>();
  const responding = new Map<LocationShare, number>();
  for (const server of servers) {
    for (const { share } of server.locations) {
      count(shares, share, 1);
      if (!server.explicitHeaders) count(responding, share, 1);
    }
  }
  return {
    settings: slots.map((_, i) => mostCommon(counted(shares, (s) => s.settings[i] ?? ''))),
    response: mostCommon(counted(responding, (s) => s.response)),
    hidden: mostCommon(counted(shares, (s) => s.hidden)),
    request: mostCommon(counted(shares, (s) => (s.grpc ? '' : s.request))),
    grpcRequest: mostCommon(counted(shares, (s) => (s.grpc ? s.request : ''))),
  };
};

const count = <Key>(counts: Map<Key, number>, key: Key, times: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + times);
};

/** How often each text occurs; empty ones do not count. */
const counted = (
  shares: ReadonlyMap<LocationShare, number>,
  textOf: (share: LocationShare) => string,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  shares.forEach((times, share) => {
    const value = textOf(share);
    if (value !== '') count(counts, value, times);
  });
  return counts;
};

/** From the indentation of a location to that of the http block. */
export const atHttpLevel = (printed: string): string => printed.replaceAll('            ', '    ');
