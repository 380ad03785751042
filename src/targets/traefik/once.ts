/** Handlers that look at nothing but their feature run once per feature: thousands of routes share the defaults of the controller. */
import type { Outcome } from '../target.ts';
import type { TraefikNode } from './tree.ts';

export const once = <Feature extends object>(
  handler: (feature: Feature) => Outcome<TraefikNode>,
): ((feature: Feature) => Outcome<TraefikNode>) => {
  const known = new WeakMap<Feature, Outcome<TraefikNode>>();
  return (feature) => {
    const outcome = known.get(feature) ?? handler(feature);
    known.set(feature, outcome);
    return outcome;
  };
};

/** The same middleware object for the same key, so that its reference is made once per namespace. */
export const interning = <Value>(): ((key: string, make: () => Value) => Value) => {
  const known = new Map<string, Value>();
  return (key, make) => {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
};
