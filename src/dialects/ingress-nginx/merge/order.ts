/** Processing order of the controller: oldest first, equal ages by `namespace/name` descending. */
import type { IngressObject } from '../../../kubernetes/cluster.ts';

export const inProcessingOrder = (ingresses: readonly IngressObject[]): readonly IngressObject[] =>
  [...ingresses].sort((a, b) => (a.created ?? 0) - (b.created ?? 0) || byNameDescending(a, b));

/** Names are joined only where the slash between them tells: where one namespace begins with the other. */
const byNameDescending = (a: IngressObject, b: IngressObject): number => {
  if (a.namespace === b.namespace) return descending(a.name, b.name);
  return a.namespace.startsWith(b.namespace) || b.namespace.startsWith(a.namespace)
    ? descending(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`)
    : descending(a.namespace, b.namespace);
};

export const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
