/** One pool per Service port and notation, made by the oldest Ingress that names it. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster, IngressBackend } from '../../../kubernetes/cluster.ts';
import { type Path, sourceOrigin } from '../../../source/traced.ts';
import { type IngressInput, type PoolDraft, poolName } from './drafts.ts';
import { findEndpoints, portNumber } from './services.ts';

export type Pools = Map<string, PoolDraft>;

/** Pools of all Ingresses, in processing order. A `spec.defaultBackend` makes its pool anew each time: there the youngest shapes it. */
export const createPools = (inputs: readonly IngressInput[], cluster: Cluster, report: Report): Pools => {
  const pools: Pools = new Map();
  for (const input of inputs) {
    const { defaultBackend, rules } = input.ingress.spec;
    if (defaultBackend?.kind === 'service') {
      const draft = createPool(input, defaultBackend, ['spec', 'defaultBackend'], cluster, report);
      pools.set(draft.name, draft);
    }
    for (const [i, rule] of rules.entries()) {
      for (const [j, path] of (rule.paths ?? []).entries()) {
        const at = ['spec', 'rules', i, 'http', 'paths', j, 'backend'];
        if (path.backend.kind === 'resource') {
          report.add('M415', { path: path.path }, [sourceOrigin(input.ingress.object, at)]);
          continue;
        }
        const name = poolName(input.ingress.namespace, path.backend.name, path.backend.port);
        if (!pools.has(name)) pools.set(name, createPool(input, path.backend, at, cluster, report));
      }
    }
  }
  return pools;
};

const createPool = (
  input: IngressInput,
  backend: Extract<IngressBackend, { kind: 'service' }>,
  path: Path,
  cluster: Cluster,
  report: Report,
): PoolDraft => {
  const named = { namespace: input.ingress.namespace, name: backend.name, port: backend.port };
  const number = portNumber(cluster, named);
  const service = number === undefined ? named : { ...named, portNumber: number };
  const from = sourceOrigin(input.ingress.object, path);
  const { settings } = input;
  return {
    name: poolName(service.namespace, service.name, service.port),
    service,
    from,
    endpoints: findEndpoints(cluster, service, settings.serviceUpstream.value, from, report),
    loadBalancing: settings.loadBalancing,
    ...(settings.canary === undefined ? {} : { canary: settings.canary, canaryIngress: input }),
    alternatives: [],
  };
};
