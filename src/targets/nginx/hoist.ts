/** What most locations say alike is said once, at http level. */
import type { BuiltLocation, Hoisted } from './location.ts';
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
  /** Locations with the same features share the list of their settings. */
  const settings = new Map<BuiltLocation['settings'], number>();
  const lists = {
    response: new Map<string, number>(),
    hidden: new Map<string, number>(),
    request: new Map<string, number>(),
    grpcRequest: new Map<string, number>(),
  };
  for (const server of servers) {
    for (const { body } of server.locations) {
      count(settings, body.settings, 1);
      if (!server.explicitHeaders && body.response !== '') count(lists.response, body.response, 1);
      if (body.hidden !== '') count(lists.hidden, body.hidden, 1);
      if (body.request !== '') count(body.grpc ? lists.grpcRequest : lists.request, body.request, 1);
    }
  }
  return {
    settings: slots.map((_, i) => mostCommonSetting(settings, i)),
    response: mostCommon(lists.response),
    hidden: mostCommon(lists.hidden),
    request: mostCommon(lists.request),
    grpcRequest: mostCommon(lists.grpcRequest),
  };
};

const count = <Key>(counts: Map<Key, number>, key: Key, times: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + times);
};

const mostCommonSetting = (lists: ReadonlyMap<BuiltLocation['settings'], number>, slot: number): string => {
  const counts = new Map<string, number>();
  for (const [list, times] of lists) {
    const value = list[slot];
    if (value !== undefined) count(counts, value, times);
  }
  return mostCommon(counts);
};

/** From the indentation of a location to that of the http block. */
export const atHttpLevel = (printed: string): string => printed.replaceAll('            ', '    ');
