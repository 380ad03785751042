/** Upstream blocks: one per pool and way of speaking to it, made when a location asks for it. */
import { because } from '../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../model/features/pool-features.ts';
import type { Endpoints, Pool } from '../../model/model.ts';
import type { Assembled, TargetOptions, Version } from '../target.ts';
import { nameFor } from './names.ts';
import { nativeSessions, startVariable, writesDate } from './native-session.ts';
import type { NginxNode } from './node.ts';
import { preprinted, printStatements } from './print.ts';
import { emptyVariable } from './request-maps.ts';
import { endpointAddresses, sessionMaps, sessionVariable } from './session-names.ts';
import { type Blocks, endpointVariable, persistent, repeated, subsets } from './split-upstreams.ts';
import { expand, plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Statement } from './tree.ts';
import { atLeast } from './version.ts';

export interface Upstreams {
  /** Where a location passes to; undefined: the pool has no endpoints. */
  /** `session`: affinity of another pool that covers this one too (a canary's primary). */
  /** `path`: of the cookie that the route begins sessions with. */
  readonly target: (
    pool: string,
    variant: string,
    tries: number,
    session?: Affinity,
    path?: string,
  ) => Text | undefined;
  /** True: the upstream itself sends the cookie of a session. */
  readonly sendsCookie: (pool: Pool, affinity: Affinity) => boolean;
  readonly affinityOf: (pool: string) => Affinity | undefined;
  readonly print: () => string;
  readonly definitions: () => readonly { readonly name: string; readonly statement: Statement<'http'> }[];
}

interface Wanted {
  readonly pool: Pool;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly affinity: Affinity | undefined;
  /** True: nginx looks the name up again while it runs (since 1.27.3). */
  readonly resolved: boolean;
  tries: number;
  /** Paths of session cookies that the upstream itself sends. */
  readonly paths: Set<string>;
}

const noPaths: Wanted['paths'] = new Set();

export interface Connections {
  readonly idle: number;
  readonly timeout: number;
  readonly requests: number;
  /** Milliseconds; absent: nginx's own hour. */
  readonly lifetime?: number;
}

type PoolNodes = ReadonlyMap<string, { readonly pool: Pool; readonly nodes: readonly NginxNode[] }>;

