/** The same finding on many objects becomes one with all its places. */
import type { Severity } from '../diagnostics/entry.ts';
import type { ResolvedDiagnostic } from './diagnostics-view.ts';

export interface FoldedDiagnostic {
  /** The first one, in the order given. */
  readonly first: ResolvedDiagnostic;
  readonly more: readonly ResolvedDiagnostic[];
}

/** Keeps the order of first appearance. */
export const fold = (diagnostics: readonly ResolvedDiagnostic[]): readonly FoldedDiagnostic[] => {
  const groups = new Map<string, ResolvedDiagnostic[]>();
  for (const d of diagnostics) {
    const key = [d.code, d.message].join('\u0000');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [d]);
    else known.push(d);
  }
  return [...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [{ first, more }]));
};

const ranks: readonly Severity[] = ['error', 'warning', 'info'];

/** Errors before warnings before notes; within each what touches most places. */
export const byWeight = (a: FoldedDiagnostic, b: FoldedDiagnostic): number =>
  ranks.indexOf(a.first.severity) - ranks.indexOf(b.first.severity) || b.more.length - a.more.length;
