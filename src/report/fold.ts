/** The same finding on many objects becomes one with all its places. */
import type { Severity } from '../diagnostics/entry.ts';
import type { ResolvedDiagnostic } from './diagnostics-view.ts';

export interface FoldedDiagnostic {
  /** The first one, in the order given. */
  readonly first: ResolvedDiagnostic;
  readonly more: readonly ResolvedDiagnostic[];
}

/** All findings with one code, folded by what they say. */
export interface CodeGroup {
  readonly code: string;
  readonly count: number;
  readonly findings: readonly FoldedDiagnostic[];
}

/** Keeps the order of first appearance. */
export const fold = (diagnostics: readonly ResolvedDiagnostic[]): readonly FoldedDiagnostic[] =>
  [...groupBy(diagnostics, (d) => [d.code, d.message].join('\u0000')).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ first, more }],
  );

/** Errors before warnings before notes; within each what is found most often. */
export const byCode = (diagnostics: readonly ResolvedDiagnostic[]): readonly CodeGroup[] =>
  [...groupBy(diagnostics, (d) => d.code)]
    .map(([code, found]) => ({ code, count: found.length, findings: fold(found) }))
    .sort((a, b) => severityOf(a) - severityOf(b) || b.count - a.count);

const ranks: readonly Severity[] = ['error', 'warning', 'info'];

const severityOf = ({ findings }: CodeGroup): number => ranks.indexOf(findings[0]?.first.severity ?? 'info');

const groupBy = <T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [item]);
    else known.push(item);
  }
  return groups;
};