export const createUpstreams = (
  pools: PoolNodes,
  options: TargetOptions,
  connections: Connections,
  find: (finding: Assembled['findings'][number]) => void,
): Upstreams => {
  const wanted = new Map<string, Wanted>();
  const definitions = new Map<string, Statement<'http'>>();
  const sendsCookie = (pool: Pool, affinity: Affinity): boolean => writesDate(pool, affinity, options.version);
  const affinityOf = (pool: string): Affinity | undefined => nodeOf(pools.get(pool)?.nodes, 'affinity')?.affinity;

  let toldOfNames = false;
  const known = new Map<string, { readonly text: Text | undefined; readonly wanted: Wanted | undefined }>();
  const target: Upstreams['target'] = (poolName, variant, tries, session, path) => {
    const own = affinityOf(poolName);
    const way = own === undefined && session !== undefined ? `${variant}sticky` : variant;
    const key = way === '' && path === undefined ? poolName : `${poolName} ${way} ${path ?? ''}`;
    let entry = known.get(key);
    if (entry === undefined) {
      const pool = pools.get(poolName)?.pool;
      if (pool === undefined) return undefined;
      const name = upstreamName(pool, way);
      entry = { text: make(poolName, name, own ?? session, tries, path), wanted: wanted.get(name) };
      known.set(key, entry);
    }
    if (entry.wanted !== undefined && tries > entry.wanted.tries) entry.wanted.tries = tries;
    return entry.text;
  };

  const want = (fresh: Wanted): Wanted => {
    const entry = wanted.get(fresh.name) ?? fresh;
    if (fresh.tries > entry.tries) entry.tries = fresh.tries;
    wanted.set(fresh.name, entry);
    return entry;
  };

  const make = (
    poolName: string,
    name: string,
    affinity: Affinity | undefined,
    tries: number,
    path: string | undefined,
  ): Text | undefined => {
    const entry = pools.get(poolName);
    if (entry === undefined) return undefined;
    const { pool } = entry;
    const endpoints = pool.endpoints;
    const addresses = endpointAddresses(endpoints);
    if (addresses.length === 0) return undefined;
    const named = endpoints.kind !== 'addresses' && !isAddress(endpoints.host);
    const resolved = named && options.resolver !== undefined && atLeast(options.version, [1, 28]);
    if (endpoints.kind !== 'addresses' && named && !resolved && options.resolver !== undefined) {
      // A variable in the address, even an empty one, has nginx look the name up at each request.
      return text(`${endpoints.host}:${endpoints.port}`, variable(emptyVariable));
    }
    if (endpoints.kind !== 'addresses' && named && !resolved && !toldOfNames) {
      toldOfNames = true;
      find({ as: 'approximate', because: because('T5111', {}, pool.from) });
    }
    const { paths } = want({
      pool,
      name,
      addresses,
      affinity,
      resolved,
      tries,
      paths: affinity === undefined ? noPaths : new Set(),
    });
    if (affinity !== undefined && sendsCookie(pool, affinity)) {
      if (path === undefined) return [variable(endpointVariable(name))];
      paths.add(path);
      return [variable(startVariable(name, path))];
    }
    if (affinity?.mode.value === 'persistent' && endpoints.kind === 'addresses')
      return [variable(endpointVariable(name))];
    const balancing = nodeOf(entry.nodes, 'balancing')?.balancing;
    if (affinity === undefined && subsetOf(balancing, endpoints) !== undefined)
      return [variable(endpointVariable(name))];
    return plain(name);
  };

  const print = (): string => {
    const out: string[] = [];
    const kept = [preprinted(keepalive(connections), '        ')];
    for (const w of [...wanted.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const nodes = pools.get(w.pool.name)?.nodes ?? [];
      const { blocks, maps } = upstreamBlocks(w, nodeOf(nodes, 'balancing')?.balancing, kept, options.version);
      for (const map of maps) definitions.set(map.name, map.statement);
      out.push(printStatements(blocks, '    '));
    }
    return out.join('');
  };
  return {
    target,
    affinityOf,
    sendsCookie,
    print,
    definitions: () => [...definitions].map(([name, statement]) => ({ name, statement })),
  };
};

type NodeAt<A extends NginxNode['at']> = Extract<NginxNode, { at: A }>;
export const nodeOf = <A extends NginxNode['at']>(
  nodes: readonly NginxNode[] | undefined,
  at: A,
): NodeAt<A> | undefined => nodes?.find((n): n is NodeAt<A> => n.at === at);

/** Kubernetes names hold no underscore, so the joined name is unambiguous. */
const upstreamName = (pool: Pool, variant: string): string => {
  const { namespace, name, port } = pool.service;
  const joined = `${namespace}_${name}_${port}`;
  // Names beginning with `ic_` are our own.
  const safe = /^[A-Za-z0-9._-]+$/.test(joined) && namespace !== 'ic' ? joined : nameFor('pool', pool.name);
  return variant === '' ? safe : `${safe}_${variant}`;
};

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':');

const upstreamBlocks = (
  { pool, name, addresses, affinity, tries, resolved, paths }: Wanted,
  balancing: LoadBalancing | undefined,
  kept: readonly Statement<'upstream'>[],
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
        ...(resolved ? members.slice(0, 1) : members).map((member) => server(member, resolved, more?.(member) ?? [])),
        ...kept,
      ],
    );
  if (affinity !== undefined) {
    if (writesDate(pool, affinity, version))
      return nativeSessions({ name, pool, affinity, addresses, tries, paths }, build);
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
const noRecord = NginxToken.option('max_fails', 0);

const server = (member: string, resolved: boolean, more: readonly NginxToken[]): Statement<'upstream'> =>
  directive('server', NginxToken.literal(member), noRecord, ...(resolved ? [NginxToken.word('resolve')] : []), ...more);

const keepalive = ({ idle, timeout, requests, lifetime }: Connections): readonly Statement<'upstream'>[] =>
  idle === 0
    ? []
    : [
        directive('keepalive', NginxToken.integer(idle)),
        directive('keepalive_timeout', NginxToken.milliseconds(timeout)),
        directive('keepalive_requests', NginxToken.integer(requests)),
        ...(lifetime === undefined ? [] : [directive('keepalive_time', NginxToken.milliseconds(lifetime))]),
      ];

const subsetOf = (balancing: LoadBalancing | undefined, endpoints: Endpoints): number | undefined => {
  if (balancing === undefined || !('key' in balancing) || balancing.subset === undefined) return undefined;
  const size = Math.max(1, balancing.subset.value);
  return endpoints.kind === 'addresses' && endpoints.addresses.length > size ? size : undefined;
};
