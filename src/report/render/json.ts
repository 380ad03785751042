/** The report for programs; its shape is `docs/report.schema.json`. */
import type { CoverageRow } from '../coverage.ts';
import { hintOf, messageOf } from '../diagnostic-texts.ts';
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

const targetValue = ({ target, version, diagnostics, coverage, ...report }: TargetReport): object => ({
  target,
  targetVersion: version,
  summary: summaryValue(report),
  diagnostics: diagnostics.map(diagnosticValue),
  annotations: coverage.filter(({ kind }) => kind === 'annotation').map(annotationValue),
  settings: coverage.filter(({ kind }) => kind === 'setting').map(settingValue),
});

const summaryValue = ({ summary: { severities, annotations, ...counts } }: Pick<TargetReport, 'summary'>): object => ({
  ...counts,
  diagnostics: severities,
  annotations,
});

// What is undefined is not written. All members are named, for copying what is left of a record takes longer than writing it.
const annotationValue = ({ object, key, value, outcome, code }: CoverageRow): object => ({
  object,
  annotation: key,
  value,
  outcome,
  code,
});

const settingValue = ({ object, key, value, outcome, code }: CoverageRow): object => ({
  object,
  key,
  value,
  outcome,
  code,
});

/** Further places kept per finding: enough to see the pattern. */
const placesKept = 20;

const diagnosticValue = (diagnostic: ResolvedDiagnostic): object => {
  const { code, severity, outcome, target, at } = diagnostic;
  const first = at[0] === undefined ? undefined : placeOf(at[0]);
  return {
    code,
    severity,
    outcome,
    annotation: first?.annotation,
    key: first?.key,
    object: first?.object,
    file: first?.file,
    line: first?.line,
    column: first?.column,
    message: messageOf(diagnostic),
    hint: hintOf(diagnostic),
    target,
    also: at.length < 2 ? undefined : at.slice(1, placesKept + 1).map(placeOf),
  };
};
