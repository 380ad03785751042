/** The report for programs; its shape is `docs/report.schema.json`. */
import type { CoverageRow } from '../coverage.ts';
import { placeOf, type ResolvedDiagnostic } from '../diagnostics-view.ts';
import type { TargetReport } from '../report-view.ts';

export interface Tool {
  readonly tool: string;
  readonly version: string;
}

/** One object for one target; for several an object with `targets`. Ends with a newline. */
export const jsonReport = ({ tool, version }: Tool, reports: readonly TargetReport[]): string => {
  const [only, ...more] = reports;
  const value =
    only !== undefined && more.length === 0
      ? { tool, version, ...targetValue(only) }
      : { tool, version, targets: reports.map(targetValue) };
  return `${JSON.stringify(value, undefined, 2)}\n`;
};

const targetValue = (report: TargetReport): Readonly<Record<string, unknown>> => ({
  target: report.target,
  targetVersion: report.version,
  summary: summaryValue(report),
  diagnostics: report.diagnostics.map(diagnosticValue),
  annotations: report.coverage
    .filter((row) => row.kind === 'annotation')
    .map(({ kind: _, key, ...row }) => annotationValue(key, row)),
  settings: report.coverage.filter((row) => row.kind === 'setting').map(({ kind: _, ...row }) => row),
});

const summaryValue = ({
  summary: { severities, annotations, ...counts },
}: TargetReport): Readonly<Record<string, unknown>> => ({
  ...counts,
  diagnostics: severities,
  annotations,
});

const annotationValue = (
  annotation: string,
  { object, value, outcome, code }: Omit<CoverageRow, 'kind' | 'key'>,
): object => ({
  object,
  annotation,
  value,
  outcome,
  ...(code === undefined ? {} : { code }),
});

/** Further places kept per finding: enough to see the pattern. */
const placesKept = 20;

const diagnosticValue = ({ at, message, hint, target, ...diagnostic }: ResolvedDiagnostic): object => {
  const [first, ...more] = at;
  return {
    ...diagnostic,
    ...(first === undefined ? {} : placeOf(first)),
    message,
    hint,
    ...(target === undefined ? {} : { target }),
    ...(more.length === 0 ? {} : { also: more.slice(0, placesKept).map(placeOf) }),
  };
};
