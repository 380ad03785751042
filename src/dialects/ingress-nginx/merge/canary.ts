/** Pairs canary Ingresses with the locations they shadow. */
import { type Report, type Sink, seenFrom } from '../../../diagnostics/report.ts';
import type { IngressBackend } from '../../../kubernetes/cluster.ts';
import { type Path, sourceOrigin } from '../../../source/traced.ts';
import { type IngressInput, type PoolDraft, pathText, poolName, type ServerDraft } from './drafts.ts';
import type { Pools } from './pools.ts';
import type { Servers } from './servers.ts';

const about = ({ ingress }: IngressInput, report: Report): Sink => seenFrom(report, { object: ingress.object });

type Merge = 'merged' | 'same-service' | 'no-partner';

export const attachCanaries = (
  inputs: readonly IngressInput[],
  servers: Servers,
  pools: Pools,
  report: Report,
): void => {
  const canaries = inputs.filter((input) => input.settings.canary !== undefined);
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
    attachCanary(input, servers, pools, report);
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
      const input = pool?.alternatives[0]?.pool.canaryIngress;
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

const attachCanary = (input: IngressInput, servers: Servers, pools: Pools, report: Report): void => {
  const { defaultBackend, rules } = input.ingress.spec;
  const attach = (
    backend: IngressBackend,
    server: ServerDraft | undefined,
    path: string,
    fits: (l: ServerDraft['locations'][number]) => boolean,
    at: Path,
  ): void => {
    if (backend.kind !== 'service') return;
    const pool = pools.get(poolName(input.ingress.namespace, backend.name, backend.port));
    if (pool === undefined) return;
    const result: Merge = server === undefined ? 'no-partner' : merge(input, pool, server, fits);
    if (result === 'merged') return;
    const why =
      result === 'same-service'
        ? 'it names the Service of the primary'
        : 'no Ingress has the same host, path text and path type';
    report.add('M441', { host: server?.host ?? '', path, why }, [sourceOrigin(input.ingress.object, at)]);
  };
  if (defaultBackend !== undefined)
    attach(defaultBackend, servers.get(''), '/', () => true, ['spec', 'defaultBackend']);
  for (const [i, rule] of rules.entries()) {
    for (const [j, path] of (rule.paths ?? []).entries()) {
      const fits = (l: ServerDraft['locations'][number]): boolean =>
        l.path === pathText(path) && l.exact === (path.pathType === 'Exact');
      attach(path.backend, servers.get(rule.host), path.path, fits, ['spec', 'rules', i, 'http', 'paths', j, 'path']);
    }
  }
};

/** The alternative belongs to the primary's pool: every other location of that pool gets it too, even on other hosts. */
const merge = (
  input: IngressInput,
  pool: PoolDraft,
  server: ServerDraft,
  fits: (l: ServerDraft['locations'][number]) => boolean,
): Merge => {
  let merged = false;
  for (const location of server.locations) {
    if (location.pool === undefined) continue;
    if (location.pool === pool) return 'same-service';
    if (location.pool.canary !== undefined || !fits(location)) continue;
    merged = true;
    if (!location.pool.alternatives.some((a) => a.pool === pool)) {
      const sticky = input.settings.affinityCanaryBehavior.value === 'sticky';
      location.pool.alternatives.push({ pool, sticky });
    }
  }
  return merged ? 'merged' : 'no-partner';
};
