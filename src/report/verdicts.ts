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
  /** Notes the verdict for every annotation or ConfigMap entry among the places; the worst one stays. */
  readonly add: (at: readonly PlacedOrigin[], verdict: Verdict) => void;
  readonly of: (at: SourceOrigin) => Verdict | undefined;
}

/** From harmless to worst. */
const keyOutcomes: readonly KeyOutcome[] = [
  'exact',
  'unknown',
  'ignored',
  'approximate',
  'invalid',
  'dropped',
  'refused',
];

export const createVerdicts = (): Verdicts => {
  const byObject = new Map<KubernetesObject, Map<string, Verdict>>();
  const note = (origin: PlacedOrigin, verdict: Verdict): void => {
    const entry = origin.kind === 'source' ? entryOf(origin) : undefined;
    if (origin.kind !== 'source' || entry === undefined) return;
    const known = byObject.get(origin.object) ?? new Map<string, Verdict>();
    byObject.set(origin.object, known);
    const before = known.get(entry);
    if (before === undefined || isWorse(verdict, before)) known.set(entry, verdict);
  };
  return {
    add: (at, verdict) => {
      for (const origin of at) note(origin, verdict);
    },
    of: (at) => {
      const entry = entryOf(at);
      return entry === undefined ? undefined : byObject.get(at.object)?.get(entry);
    },
  };
};

const isWorse = (a: Verdict, b: Verdict): boolean => keyOutcomes.indexOf(a.outcome) > keyOutcomes.indexOf(b.outcome);
