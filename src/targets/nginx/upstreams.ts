/** Upstream blocks: one per pool and way of speaking to it, made when a location asks for it. */
import { because } from '../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../model/features/pool-features.ts';
import type { Endpoints, Pool } from '../../model/model.ts';
import type { Assembled, TargetOptions } from '../target.ts';
import type { Target } from './built-location.ts';
import { createLongText } from './long-text.ts';
import { nameFor } from './names.ts';
import { startVariable, writesDate } from './native-session.ts';
import type { Definition, NginxNode } from './node.ts';
import { preprinted, printBlock, printStatement, printStatements } from './print.ts';
import { emptyVariable } from './request-maps.ts';
import { endpointAddresses } from './session-names.ts';
import { endpointVariable, rounds } from './split-upstreams.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';
import { isPlain, serverLine, subsetOf, upstreamBlocks, type Wanted } from './upstream-blocks.ts';
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
  ) => Target | undefined;
  /** True: the upstream itself sends the cookie of a session. */
  readonly sendsCookie: (pool: Pool, affinity: Affinity) => boolean;
  readonly affinityOf: (pool: string) => Affinity | undefined;
  /** In parts. */
  readonly print: () => readonly string[];
  readonly definitions: () => readonly Definition[];
}

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
  const usual = new Map<string, Wanted>();
  const definitions = new Map<string, Definition>();
  const sendsCookie = (pool: Pool, affinity: Affinity): boolean => writesDate(pool, affinity, options.version);

  const create = (
    pool: Pool,
    name: string,
    affinity: Affinity | undefined,
    balancing: LoadBalancing | undefined,
  ): Wanted => ({
    pool,
    name,
    affinity,
    balancing,
    resolved: isNamed(pool.endpoints) && options.resolver !== undefined && atLeast(options.version, [1, 28]),
    asked: 0,
    target: undefined,
    tries: 0,
    paths: undefined,
    others: undefined,
  });

  /** The way that nearly every pool is asked for alone. */
  const usualWay = (poolName: string): Wanted | undefined => {
    const known = usual.get(poolName);
    const entry = known === undefined ? pools.get(poolName) : undefined;
    if (entry === undefined) return known;
    const { pool, nodes } = entry;
    const balancing = nodeOf(nodes, 'balancing')?.balancing;
    const made = create(pool, upstreamName(pool), nodeOf(nodes, 'affinity')?.affinity, balancing);
    usual.set(poolName, made);
    return made;
  };

  const wayTo = (poolName: string, variant: string, session: Affinity | undefined): Wanted | undefined => {
    const first = usualWay(poolName);
    if (first === undefined) return undefined;
    const suffix = first.affinity === undefined && session !== undefined ? `${variant}sticky` : variant;
    if (suffix === '') return first;
    first.others ??= new Map();
    const known = first.others.get(suffix);
    if (known !== undefined) return known;
    const made = create(first.pool, `${first.name}_${suffix}`, first.affinity ?? session, first.balancing);
    first.others.set(suffix, made);
    return made;
  };

  let toldOfNames = false;
  let askedSoFar = 0;
  const target: Upstreams['target'] = (poolName, variant, tries, session, path) => {
    const wanted = wayTo(poolName, variant, session);
    if (wanted === undefined) return undefined;
    if (tries > wanted.tries) wanted.tries = tries;
    if (path === undefined && wanted.target !== undefined) return wanted.target;
    const made = make(wanted, path);
    if (path === undefined) wanted.target = made;
    return made;
  };

  const make = (wanted: Wanted, path: string | undefined): Target | undefined => {
    const { pool, name, affinity, balancing, resolved } = wanted;
    const endpoints = pool.endpoints;
    if (endpointAddresses(endpoints).length === 0) return undefined;
    if (isNamed(endpoints) && !resolved) {
      // A variable in the address, even an empty one, has nginx look the name up at each request.
      if (options.resolver !== undefined) return text(`${endpoints.host}:${endpoints.port}`, variable(emptyVariable));
      if (!toldOfNames) find({ as: 'approximate', because: because('T5111', {}, pool.from) });
      toldOfNames = true;
    }
    if (wanted.asked === 0) wanted.asked = ++askedSoFar;
    if (affinity !== undefined && sendsCookie(pool, affinity)) {
      if (path === undefined) return [variable(endpointVariable(name))];
      wanted.paths ??= new Set();
      wanted.paths.add(path);
      return [variable(startVariable(name, path))];
    }
    if (affinity?.mode.value === 'persistent' && endpoints.kind === 'addresses')
      return [variable(endpointVariable(name))];
    if (affinity === undefined && subsetOf(balancing, endpoints) !== undefined)
      return [variable(endpointVariable(name))];
    return name;
  };

  const kept = preprinted(keepalive(connections), lineIndent);
  const printOne = (upstream: Wanted): string => {
    const addresses = endpointAddresses(upstream.pool.endpoints);
    if (isPlain(upstream, addresses)) return printPlain(upstream, addresses, kept.text);
    const { blocks, maps } = upstreamBlocks(upstream, addresses, kept, options.version);
    for (const map of maps) definitions.set(map.name, map);
    return printStatements(blocks, blockIndent);
  };

  const print = (): readonly string[] => {
    const out = createLongText();
    for (const upstream of inOrder(pools, usual)) out.add(printOne(upstream));
    return out.end();
  };
  return {
    target,
    affinityOf: (pool) => usualWay(pool)?.affinity,
    sendsCookie,
    print,
    definitions: () => [...definitions.values()],
  };
};

