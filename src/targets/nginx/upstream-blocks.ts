/** The upstream blocks of one pool as one way of speaking to it wants them. */
import type { Affinity, LoadBalancing } from '../../model/features/pool-features.ts';
import type { Endpoints, Pool } from '../../model/model.ts';
import type { Version } from '../target.ts';
import type { Target } from './built-location.ts';
import { nativeSessions, writesDate } from './native-session.ts';
import { sessionMaps, sessionVariable } from './session-names.ts';
import { type Blocks, persistent, repeated, subsets } from './split-upstreams.ts';
import { expand, text } from './text.ts';
import { NginxToken } from './token.ts';
import { block, type Directive, directive, type Printed, type Statement } from './tree.ts';

/** A way of speaking to a pool, and the upstream for it. There are as many as pools, so all that is known of one is one object. */
export interface Wanted {
  readonly pool: Pool;
  readonly name: string;
  readonly affinity: Affinity | undefined;
  readonly balancing: LoadBalancing | undefined;
  /** True: nginx looks the name up again while it runs (since 1.27.3). */
  readonly resolved: boolean;
  /** Place in the order in which locations asked for upstreams; 0: none did. */
  asked: number;
  /** Where locations pass to that begin no session; absent: not known yet, or nobody is there. */
  target: Target | undefined;
  tries: number;
  /** Paths of session cookies that the upstream itself sends. */
  paths: Set<string> | undefined;
  /** Other ways to the same pool. */
  others: Map<string, Wanted> | undefined;
}

/** True: one block with a line for each endpoint, and nothing else to say. */
export const isPlain = ({ affinity, balancing, resolved }: Wanted, addresses: readonly string[]): boolean => {
  if (affinity !== undefined || resolved) return false;
  if (balancing === undefined || addresses.length < 2) return true;
  return !('key' in balancing) && balancing.algorithm.value !== 'ewma';
};

export const upstreamBlocks = (
  { pool, name, affinity, balancing, tries, resolved, paths }: Wanted,
  addresses: readonly string[],
  kept: Printed,
  version: Version,
): Blocks => {
  const build = (
    blockName: string,
    members: readonly string[],
    method: readonly Statement<'upstream'>[],
    more?: (member: string) => readonly NginxToken[],
  ): Statement<'http'> =>
    block(
      'upstream',
      [NginxToken.literal(blockName)],
      [
        ...(resolved ? [directive('zone', NginxToken.literal(blockName), NginxToken.literal('64k'))] : []),
        ...method,
        ...(resolved ? members.slice(0, 1) : members).map((member) =>
          serverLine(member, ...(resolved ? [NginxToken.word('resolve')] : []), ...(more?.(member) ?? [])),
        ),
        kept,
      ],
    );
  if (affinity !== undefined) {
    if (writesDate(pool, affinity, version))
      return nativeSessions({ name, pool, affinity, addresses, tries, paths: paths ?? new Set() }, build);
    if (affinity.mode.value === 'persistent' && pool.endpoints.kind === 'addresses')
      return persistent(name, addresses, tries, pool, affinity, build);
    const key = NginxToken.variable(sessionVariable(pool, affinity));
    const method = addresses.length > 1 ? [directive('hash', key, NginxToken.word('consistent'))] : [];
    return { blocks: [build(name, repeated(addresses, tries), method)], maps: sessionMaps(pool, affinity) };
  }
  if (balancing !== undefined && 'key' in balancing && addresses.length > 1) {
    const key = expand(balancing.key.value);
    const size = subsetOf(balancing, pool.endpoints);
    if (key.ok && size !== undefined) return subsets(name, addresses, tries, size, key.text, build);
    if (key.ok)
      return {
        blocks: [
          build(name, repeated(addresses, tries), [
            // An empty key would be no key for nginx: one endpoint serves them all only with something in it.
            directive('hash', NginxToken.value(text(key.text, '|')), NginxToken.word('consistent')),
          ]),
        ],
        maps: [],
      };
  }
  const ewma =
    balancing !== undefined && !('key' in balancing) && balancing.algorithm.value === 'ewma' && addresses.length > 1;
  const method = ewma ? [directive('random', NginxToken.word('two'), NginxToken.word('least_conn'))] : [];
  return { blocks: [build(name, repeated(addresses, tries), method)], maps: [] };
};

/** The controller keeps no record of failures: an endpoint is tried again at once. */
export const noRecord = NginxToken.option('max_fails', 0);

const serverLine = (member: string, ...more: readonly NginxToken[]): Directive<'server'> =>
  directive('server', NginxToken.literal(member), noRecord, ...more);

export const subsetOf = (balancing: LoadBalancing | undefined, endpoints: Endpoints): number | undefined => {
  if (balancing === undefined || !('key' in balancing) || balancing.subset === undefined) return undefined;
  const size = Math.max(1, balancing.subset.value);
  return endpoints.kind === 'addresses' && endpoints.addresses.length > size ? size : undefined;
};
