/** Pairs canary Ingresses with the locations they shadow. */
import { type Report, type Sink, seenFrom } from '../../../diagnostics/report.ts';
import type { IngressBackend, IngressPath } from '../../../kubernetes/cluster.ts';
import { type Path, sourceOrigin } from '../../../source/traced.ts';
import { type IngressInput, type LocationDraft, type PoolDraft, pathText, type ServerDraft } from './drafts.ts';
import { findLocation } from './location-index.ts';
import { findPool, type Pools } from './pools.ts';
import type { Servers } from './servers.ts';
import { defaultBackendPath, type SpecPaths } from './spec-paths.ts';

const about = ({ ingress }: IngressInput, report: Report): Sink => seenFrom(report, { object: ingress.object });

type Merge = 'merged' | 'same-service' | 'no-partner';

export const attachCanaries = (
  inputs: readonly IngressInput[],
  servers: Servers,
  pools: Pools,
  paths: SpecPaths,
  report: Report,
): void => {
  const canaries = inputs.filter((input) => input.settings.canary !== undefined);
  if (canaries.length === 0) return;
  const attaching: Attaching = { servers, pools, paths, shadows: new Map(), report };
  const primaries = inputs.length - canaries.length;
  for (const input of canaries) {
    if (primaries === 0) {
      about(input, report).add(
        'M440',
        { why: 'no other Ingress is in the input' },
        input.settings.canary?.on.from ?? [],
      );
      continue;
    }
    attachCanary(input, attaching);
  }
  for (const [input, places] of shadowedPlaces(servers)) reportSpread(input, places, report);
};

interface Place {
  readonly host: string;
  readonly path: string;
  readonly exact: boolean;
}

/** Where the Service of each canary Ingress takes its share. */
const shadowedPlaces = (servers: Servers): ReadonlyMap<IngressInput, readonly Place[]> => {
  const found = new Map<IngressInput, Place[]>();
  for (const { host, locations } of servers.values()) {
    for (const { pool, path, exact } of locations) {
      if (pool === undefined || pool.alternatives.length === 0) continue;
      const input = pool.alternatives[0]?.pool.canaryIngress;
      if (input === undefined) continue;
      const places = found.get(input) ?? [];
      places.push({ host, path, exact });
      found.set(input, places);
    }
  }
  return found;
};

/** Places the canary does not name, but whose Service it shadows elsewhere. */
const reportSpread = (input: IngressInput, places: readonly Place[], report: Report): void => {
  const { defaultBackend, rules } = input.ingress.spec;
  const named = new Set(
    rules.flatMap(({ host, paths = [] }) =>
      paths.map((path) => [host, path.pathType === 'Exact', pathText(path)].join('\n')),
    ),
  );
  const [first, ...more] = places.filter(
    ({ host, path, exact }) =>
      !named.has([host, exact, path].join('\n')) && (host !== '' || defaultBackend === undefined),
  );
  if (first === undefined) return;
  const place = `${first.host === '' ? 'the catch-all' : first.host}${first.path}`;
  const args = { canary: `${input.ingress.namespace}/${input.ingress.name}`, place, more: more.length };
  about(input, report).add('M444', args, input.settings.canary?.on.from ?? []);
};

interface Attaching {
  readonly servers: Servers;
  readonly pools: Pools;
  readonly paths: SpecPaths;
  readonly shadows: Map<ServerDraft, Shadows>;
  readonly report: Report;
}

const attachCanary = (input: IngressInput, attaching: Attaching): void => {
  const { servers, paths } = attaching;
  const { defaultBackend, rules } = input.ingress.spec;
  if (defaultBackend !== undefined)
    attach(input, defaultBackend, { server: servers.get(''), at: defaultBackendPath }, attaching);
  let i = -1;
  for (const rule of rules) {
    i++;
    const server = servers.get(rule.host);
    let j = -1;
    for (const listed of rule.paths ?? []) {
      j++;
      attach(input, listed.backend, { server, listed, at: paths.path(i, j) }, attaching);
    }
  }
};

interface Aim {
  readonly server: ServerDraft | undefined;
  /** Absent: every location of the server. */
  readonly listed?: IngressPath;
  readonly at: Path;
}

const attach = (input: IngressInput, backend: IngressBackend, aim: Aim, attaching: Attaching): void => {
  if (backend.kind !== 'service') return;
  const { namespace, object } = input.ingress;
  const pool = findPool(attaching.pools, namespace, backend.name, backend.port);
  if (pool === undefined) return;
  const result = merge(input, pool, aim, attaching.shadows);
  if (result === 'merged') return;
  const why =
    result === 'same-service'
      ? 'it names the Service of the primary'
      : 'no Ingress has the same host, path text and path type';
  const args = { host: aim.server?.host ?? '', path: aim.listed?.path ?? '/', why };
  attaching.report.add('M441', args, [sourceOrigin(object, aim.at)]);
};

/** Ranks of the locations of a server, and of the first location of each pool. */
interface Shadows {
  readonly rankOf: ReadonlyMap<LocationDraft, number>;
  readonly firstOf: ReadonlyMap<PoolDraft, number>;
  /** The locations before it have an alternative, if they may have one. */
  attached: number;
  /** One of them has. */
  any: boolean;
}

const shadowsOf = ({ locations }: ServerDraft): Shadows => {
  const rankOf = new Map<LocationDraft, number>();
  const firstOf = new Map<PoolDraft, number>();
  for (const location of locations) {
    const { pool } = location;
    if (pool !== undefined && !firstOf.has(pool)) firstOf.set(pool, rankOf.size);
    rankOf.set(location, rankOf.size);
  }
  return { rankOf, firstOf, attached: 0, any: false };
};

/** The controller goes through the locations and stops at the first one with the canary's own pool. */
const merge = (input: IngressInput, pool: PoolDraft, { server, listed }: Aim, all: Attaching['shadows']): Merge => {
  if (server === undefined) return 'no-partner';
  const shadows = all.get(server) ?? shadowsOf(server);
  all.set(server, shadows);
  const end = shadows.firstOf.get(pool) ?? server.locations.length;
  const merged =
    listed === undefined
      ? attachToAll(input, pool, server, end, shadows)
      : attachToListed(input, pool, server, listed, end, shadows);
  return shadows.firstOf.has(pool) ? 'same-service' : merged ? 'merged' : 'no-partner';
};

const attachToListed = (
  input: IngressInput,
  pool: PoolDraft,
  server: ServerDraft,
  listed: IngressPath,
  end: number,
  { rankOf }: Shadows,
): boolean => {
  const location = findLocation(server, pathText(listed), listed.pathType === 'Exact');
  return location !== undefined && (rankOf.get(location) ?? end) < end && give(location, input, pool);
};

const attachToAll = (
  input: IngressInput,
  pool: PoolDraft,
  { locations }: ServerDraft,
  end: number,
  shadows: Shadows,
): boolean => {
  for (; shadows.attached < end; shadows.attached++) {
    const location = locations[shadows.attached];
    if (location !== undefined && give(location, input, pool)) shadows.any = true;
  }
  return shadows.any;
};

/** The alternative belongs to the primary's pool: every other location of that pool gets it too, even on other hosts. */
const give = ({ pool: primary }: LocationDraft, input: IngressInput, pool: PoolDraft): boolean => {
  if (primary === undefined || primary.canary !== undefined) return false;
  const sticky = input.settings.affinityCanaryBehavior.value === 'sticky';
  if (primary.alternatives.length === 0) primary.alternatives = [{ pool, sticky }];
  return true;
};
