/** Diagnostics as people and programs read them: texts made from the catalogue, origins turned into file, line and column. */
import { type Code, catalogue } from '../diagnostics/catalogue.ts';
import type { DiagnosticOutcome, Severity } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import type { PlacedOrigin } from '../source/traced.ts';
import { type OriginName, originName } from './origin-view.ts';
import { sortDiagnostics } from './sort-diagnostics.ts';

/** A diagnostic as it counts in a report. A large run shows few of them, so texts, lines and columns are made when they are asked for. */
export interface ResolvedDiagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly outcome: DiagnosticOutcome;
  readonly args: Diagnostic['args'];
  /** Undefined: concerns the input, whatever the target. */
  readonly target: string | undefined;
  /** The first is what the finding is about, the others belong to it. */
  readonly at: readonly PlacedOrigin[];
}

export interface Place extends OriginName {
  readonly file: string | undefined;
  /** 1-based, in UTF-16 units. */
  readonly line: number | undefined;
  readonly column: number | undefined;
}

export interface ViewOptions {
  /** Approximations and refusals are errors. */
  readonly strict: boolean;
}

/** Sorted by file, document, place in the document and code; findings without a place come last. */
export const viewDiagnostics = (
  diagnostics: readonly Diagnostic[],
  options: ViewOptions,
): readonly ResolvedDiagnostic[] => sortDiagnostics(diagnostics).map((d) => viewDiagnostic(d, options));

const viewDiagnostic = ({ code, args, at, target }: Diagnostic, { strict }: ViewOptions): ResolvedDiagnostic => {
  const { severity, outcome } = catalogue[code];
  const lost = outcome === 'approximate' || outcome === 'refused';
  return { code, severity: strict && lost ? 'error' : severity, outcome, args, target, at };
};

export const placeOf = (origin: PlacedOrigin): Place => {
  const { annotation, key, object } = originName(origin);
  const start = origin.kind === 'default' ? undefined : locate(origin);
  return { annotation, key, object, file: start?.file.name, line: start?.line, column: start?.column };
};
