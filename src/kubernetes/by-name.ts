/** What is told apart by namespace and name. */
import type { KubernetesObject } from '../source/object.ts';

interface Named {
  readonly object: KubernetesObject;
}

export type ByName<T extends Named> = Map<string, Map<string, T>>;

/** Returns what had this name before. */
export const putByName = <T extends Named>(all: ByName<T>, value: T): T | undefined => {
  const { namespace, name } = value.object.ref;
  let names = all.get(namespace);
  if (names === undefined) {
    names = new Map();
    all.set(namespace, names);
  }
  const earlier = names.get(name);
  names.set(name, value);
  return earlier;
};

/** By namespace and name: the order of the input plays no part. */
export const sortedByName = <T extends Named>(all: ByName<T>): readonly T[] => {
  const sorted: T[] = [];
  for (const namespace of [...all.keys()].sort()) {
    const names = all.get(namespace);
    for (const name of [...(names?.keys() ?? [])].sort()) {
      const value = names?.get(name);
      if (value !== undefined) sorted.push(value);
    }
  }
  return sorted;
};

/** Keyed `namespace/name`, in the order of `sortedByName`. */
export const keyedByName = <T extends Named, View>(
  all: ByName<T>,
  view: (value: T) => View,
): ReadonlyMap<string, View> =>
  new Map(sortedByName(all).map((value) => [`${value.object.ref.namespace}/${value.object.ref.name}`, view(value)]));
