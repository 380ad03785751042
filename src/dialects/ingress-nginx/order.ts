/** Processing order of the controller: oldest first, equal ages by `namespace/name` descending. */
import type { IngressObject } from '../../kubernetes/cluster.ts';

export const inProcessingOrder = (ingresses: readonly IngressObject[]): readonly IngressObject[] =>
  [...ingresses].sort(
    (a, b) => (a.created ?? 0) - (b.created ?? 0) || descending(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`),
  );

export const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
