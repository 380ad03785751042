/** Upstream blocks: one per pool and way of speaking to it, made when a location asks for it. */
import { because } from '../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../model/features/pool-features.ts';
import type { Pool } from '../../model/model.ts';
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

const noPaths: Wanted['paths'] = new Set();

export interface Connections {
  readonly idle: number;
  readonly timeout: number;
  readonly requests: number;
  /** Milliseconds; absent: nginx's own hour. */
  readonly lifetime?: number;
}

type PoolNodes = ReadonlyMap<string, { readonly pool: Pool; readonly nodes: readonly NginxNode[] }>;

/** A pool with what its nodes say, and the ways to it that locations have asked for. */
interface Source {
  readonly pool: Pool;
  readonly affinity: Affinity | undefined;
  readonly balancing: LoadBalancing | undefined;
  /** The way that nearly every pool is asked for alone: HTTP, and no session that begins here. */
  usual: Way | undefined;
  others: Map<string, Way> | undefined;
}

interface Way {
  readonly target: Target | undefined;
  readonly wanted: Wanted | undefined;
}

export const createUpstreams = (
  pools: PoolNodes,
  options: TargetOptions,
  connections: Connections,
  find: (finding: Assembled['findings'][number]) => void,
): Upstreams => {
  const sources = new Map<string, Source>();
  const wanted = new Map<string, Wanted>();
  const definitions = new Map<string, Definition>();
  const sendsCookie = (pool: Pool, affinity: Affinity): boolean => writesDate(pool, affinity, options.version);

  const sourceOf = (name: string): Source | undefined => {
    const known = sources.get(name);
    const entry = known === undefined ? pools.get(name) : undefined;
    if (entry === undefined) return known;
    const { pool, nodes } = entry;
    const source: Source = {
      pool,
      affinity: nodeOf(nodes, 'affinity')?.affinity,
      balancing: nodeOf(nodes, 'balancing')?.balancing,
      usual: undefined,
      others: undefined,
    };
    sources.set(name, source);
    return source;
  };

  let toldOfNames = false;
  const target: Upstreams['target'] = (poolName, variant, tries, session, path) => {
    const source = sourceOf(poolName);
    if (source === undefined) return undefined;
    const suffix = source.affinity === undefined && session !== undefined ? `${variant}sticky` : variant;
    const usual = suffix === '' && path === undefined;
    const key = usual ? '' : `${suffix} ${path ?? ''}`;
    let way = usual ? source.usual : source.others?.get(key);
    if (way === undefined) {
      const name = upstreamName(source.pool, suffix);
      const made = make(source, name, source.affinity ?? session, tries, path);
      way = { target: made, wanted: wanted.get(name) };
      if (usual) source.usual = way;
      else {
        source.others ??= new Map();
        source.others.set(key, way);
      }
    }
    if (way.wanted !== undefined && tries > way.wanted.tries) way.wanted.tries = tries;
    return way.target;
  };

  const want = (fresh: Wanted): Wanted => {
    const known = wanted.get(fresh.name);
    if (known === undefined) wanted.set(fresh.name, fresh);
    else if (fresh.tries > known.tries) known.tries = fresh.tries;
    return known ?? fresh;
  };

  const make = (
    { pool, balancing }: Source,
    name: string,
    affinity: Affinity | undefined,
    tries: number,
    path: string | undefined,
  ): Target | undefined => {
    const endpoints = pool.endpoints;
    if (endpointAddresses(endpoints).length === 0) return undefined;
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
    const own = affinity === undefined ? noPaths : new Set<string>();
    const { paths } = want({ pool, name, affinity, balancing, resolved, tries, paths: own });
    if (affinity !== undefined && sendsCookie(pool, affinity)) {
      if (path === undefined) return [variable(endpointVariable(name))];
      paths.add(path);
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

  /** Pools are in order, and so are nearly all names that are made of theirs: then there is little to sort. */
  const namesInOrder = (): readonly string[] => {
    const names = new Set<string>();
    for (const pool of pools.keys()) {
      const source = sources.get(pool);
      if (source?.usual?.wanted !== undefined) names.add(source.usual.wanted.name);
      source?.others?.forEach((way) => {
        if (way.wanted !== undefined) names.add(way.wanted.name);
      });
    }
    return [...names].sort();
  };

  const print = (): readonly string[] => {
    const out = createLongText();
    for (const name of namesInOrder()) {
      const upstream = wanted.get(name);
      if (upstream !== undefined) out.add(printOne(upstream));
    }
    return out.end();
  };
  return {
    target,
    affinityOf: (pool) => sourceOf(pool)?.affinity,
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

/** Kubernetes names hold no underscore, so the joined name is unambiguous. */
const upstreamName = (pool: Pool, variant: string): string => {
  const { namespace, name, port } = pool.service;
  const joined = `${namespace}_${name}_${port}`;
  // Names beginning with `ic_` are our own.
  const safe = /^[A-Za-z0-9._-]+$/.test(joined) && namespace !== 'ic' ? joined : nameFor('pool', pool.name);
  return variant === '' ? safe : `${safe}_${variant}`;
};

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':');

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
