/** Upstream blocks: one per pool and way of speaking to it, made when a location asks for it. */
import { because } from '../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../model/features/pool-features.ts';
import type { Endpoints, Pool } from '../../model/model.ts';
import type { Assembled, EmittedPool, TargetOptions } from '../target.ts';
import type { Target } from './built-location.ts';
import { createLongText } from './long-text.ts';
import { nameFor } from './names.ts';
import { startVariable, writesDate } from './native-session.ts';
import type { Definition, NginxNode } from './node.ts';
import { around, closing, opening, preprinted, printStatements } from './print.ts';
import { emptyVariable } from './request-maps.ts';
import { address, endpointAddresses, isReachable } from './session-names.ts';
import { endpointVariable, rounds } from './split-upstreams.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';
import { isPlain, noRecord, subsetOf, upstreamBlocks, type Wanted } from './upstream-blocks.ts';
import { atLeast } from './version.ts';

export interface Upstreams {
  /** Where a location passes to; undefined: the pool has no endpoints. */
  /** `session`: affinity of another pool that covers this one too (a canary's primary). */
  /** `path`: of the cookie that the route begins sessions with. */
  /** `pool`: its name, or its place among the pools. */
  readonly target: (
    pool: string | number,
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

type Pools = ReadonlyMap<string, EmittedPool<NginxNode>>;

export const createUpstreams = (
  pools: Pools,
  options: TargetOptions,
  connections: Connections,
  find: (finding: Assembled['findings'][number]) => void,
): Upstreams => {
  const definitions = new Map<string, Definition>();
  const sendsCookie = (pool: Pool, affinity: Affinity): boolean => writesDate(pool, affinity, options.version);
  const resolves = options.resolver !== undefined && atLeast(options.version, [1, 28]);

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
    resolved: resolves && isNamed(pool.endpoints),
    asked: 0,
    target: undefined,
    tries: 0,
    paths: undefined,
    others: undefined,
  });

  /** The way that nearly every pool is asked for alone, in the order of the pools. */
  const usual = new Array<Wanted>(pools.size);
  pools.forEach(({ pool, index, nodes }) => {
    let affinity: Affinity | undefined;
    let balancing: LoadBalancing | undefined;
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i];
      if (node?.at === 'affinity') affinity = node.affinity;
      else if (node?.at === 'balancing') balancing = node.balancing;
    }
    usual[index] = create(pool, upstreamName(pool), affinity, balancing);
  });
  const usualWay = (pool: string | number): Wanted | undefined =>
    usual[typeof pool === 'number' ? pool : (pools.get(pool)?.index ?? -1)];

  const wayTo = (poolAsked: string | number, variant: string, session: Affinity | undefined): Wanted | undefined => {
    const first = usualWay(poolAsked);
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
    if (!isReachable(endpoints)) return undefined;
    if (
      endpoints.kind !== 'addresses' &&
      !resolved &&
      !(toldOfNames && options.resolver === undefined) &&
      isNamed(endpoints)
    ) {
      // A variable in the address, even an empty one, has nginx look the name up at each request.
      if (options.resolver !== undefined) return text(`${endpoints.host}:${endpoints.port}`, variable(emptyVariable));
      find({ as: 'approximate', because: because('T5111', {}, pool.from) });
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
    const { endpoints } = upstream.pool;
    // A name that locations pass to has been looked at.
    const addresses =
      endpoints.kind === 'addresses' ? endpointAddresses(endpoints) : [address(endpoints.host, endpoints.port)];
    if (isPlain(upstream, addresses)) return printPlain(upstream, addresses, kept.text);
    const { blocks, maps } = upstreamBlocks(upstream, addresses, kept, options.version);
    for (const map of maps) definitions.set(map.name, map);
    return printStatements(blocks, blockIndent);
  };

  const print = (): readonly string[] => {
    const out = createLongText();
    const all = inOrder(usual);
    for (let i = 0; i < all.length; i++) {
      const upstream = all[i];
      if (upstream !== undefined) out.add(printOne(upstream));
    }
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

/** By name. Pools are in order, and so are nearly all names that are made of theirs: then there is little to sort. */
const inOrder = (usual: readonly Wanted[]): readonly Wanted[] => {
  const all: Wanted[] = [];
  const add = (wanted: Wanted): void => {
    if (wanted.asked > 0) all.push(wanted);
    wanted.others?.forEach(add);
  };
  usual.forEach(add);
  all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.asked - b.asked));
  const kept: Wanted[] = [];
  let last: Wanted | undefined;
  for (let i = 0; i < all.length; i++) {
    const wanted = all[i];
    if (wanted === undefined) continue;
    // Two pools of one name, which only illegal names can have: the first one asked for serves for both.
    if (last?.name === wanted.name) last.tries = Math.max(last.tries, wanted.tries);
    else {
      kept.push(wanted);
      last = wanted;
    }
  }
  return kept;
};

/** Kubernetes names hold no underscore, so the joined name is unambiguous. */
const upstreamName = (pool: Pool): string => {
  const { namespace, name, port } = pool.service;
  const joined = `${namespace}_${name}_${port}`;
  // Names beginning with `ic_` are our own.
  return legalName.test(joined) && namespace !== 'ic' ? joined : nameFor('pool', pool.name);
};

const legalName = /^[A-Za-z0-9._-]+$/;

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':');

/** Known by a name, not by addresses. */
const isNamed = (endpoints: Endpoints): endpoints is Exclude<Endpoints, { kind: 'addresses' }> =>
  endpoints.kind !== 'addresses' && !isAddress(endpoints.host);

const blockIndent = '    ';
const lineIndent = '        ';

const printPlain = ({ name, tries }: Wanted, addresses: readonly string[], kept: string): string => {
  let lines = '';
  for (let i = 0; i < addresses.length; i++) lines += around(lineHead, NginxToken.literal(addresses[i] ?? ''), lineEnd);
  const body = lines.repeat(rounds(addresses.length, tries));
  return around(blockHead, NginxToken.literal(name), bodyOpens) + body + kept + blockEnd;
};

/** What stands around the words of plain blocks, of which there are thousands. */
const blockHead = opening('upstream', blockIndent);
const bodyOpens = ' {\n';
const blockEnd = `${blockIndent}}\n`;
const lineHead = opening('server', lineIndent);
const lineEnd = closing([noRecord]);
const keepalive = ({ idle, timeout, requests, lifetime }: Connections): readonly Statement<'upstream'>[] =>
  idle === 0
    ? []
    : [
        directive('keepalive', NginxToken.integer(idle)),
        directive('keepalive_timeout', NginxToken.milliseconds(timeout)),
        directive('keepalive_requests', NginxToken.integer(requests)),
        ...(lifetime === undefined ? [] : [directive('keepalive_time', NginxToken.milliseconds(lifetime))]),
      ];
