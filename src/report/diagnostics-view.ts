/** Diagnostics as people and programs read them: texts made from the catalogue, origins turned into file, line and column. */
import { catalogue } from '../diagnostics/catalogue.ts';
import type { DiagnosticOutcome, Entry, Severity } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import type { Path, PlacedOrigin } from '../source/traced.ts';
import { compareText, type OriginName, originName } from './origin-view.ts';

/** A diagnostic with its text. Lines and columns are looked up when they are shown (`placeOf`): a large run shows few of them. */
export interface ResolvedDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly outcome: DiagnosticOutcome;
  readonly message: string;
  /** The way out. */
  readonly hint: string;
  /** Absent: concerns the input, whatever the target. */
  readonly target?: string;
  /** The first is what the finding is about, the others belong to it. */
  readonly at: readonly PlacedOrigin[];
}

export interface Place extends OriginName {
  readonly file?: string;
  /** 1-based, in UTF-16 units. */
  readonly line?: number;
  readonly column?: number;
}

export interface ViewOptions {
  /** Approximations and refusals are errors. */
  readonly strict: boolean;
}

/** Sorted by file, document, place in the document and code; findings without a place come last. */
export const viewDiagnostics = (
  diagnostics: readonly Diagnostic[],
  options: ViewOptions,
): readonly ResolvedDiagnostic[] => diagnostics.map((d) => viewDiagnostic(d, options)).sort(compareDiagnostics);

const viewDiagnostic = ({ code, args, at, target }: Diagnostic, { strict }: ViewOptions): ResolvedDiagnostic => {
  // Marked cast: `code` and `args` belong together (`Report.add` sees to it), which a union of entries cannot express.
  const entry = catalogue[code] as Entry<unknown>;
  const lost = entry.outcome === 'approximate' || entry.outcome === 'refused';
  return {
    code,
    severity: strict && lost ? 'error' : entry.severity,
    outcome: entry.outcome,
    message: entry.say(args),
    hint: typeof entry.hint === 'string' ? entry.hint : entry.hint(args),
    ...(target === undefined ? {} : { target }),
    at,
  };
};

export const placeOf = (origin: PlacedOrigin): Place => {
  const name = originName(origin);
  if (origin.kind === 'default') return name;
  const { file, line, column } = locate(origin);
  return { ...name, file: file.name, line, column };
};

const compareDiagnostics = (a: ResolvedDiagnostic, b: ResolvedDiagnostic): number =>
  compareFirst(a.at[0], b.at[0]) ||
  compareText(a.code, b.code) ||
  compareText(a.target ?? '', b.target ?? '') ||
  compareText(a.message, b.message);

const compareFirst = (a: PlacedOrigin | undefined, b: PlacedOrigin | undefined): number => {
  if (a?.kind !== 'source' || b?.kind !== 'source') return Number(a?.kind !== 'source') - Number(b?.kind !== 'source');
  const [x, y] = [a.object.document, b.object.document];
  return (
    compareText(x.file.name, y.file.name) ||
    x.start - y.start ||
    comparePaths(a.object.root, b.object.root) ||
    (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0) ||
    comparePaths(a.path, b.path)
  );
};

const comparePaths = (a: Path, b: Path): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x = '', y = ''] = [a[i], b[i]];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : compareText(String(x), String(y));
    if (order !== 0) return order;
  }
  return a.length - b.length;
};
