/** What became of every annotation of the input on one target: each key exactly once, with the worst that happened to it. */
import { type Code, catalogue } from '../diagnostics/catalogue.ts';
import type { DiagnosticOutcome } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import type { KeyReading } from '../dialects/dialect.ts';
import { type KubernetesObject, refText } from '../source/object.ts';
import { isPlaced, type PlacedOrigin } from '../source/traced.ts';
import type { FeatureOutcome, Rendered } from '../targets/target.ts';
import { originsOn, placesOf } from './file-outcomes.ts';
import { annotationOf, compareText } from './origin-view.ts';
import { createVerdicts, type KeyOutcome, type Verdict, type Verdicts } from './verdicts.ts';

export interface CoverageRow {
  /** `Ingress shop/web` */
  readonly object: string;
  readonly key: string;
  readonly value: string;
  readonly outcome: KeyOutcome;
  /** Code of the diagnostic that says why; absent when exact. */
  readonly code?: string;
  readonly kind: 'annotation' | 'setting';
}

const outcomeOf: { readonly [O in DiagnosticOutcome]: KeyOutcome } = {
  note: 'exact',
  unknown: 'unknown',
  ignored: 'ignored',
  approximate: 'approximate',
  invalid: 'invalid',
  dropped: 'dropped',
  refused: 'refused',
};

/** Of each key, in the order given. `diagnostics` may hold those of targets; only those about the input count. */
export const judgeKeys = (
  keys: readonly KeyReading[],
  rendered: Rendered,
  diagnostics: readonly Diagnostic[],
): readonly Verdict[] => {
  const verdicts = createVerdicts();
  for (const outcome of rendered.outcomes) judgeFeature(outcome, verdicts);
  for (const { as, because } of rendered.findings) {
    if (as !== 'note') addAll(verdicts, because.at ?? [], as, because.code);
  }
  const dropping = new Map<KubernetesObject, Code>();
  for (const { code, at, target } of diagnostics) {
    // The first place is the one a diagnostic judges, the others are notes.
    const first = at[0];
    if (first === undefined) continue;
    const { outcome } = catalogue[code];
    // Those of targets were told by their outcomes.
    if (target === undefined) verdicts.add(first, outcomeOf[outcome], code);
    if (outcome === 'dropped' && first.kind === 'source' && !dropping.has(first.object))
      dropping.set(first.object, code);
  }
  return keys.map((key) => verdictOf(key, verdicts.of(key.at) ?? exact, dropping));
};

const exact: Verdict = { outcome: 'exact' };

const judgeFeature = (feature: FeatureOutcome, verdicts: Verdicts): void => {
  const { as, because } = feature;
  if (as === 'exact') return;
  for (const reason of because) {
    // Most reasons name their own places: no lists are made of those.
    if (reason.at?.every(isPlaced)) addAll(verdicts, reason.at, as, reason.code);
    else for (const places of placesOf(reason, feature)) addAll(verdicts, places, as, reason.code);
  }
  // A refused feature is lost with all its annotations, whichever of them the reasons name.
  const [first] = because;
  if (as !== 'refused' || first === undefined) return;
  for (const places of originsOn(feature)) addAll(verdicts, places, as, first.code);
};

const addAll = (verdicts: Verdicts, at: readonly PlacedOrigin[], outcome: KeyOutcome, code: Code): void => {
  for (const origin of at) verdicts.add(origin, outcome, code);
};

/** `dropping`: per object the code of the finding because of which it is not served: it takes the object's other keys with it. */
const verdictOf = (
  { at, status, code }: KeyReading,
  verdict: Verdict,
  dropping: ReadonlyMap<KubernetesObject, Code>,
): Verdict => {
  if (status === 'read') return verdict.outcome === 'exact' ? exact : verdict;
  const why = code ?? verdict.code ?? (status === 'dropped' ? dropping.get(at.object) : undefined);
  return why === undefined ? { outcome: status } : { outcome: status, code: why };
};

export const isAnnotation = ({ at }: KeyReading): boolean => annotationOf(at) !== undefined;

/** Ascending by object and key. */
export const coverage = (keys: readonly KeyReading[], verdicts: readonly Verdict[]): readonly CoverageRow[] => {
  const names = new Map<KubernetesObject, string>();
  const nameOf = (object: KubernetesObject): string => {
    const known = names.get(object) ?? refText(object.ref);
    names.set(object, known);
    return known;
  };
  return keys.map((key, i) => row(key, nameOf(key.at.object), verdicts[i] ?? exact)).sort(compareRows);
};

const row = (reading: KeyReading, object: string, { outcome, code }: Verdict): CoverageRow => {
  const { key, value } = reading;
  const kind = isAnnotation(reading) ? 'annotation' : 'setting';
  return code === undefined ? { object, key, value, outcome, kind } : { object, key, value, outcome, code, kind };
};

const compareRows = (a: CoverageRow, b: CoverageRow): number =>
  compareText(a.object, b.object) || compareText(a.key, b.key) || compareText(a.value, b.value);
