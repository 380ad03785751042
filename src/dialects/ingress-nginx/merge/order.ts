/** Processing order of the controller: oldest first, equal ages by `namespace/name` descending. */
import type { IngressObject } from '../../../kubernetes/cluster.ts';

export const inProcessingOrder = (ingresses: readonly IngressObject[]): readonly IngressObject[] =>
  ingresses
    .map((ingress) => ({ ingress, age: ingress.created ?? 0, key: `${ingress.namespace}/${ingress.name}` }))
    .sort((a, b) => a.age - b.age || descending(a.key, b.key))
    .map(({ ingress }) => ingress);

export const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
