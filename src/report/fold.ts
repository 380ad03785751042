/** The same finding on many objects becomes one with all its places. */
import type { Severity } from '../diagnostics/entry.ts';
import { haveSameMembers } from '../diagnostics/same-finding.ts';
import { messageOf } from './diagnostic-texts.ts';
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

interface Fold {
  readonly first: ResolvedDiagnostic;
  readonly more: ResolvedDiagnostic[];
}

/** Keeps the order of first appearance. */
export const fold = (diagnostics: readonly ResolvedDiagnostic[]): readonly FoldedDiagnostic[] => {
  const folded: Fold[] = [];
  const known = new Map<string, Map<string, Fold>>();
  let last: Fold | undefined;
  for (const diagnostic of diagnostics) {
    // What is said of a whole estate is mostly the same again and again: then its text is made once.
    if (last === undefined || !saysTheSame(last.first, diagnostic)) last = foldOf(diagnostic, known);
    if (last.first === diagnostic) folded.push(last);
    else last.more.push(diagnostic);
  }
  return folded;
};

/** The fold with the same text, or a new one. */
const foldOf = (first: ResolvedDiagnostic, known: Map<string, Map<string, Fold>>): Fold => {
  const ofCode = known.get(first.code) ?? new Map<string, Fold>();
  if (ofCode.size === 0) known.set(first.code, ofCode);
  const message = messageOf(first);
  const fold = ofCode.get(message) ?? { first, more: [] };
  ofCode.set(message, fold);
  return fold;
};

const saysTheSame = (a: ResolvedDiagnostic, b: ResolvedDiagnostic): boolean =>
  a.code === b.code && haveSameMembers(a.args, b.args);

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
