/** Contour has one connect timeout for all backends: the longest that any route asks for. */
import type { Model } from '../../model/model.ts';
import type { Duration } from '../../model/values/duration.ts';

const known = new WeakMap<Model, Duration>();

export const connectTimeout = (model: Model): Duration | undefined => {
  const found = known.get(model);
  if (found !== undefined) return found;
  let longest: Duration | undefined;
  for (const site of model.sites) {
    for (const { features } of site.routes) {
      const wanted = features.timeouts?.connect.value;
      if (wanted !== undefined && wanted.ms > (longest?.ms ?? 0)) longest = wanted;
    }
  }
  if (longest !== undefined) known.set(model, longest);
  return longest;
};
