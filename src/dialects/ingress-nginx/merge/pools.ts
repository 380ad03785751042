/** One pool per Service port and notation, made by the oldest Ingress that names it. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster, IngressBackend, IngressPath } from '../../../kubernetes/cluster.ts';
import { type Path, sourceOrigin } from '../../../source/traced.ts';
import { type IngressInput, noAlternatives, type PoolDraft, poolName } from './drafts.ts';
import { findEndpoints, lookUp } from './services.ts';
import { defaultBackendPath, type SpecPaths } from './spec-paths.ts';

/** By namespace, Service and port: a look-up joins no names. Nearly every Service is named by one port. */
export interface Pools {
  readonly byNamespace: Map<string, Map<string, PoolDraft | Map<string, PoolDraft>>>;
}

type Port = number | string;

export const findPool = (pools: Pools, namespace: string, service: string, port: Port): PoolDraft | undefined => {
  const found = pools.byNamespace.get(namespace)?.get(service);
  if (found instanceof Map) return found.get(String(port));
  return found !== undefined && samePort(found.service.port, port) ? found : undefined;
};

/** 80 and "80" are one notation: the name of the pool is the same. */
const samePort = (a: Port, b: Port): boolean => a === b || String(a) === String(b);

/** In place of the one of the same name, where there is one. */
const putPool = (pools: Pools, draft: PoolDraft): void => {
  const { namespace, name, port } = draft.service;
  const services = pools.byNamespace.get(namespace) ?? new Map<string, PoolDraft | Map<string, PoolDraft>>();
  if (services.size === 0) pools.byNamespace.set(namespace, services);
  const known = services.get(name);
  if (known instanceof Map) known.set(String(port), draft);
  else if (known === undefined || samePort(known.service.port, port)) services.set(name, draft);
  else services.set(name, new Map([known, draft].map((pool) => [String(pool.service.port), pool])));
};

interface Making {
  readonly pools: Pools;
  readonly cluster: Cluster;
  readonly paths: SpecPaths;
  readonly report: Report;
}

/** Pools of all Ingresses, in processing order. A `spec.defaultBackend` makes its pool anew each time: there the youngest shapes it. */
export const createPools = (
  inputs: readonly IngressInput[],
  cluster: Cluster,
  paths: SpecPaths,
  report: Report,
): Pools => {
  const pools: Pools = { byNamespace: new Map() };
  const making = { pools, cluster, paths, report };
  for (const input of inputs) {
    const { defaultBackend, rules } = input.ingress.spec;
    if (defaultBackend?.kind === 'service')
      putPool(pools, createPool(input, defaultBackend, defaultBackendPath, making));
    let i = -1;
    for (const rule of rules) {
      i++;
      if (rule.paths !== undefined) poolsOfRule(input, rule.paths, i, making);
    }
  }
  return pools;
};

const poolsOfRule = (input: IngressInput, listed: readonly IngressPath[], rule: number, making: Making): void => {
  const { pools, paths, report } = making;
  const { namespace, object } = input.ingress;
  let j = -1;
  for (const { backend, path } of listed) {
    j++;
    if (backend.kind === 'resource') report.add('M415', { path }, [sourceOrigin(object, paths.backend(rule, j))]);
    else if (findPool(pools, namespace, backend.name, backend.port) === undefined)
      putPool(pools, createPool(input, backend, paths.backend(rule, j), making));
  }
};

const createPool = (
  input: IngressInput,
  backend: Extract<IngressBackend, { kind: 'service' }>,
  path: Path,
  { cluster, report }: Making,
): PoolDraft => {
  const { ingress, settings } = input;
  const named = lookUp(cluster, ingress.namespace, backend.name, backend.port);
  const from = sourceOrigin(ingress.object, path);
  return {
    name: poolName(named.key, backend.port),
    service: named.ref,
    from,
    endpoints: findEndpoints(cluster, named, settings.serviceUpstream.value, from, report),
    loadBalancing: settings.loadBalancing,
    canary: settings.canary,
    canaryIngress: settings.canary === undefined ? undefined : input,
    affinity: undefined,
    affinityPath: undefined,
    cookiePaths: undefined,
    alternatives: noAlternatives,
    used: false,
  };
};
