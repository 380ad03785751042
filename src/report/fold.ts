/** The same finding on many objects becomes one with all its places. */
import type { Severity } from '../diagnostics/entry.ts';
import { messageOf, type ResolvedDiagnostic } from './diagnostics-view.ts';

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
export const fold = (diagnostics: readonly ResolvedDiagnostic[]): readonly FoldedDiagnostic[] => {
  const folded: { readonly first: ResolvedDiagnostic; readonly more: ResolvedDiagnostic[] }[] = [];
  const known = new Map<string, Map<string, ResolvedDiagnostic[]>>();
  for (const diagnostic of diagnostics) {
    const said = known.get(diagnostic.code) ?? new Map<string, ResolvedDiagnostic[]>();
    if (said.size === 0) known.set(diagnostic.code, said);
    const message = messageOf(diagnostic);
    const same = said.get(message);
    if (same !== undefined) {
      same.push(diagnostic);
      continue;
    }
    const more: ResolvedDiagnostic[] = [];
    said.set(message, more);
    folded.push({ first: diagnostic, more });
  }
  return folded;
};

/** Errors before warnings before notes; within each what is found most often. */
export const byCode = (diagnostics: readonly ResolvedDiagnostic[]): readonly CodeGroup[] => {
  const groups = new Map<string, ResolvedDiagnostic[]>();
  for (const diagnostic of diagnostics) {
    const known = groups.get(diagnostic.code);
    if (known === undefined) groups.set(diagnostic.code, [diagnostic]);
    else known.push(diagnostic);
  }
  return [...groups]
    .map(([code, found]) => ({ code, count: found.length, findings: fold(found) }))
    .sort((a, b) => severityOf(a) - severityOf(b) || b.count - a.count);
};

const ranks: readonly Severity[] = ['error', 'warning', 'info'];

const severityOf = ({ findings }: CodeGroup): number => ranks.indexOf(findings[0]?.first.severity ?? 'info');
