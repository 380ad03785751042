/** What most locations say alike is said once, at http level. */
import type { Hoisted } from './location.ts';
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
  const settings = slots.map(() => new Map<string, number>());
  const lists = {
    response: new Map<string, number>(),
    hidden: new Map<string, number>(),
    request: new Map<string, number>(),
    grpcRequest: new Map<string, number>(),
  };
  const count = (counts: Map<string, number>, value: string): void => {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  };
  for (const server of servers) {
    for (const { body } of server.locations) {
      settings.forEach((counts, i) => {
        const value = body.settings[i];
        if (value !== undefined) count(counts, value);
      });
      if (!server.explicitHeaders && body.response !== '') count(lists.response, body.response);
      if (body.hidden !== '') count(lists.hidden, body.hidden);
      if (body.request !== '') count(body.grpc ? lists.grpcRequest : lists.request, body.request);
    }
  }
  const chosen = new Map(
    slots.map((slot, i) => [slot, mostCommon(settings[i] ?? new Map())] as const).filter(([, value]) => value !== ''),
  );
  return {
    settings: chosen,
    response: mostCommon(lists.response),
    hidden: mostCommon(lists.hidden),
    request: mostCommon(lists.request),
    grpcRequest: mostCommon(lists.grpcRequest),
  };
};

/** From the indentation of a location to that of the http block. */
export const atHttpLevel = (printed: string): string => printed.replaceAll('            ', '    ');
