/** What became of every annotation of the input on one target: each key exactly once, with the worst that happened to it. */
import { type Code, catalogue } from '../diagnostics/catalogue.ts';
import type { DiagnosticOutcome } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import type { KeyReading } from '../dialects/dialect.ts';
import { type KubernetesObject, refText } from '../source/object.ts';
import type { FeatureOutcome, Rendered } from '../targets/target.ts';
import { originsOn, placesOf } from './file-outcomes.ts';
import { annotationOf, compareText } from './origin-view.ts';
import { createVerdicts, type KeyOutcome, type Verdicts } from './verdicts.ts';

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

/** Ascending by object and key. `diagnostics` may hold those of targets; only those about the input count. */
export const coverage = (
  keys: readonly KeyReading[],
  rendered: Rendered,
  diagnostics: readonly Diagnostic[],
): readonly CoverageRow[] => {
  const verdicts = createVerdicts();
  for (const outcome of rendered.outcomes) judgeFeature(outcome, verdicts);
  for (const { as, because } of rendered.findings) {
    if (as !== 'note') verdicts.add(because.at ?? [], { outcome: as, code: because.code });
  }
  for (const { code, at, target } of diagnostics) {
    // Those of targets were told by their outcomes. The first place is the one a diagnostic judges, the others are notes.
    if (target === undefined) verdicts.add(at.slice(0, 1), { outcome: outcomeOf[catalogue[code].outcome], code });
  }
  const dropped = droppingCodes(diagnostics);
  return keys.map((key) => row(key, verdicts, dropped)).sort(compareRows);
};

/** Per object the code of the finding because of which it is not served: it takes the object's other keys with it. */
const droppingCodes = (diagnostics: readonly Diagnostic[]): ReadonlyMap<KubernetesObject, Code> => {
  const codes = new Map<KubernetesObject, Code>();
  for (const { code, at } of diagnostics) {
    const [first] = at;
    if (catalogue[code].outcome === 'dropped' && first?.kind === 'source' && !codes.has(first.object))
      codes.set(first.object, code);
  }
  return codes;
};

const judgeFeature = (outcome: FeatureOutcome, verdicts: Verdicts): void => {
  const { as, because } = outcome;
  if (as === 'exact') return;
  for (const reason of because)
    for (const places of placesOf(reason, outcome)) verdicts.add(places, { outcome: as, code: reason.code });
  // A refused feature is lost with all its annotations, whichever of them the reasons name.
  const [first] = because;
  if (as === 'refused' && first !== undefined)
    for (const places of originsOn(outcome)) verdicts.add(places, { outcome: as, code: first.code });
};

const row = (
  { at, key, value, status, code }: KeyReading,
  verdicts: Verdicts,
  dropped: ReadonlyMap<KubernetesObject, Code>,
): CoverageRow => {
  const kind = annotationOf(at) === undefined ? 'setting' : 'annotation';
  const base = { kind, object: refText(at.object.ref), key, value } as const;
  const verdict = verdicts.of(at) ?? { outcome: 'exact' };
  if (status === 'read') return verdict.outcome === 'exact' ? { ...base, outcome: 'exact' } : { ...base, ...verdict };
  const why = code ?? verdict.code ?? (status === 'dropped' ? dropped.get(at.object) : undefined);
  return { ...base, outcome: status, ...(why === undefined ? {} : { code: why }) };
};

const compareRows = (a: CoverageRow, b: CoverageRow): number =>
  compareText(a.object, b.object) || compareText(a.key, b.key) || compareText(a.value, b.value);
