import type { KubernetesObject } from '../source/object.ts';
import type { Plain } from './plain.ts';

/** An object with its data. What outlives the reading is typed (`cluster.ts`). */
export interface RawObject {
  readonly object: KubernetesObject;
  readonly raw: Plain;
}
