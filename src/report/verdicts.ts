/** Collects what happened to each annotation and ConfigMap entry of the input and keeps the worst. */
import type { KubernetesObject } from '../source/object.ts';
import type { PlacedOrigin, SourceOrigin } from '../source/traced.ts';
import { entryOf } from './origin-view.ts';

export type KeyOutcome = 'exact' | 'approximate' | 'refused' | 'ignored' | 'invalid' | 'dropped' | 'unknown';

export interface Verdict {
  readonly outcome: KeyOutcome;
  /** Code of the diagnostic that says why. */
  readonly code?: string;
}

export interface Verdicts {
  /** Notes what became of the annotation or ConfigMap entry a place lies in, if it lies in one; the worst stays. */
  readonly add: (at: PlacedOrigin, outcome: KeyOutcome, code: string) => void;
  readonly of: (at: SourceOrigin) => Verdict | undefined;
}

/** From harmless to worst. */
const dangers: { readonly [O in KeyOutcome]: number } = {
  exact: 0,
  unknown: 1,
  ignored: 2,
  approximate: 3,
  invalid: 4,
  dropped: 5,
  refused: 6,
};

export const createVerdicts = (): Verdicts => {
  // By key first: there are few keys and many objects.
  const byEntry = new Map<string, Map<KubernetesObject, Verdict>>();
  return {
    add: (at, outcome, code) => {
      const entry = at.kind === 'source' ? entryOf(at) : undefined;
      if (at.kind !== 'source' || entry === undefined) return;
      const known = byEntry.get(entry) ?? new Map<KubernetesObject, Verdict>();
      if (known.size === 0) byEntry.set(entry, known);
      const before = known.get(at.object);
      if (before === undefined || dangers[outcome] > dangers[before.outcome]) known.set(at.object, { outcome, code });
    },
    of: (at) => {
      const entry = entryOf(at);
      return entry === undefined ? undefined : byEntry.get(entry)?.get(at.object);
    },
  };
};
