/** Files what a target said about each feature as diagnostics: reasons only, exact is silent. */
import type { Reason, Report } from '../diagnostics/report.ts';
import { type Origin, originsOf } from '../source/traced.ts';
import type { Rendered } from '../targets/target.ts';
import { compareOrigins } from './origin-view.ts';

/** Adds the target's reasons to the report under the target's name; the report drops what it already has at the same place. */
export const fileOutcomes = (target: string, rendered: Rendered, report: Report): void => {
  const sink = report.forTarget(target);
  for (const outcome of rendered.outcomes) {
    for (const reason of outcome.because) sink.add(reason.code, reason.args, placesOf(reason, outcome.value));
  }
  for (const { because } of rendered.findings) sink.add(because.code, because.args, because.at ?? []);
};

/** The places a reason speaks about: its own, or all origins of the feature, annotations first. */
export const placesOf = (reason: Reason, feature: unknown): readonly Origin[] =>
  reason.at ?? [...originsOf(feature)].sort(compareOrigins);
