/** Files what a target said about each feature as diagnostics: reasons only, exact is silent. */
import type { Reason, Report } from '../diagnostics/report.ts';
import { placesOn } from '../model/standpoint.ts';
import { isPlaced, type Origin, originsOf, type PlacedOrigin } from '../source/traced.ts';
import type { FeatureOutcome, Rendered } from '../targets/target.ts';
import { compareOrigins } from './origin-view.ts';

/** Adds the target's reasons to the report under the target's name; the report drops what it already has at the same place. */
export const fileOutcomes = (target: string, rendered: Rendered, report: Report): void => {
  const sink = report.forTarget(target);
  for (const outcome of rendered.outcomes) {
    for (const reason of outcome.because)
      for (const places of placesOf(reason, outcome)) sink.add(reason.code, reason.args, places);
  }
  for (const { because } of rendered.findings) sink.add(because.code, because.args, because.at ?? []);
};

type Outcome = Pick<FeatureOutcome, 'value' | 'routes'>;

/** The places a reason speaks about, per Ingress: its own, or all origins of the feature, annotations first. */
export const placesOf = ({ at }: Reason, { value, routes }: Outcome): readonly (readonly PlacedOrigin[])[] =>
  at === undefined
    ? seenFromAll(originsOf(value), routes).map((places) => [...places].sort(compareOrigins))
    : seenFromAll(at, routes);

/** All origins of the feature, per Ingress. */
export const originsOn = ({ value, routes }: Outcome): readonly (readonly PlacedOrigin[])[] =>
  seenFromAll(originsOf(value), routes);

const seenFromAll = (
  origins: readonly Origin[],
  routes: FeatureOutcome['routes'],
): readonly (readonly PlacedOrigin[])[] => {
  if (origins.every(isPlaced)) return [origins];
  const ofPaths = origins.some(({ kind }) => kind === 'path');
  // Routes of one Ingress follow each other, and its annotations are the same for all of them.
  const seen = ofPaths ? routes : routes.filter(({ object }, i) => i === 0 || routes[i - 1]?.object !== object);
  return seen.map((route) => placesOn(route, origins));
};
