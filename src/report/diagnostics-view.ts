/** Diagnostics as people and programs read them: texts made from the catalogue, origins turned into file, line and column. */
import { catalogue } from '../diagnostics/catalogue.ts';
import type { DiagnosticOutcome, Entry, Severity } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import type { Origin } from '../source/traced.ts';
import { compareText, type OriginName, originName } from './origin-view.ts';

export interface Place extends OriginName {
  readonly file?: string;
  /** 1-based, in UTF-16 units. */
  readonly line?: number;
  readonly column?: number;
}

export interface ResolvedDiagnostic extends Place {
  readonly code: string;
  readonly severity: Severity;
  readonly outcome: DiagnosticOutcome;
  readonly message: string;
  /** The way out. */
  readonly hint: string;
  /** Absent: concerns the input, whatever the target. */
  readonly target?: string;
  /** Further places that belong to the finding. */
  readonly also: readonly Place[];
  /** Where the finding is about, for code frames. */
  readonly origin?: Origin;
}

export interface ViewOptions {
  /** Approximations and refusals are errors. */
  readonly strict: boolean;
}

/** Further places kept per finding: enough to find the pattern. */
const placesKept = 20;

/** Sorted by file, line, column and code; findings without a place come last. */
export const viewDiagnostics = (
  diagnostics: readonly Diagnostic[],
  options: ViewOptions,
): readonly ResolvedDiagnostic[] =>
  // Document by document, because `locate` reads a document anew when it comes back to it much later.
  diagnostics
    .toSorted(byDocument)
    .map((d) => viewDiagnostic(d, options))
    .sort(compareDiagnostics);

const byDocument = (a: Diagnostic, b: Diagnostic): number => {
  const [x, y] = [a.at[0], b.at[0]];
  if (x?.kind !== 'source' || y?.kind !== 'source') return Number(x?.kind === 'source') - Number(y?.kind === 'source');
  return (
    compareText(x.object.document.file.name, y.object.document.file.name) ||
    x.object.document.start - y.object.document.start
  );
};

const viewDiagnostic = ({ code, args, at, target }: Diagnostic, { strict }: ViewOptions): ResolvedDiagnostic => {
  // Marked cast: `code` and `args` belong together (`Report.add` sees to it), which a union of entries cannot express.
  const entry = catalogue[code] as Entry<unknown>;
  const [first, ...more] = at;
  const lost = entry.outcome === 'approximate' || entry.outcome === 'refused';
  return {
    code,
    severity: strict && lost ? 'error' : entry.severity,
    outcome: entry.outcome,
    ...(first === undefined ? {} : placeOf(first)),
    message: entry.say(args),
    hint: typeof entry.hint === 'string' ? entry.hint : entry.hint(args),
    ...(target === undefined ? {} : { target }),
    also: more.slice(0, placesKept).map(placeOf),
    ...(first === undefined ? {} : { origin: first }),
  };
};

const placeOf = (origin: Origin): Place => {
  const name = originName(origin);
  if (origin.kind === 'default') return name;
  const { file, line, column } = locate(origin);
  return { ...name, file: file.name, line, column };
};

const compareDiagnostics = (a: ResolvedDiagnostic, b: ResolvedDiagnostic): number =>
  Number(a.file === undefined) - Number(b.file === undefined) ||
  compareText(a.file ?? '', b.file ?? '') ||
  (a.line ?? 0) - (b.line ?? 0) ||
  (a.column ?? 0) - (b.column ?? 0) ||
  compareText(a.code, b.code) ||
  compareText(a.target ?? '', b.target ?? '') ||
  compareText(a.message, b.message);
