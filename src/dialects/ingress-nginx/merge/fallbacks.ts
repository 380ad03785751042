/** Services named by `default-backend` annotations and by the controller's default-backend flag: their first port. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { type PlacedOrigin, placesIn, type SourceOrigin } from '../../../source/traced.ts';
import { type IngressInput, noAlternatives, type PoolDraft, poolName } from './drafts.ts';
import { findPool, type Pools } from './pools.ts';
import { findEndpoints, hasEndpoints } from './services.ts';

export interface Fallbacks {
  /** Pool of the annotation's Service; undefined when the Service is missing or has no endpoints (the controller ignores it then). */
  readonly of: (input: IngressInput) => PoolDraft | undefined;
  readonly global: (service: string) => PoolDraft | undefined;
  readonly used: () => readonly PoolDraft[];
}

export const fallbackPools = (pools: Pools, cluster: Cluster, report: Report): Fallbacks => {
  const made = new Map<string, PoolDraft | undefined>();
  const find = (
    namespace: string,
    name: string,
    at: PlacedOrigin,
    from: SourceOrigin | undefined,
  ): PoolDraft | undefined => {
    const key = `${namespace}/${name}`;
    if (made.has(key)) return made.get(key);
    const pool = create(pools, cluster, namespace, name, at, from, report);
    made.set(key, pool);
    return pool;
  };
  return {
    of: (input) => {
      const annotation = input.settings.defaultBackend;
      const [at] = placesIn(annotation?.from ?? [], { object: input.ingress.object });
      if (annotation === undefined || at === undefined) return undefined;
      return find(input.ingress.namespace, annotation.value, at, at.kind === 'source' ? at : undefined);
    },
    global: (service) => {
      const [namespace = '', name = ''] = service.split('/');
      return find(
        namespace,
        name,
        { kind: 'default', dialect: 'ingress-nginx', key: 'default-backend-service' },
        undefined,
      );
    },
    used: () => [...made.values()].filter((pool) => pool !== undefined),
  };
};

const create = (
  pools: Pools,
  cluster: Cluster,
  namespace: string,
  name: string,
  at: PlacedOrigin,
  from: SourceOrigin | undefined,
  report: Report,
): PoolDraft | undefined => {
  const key = `${namespace}/${name}`;
  const service = cluster.services.get(key);
  const port = service?.ports[0]?.port;
  if (service === undefined || port === undefined) {
    report.add('M416', { service: key, why: service === undefined ? 'it is not in the input' : 'it has no ports' }, [
      at,
    ]);
    return undefined;
  }
  const known = findPool(pools, namespace, name, port);
  if (known !== undefined) return hasEndpoints(known.endpoints) ? known : undefined;
  const origin = from ?? { kind: 'source', object: service.object, path: ['metadata', 'name'] };
  const ref = { namespace, name, port };
  const endpoints = findEndpoints(cluster, { ref, key, service }, false, origin, report);
  if (!hasEndpoints(endpoints)) return undefined;
  const loadBalancing = {
    algorithm: { value: 'round-robin', from: [{ kind: 'default', dialect: 'ingress-nginx', key: 'load-balance' }] },
  } as const;
  return {
    name: poolName(key, port),
    service: ref,
    from: origin,
    endpoints,
    loadBalancing,
    canary: undefined,
    canaryIngress: undefined,
    affinity: undefined,
    affinityPath: undefined,
    cookiePaths: undefined,
    alternatives: noAlternatives,
    used: false,
  };
};