type NodeAt<A extends NginxNode['at']> = Extract<NginxNode, { at: A }>;
export const nodeOf = <A extends NginxNode['at']>(
  nodes: readonly NginxNode[] | undefined,
  at: A,
): NodeAt<A> | undefined => nodes?.find((n): n is NodeAt<A> => n.at === at);

/** By name. Pools are in order, and so are nearly all names that are made of theirs: then there is little to sort. */
const inOrder = (pools: PoolNodes, usual: ReadonlyMap<string, Wanted>): readonly Wanted[] => {
  const all: Wanted[] = [];
  const add = (wanted: Wanted): void => {
    if (wanted.asked > 0) all.push(wanted);
    wanted.others?.forEach(add);
  };
  for (const pool of pools.keys()) {
    const wanted = usual.get(pool);
    if (wanted !== undefined) add(wanted);
  }
  all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.asked - b.asked));
  const kept: Wanted[] = [];
  for (const wanted of all) {
    const last = kept.at(-1);
    // Two pools of one name, which only illegal names can have: the first one asked for serves for both.
    if (last?.name === wanted.name) last.tries = Math.max(last.tries, wanted.tries);
    else kept.push(wanted);
  }
  return kept;
};

/** Kubernetes names hold no underscore, so the joined name is unambiguous. */
const upstreamName = (pool: Pool): string => {
  const { namespace, name, port } = pool.service;
  const joined = `${namespace}_${name}_${port}`;
  // Names beginning with `ic_` are our own.
  return /^[A-Za-z0-9._-]+$/.test(joined) && namespace !== 'ic' ? joined : nameFor('pool', pool.name);
};

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':');

/** Known by a name, not by addresses. */
const isNamed = (endpoints: Endpoints): endpoints is Exclude<Endpoints, { kind: 'addresses' }> =>
  endpoints.kind !== 'addresses' && !isAddress(endpoints.host);

const blockIndent = '    ';
const lineIndent = '        ';

const printPlain = ({ name, tries }: Wanted, addresses: readonly string[], kept: string): string => {
  let lines = '';
  for (const member of addresses) lines += printStatement(serverLine(member), lineIndent);
  const body = lines.repeat(rounds(addresses.length, tries)) + kept;
  return printBlock('upstream', NginxToken.literal(name), body, blockIndent);
};

const keepalive = ({ idle, timeout, requests, lifetime }: Connections): readonly Statement<'upstream'>[] =>
  idle === 0
    ? []
    : [
        directive('keepalive', NginxToken.integer(idle)),
        directive('keepalive_timeout', NginxToken.milliseconds(timeout)),
        directive('keepalive_requests', NginxToken.integer(requests)),
        ...(lifetime === undefined ? [] : [directive('keepalive_time', NginxToken.milliseconds(lifetime))]),
      ];
