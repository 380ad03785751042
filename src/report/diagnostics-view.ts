/** Diagnostics as people and programs read them: texts made from the catalogue, origins turned into file, line and column. */
import { type Code, catalogue } from '../diagnostics/catalogue.ts';
import type { DiagnosticOutcome, Entry, Severity } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import type { Path, PlacedOrigin } from '../source/traced.ts';
import { compareText, type OriginName, originName } from './origin-view.ts';

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
  const { severity, outcome } = catalogue[code];
  const lost = outcome === 'approximate' || outcome === 'refused';
  return { code, severity: strict && lost ? 'error' : severity, outcome, args, target, at };
};

type Said = Pick<Diagnostic, 'code' | 'args'>;

// Marked cast: `code` and `args` belong together (`Report.add` sees to it), which a union of entries cannot express.
const entryOf = ({ code }: Said) => catalogue[code] as Entry<unknown>;

export const messageOf = (said: Said): string => entryOf(said).say(said.args);

/** The way out. */
export const hintOf = (said: Said): string => {
  const { hint } = entryOf(said);
  return typeof hint === 'string' ? hint : hint(said.args);
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
  compareText(messageOf(a), messageOf(b));

const compareFirst = (a: PlacedOrigin | undefined, b: PlacedOrigin | undefined): number => {
  if (a?.kind !== 'source' || b?.kind !== 'source') return Number(a?.kind !== 'source') - Number(b?.kind !== 'source');
  const [x, y] = [a.object.document, b.object.document];
  return (
    (x.file === y.file ? 0 : compareText(x.file.name, y.file.name)) ||
    x.start - y.start ||
    comparePaths(a.object.root, b.object.root) ||
    (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0) ||
    comparePaths(a.path, b.path)
  );
};

const comparePaths = (a: Path, b: Path): number => {
  const shorter = a === b ? 0 : Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const x = a[i] ?? '';
    const y = b[i] ?? '';
    if (x === y) continue;
    return typeof x === 'number' && typeof y === 'number' ? x - y : compareText(String(x), String(y));
  }
  return a.length - b.length;
};
