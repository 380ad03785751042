/** Finds what is known about annotations by their names and values, in the order in which they are written. */
import type { Written } from './read-annotations.ts';

/** A place for what is known; the same one for the same annotations. */
export interface AnnotationSet<Known> {
  known?: Known;
}

/** Longer sets begin with shorter ones: a tree of names, then values. */
interface Branch<Known> extends AnnotationSet<Known> {
  readonly names: Map<string, Map<string, Branch<Known>>>;
}

export const createAnnotationSets = <Known>(): ((annotations: readonly Written[]) => AnnotationSet<Known>) => {
  const root: Branch<Known> = { names: new Map() };
  return (annotations) => {
    let branch = root;
    for (const [name, value] of annotations) {
      let values = branch.names.get(name);
      if (values === undefined) {
        values = new Map();
        branch.names.set(name, values);
      }
      let next = values.get(value);
      if (next === undefined) {
        next = { names: new Map() };
        values.set(value, next);
      }
      branch = next;
    }
    return branch;
  };
};
