/** The report for people: counts first, then findings grouped by what the reader must do, the most dangerous first. */
import type { DiagnosticOutcome } from '../../diagnostics/entry.ts';
import { codeFrame } from '../../source/code-frame.ts';
import { locate } from '../../source/locate.ts';
import type { Place, ResolvedDiagnostic } from '../diagnostics-view.ts';
import { byWeight, type FoldedDiagnostic, fold } from '../fold.ts';
import type { TargetReport } from '../report-view.ts';
import type { KeyOutcome } from '../verdicts.ts';
import { type Paint, visible } from './paint.ts';

export interface TextOptions {
  readonly paint: Paint;
  /** Adds the lines of the manifest and the way out under each finding. */
  readonly frames: boolean;
}

/** Groups in the order of danger. */
const groups: readonly (readonly [DiagnosticOutcome, string])[] = [
  ['refused', 'Not kept: decide before you switch'],
  ['invalid', 'Wrong in the input: mend it'],
  ['dropped', 'Not served by the controller either: mend or remove'],
  ['approximate', 'Kept with a difference: check that it suits you'],
  ['unknown', 'Unknown: correct or remove'],
  ['ignored', 'Without effect: safe to remove'],
  ['note', 'Good to know'],
];

const outcomesShown: readonly KeyOutcome[] = [
  'exact',
  'approximate',
  'refused',
  'invalid',
  'dropped',
  'ignored',
  'unknown',
];
const placesShown = 3;

export const textReport = (reports: readonly TargetReport[], options: TextOptions): string => {
  const [first] = reports;
  if (first === undefined) return '';
  const input = first.diagnostics.filter((d) => d.target === undefined);
  const lines = [
    ...inputSection(first, input, options),
    ...reports.flatMap((report) => targetSection(report, options)),
  ];
  return `${lines.join('\n')}\n`;
};

/** Errors alone, for those who want to hear of nothing else. */
export const errorReport = (reports: readonly TargetReport[], options: TextOptions): string => {
  const errors = new Set(reports.flatMap((report) => report.diagnostics.filter((d) => d.severity === 'error')));
  return fold([...errors])
    .flatMap((finding) => findingLines(finding, options))
    .map((line) => `${line}\n`)
    .join('');
};

const inputSection = (
  { summary }: TargetReport,
  findings: readonly ResolvedDiagnostic[],
  options: TextOptions,
): string[] => {
  const left = summary.leftOut === 0 ? '' : `, ${summary.leftOut} left out`;
  const read = `${count(summary.ingresses, 'Ingress', 'Ingresses')}${left}, ${count(summary.hosts, 'host')}, ${count(summary.routes, 'route')}`;
  return [`${options.paint('strong', 'Input')}: ${read}`, ...grouped(findings, options)];
};

const targetSection = (report: TargetReport, options: TextOptions): string[] => {
  const own = report.diagnostics.filter((d) => d.target !== undefined);
  const { annotations } = report.summary;
  const told = outcomesShown.flatMap((outcome) =>
    annotations[outcome] === 0 ? [] : [`${annotations[outcome]} ${outcome}`],
  );
  const rows = told.length === 0 ? 'no annotations' : `annotations: ${told.join(', ')}`;
  return ['', `${options.paint('strong', `${report.target} ${report.version}`)}: ${rows}`, ...grouped(own, options)];
};

const grouped = (diagnostics: readonly ResolvedDiagnostic[], options: TextOptions): string[] =>
  groups.flatMap(([outcome, title]) => {
    const found = fold(diagnostics.filter((d) => d.outcome === outcome)).toSorted(byWeight);
    if (found.length === 0) return [];
    const heading = options.paint('strong', `${title} (${found.length})`);
    return ['', heading, ...found.flatMap((finding) => findingLines(finding, options))];
  });

const findingLines = ({ first, more }: FoldedDiagnostic, { paint, frames }: TextOptions): string[] => {
  const shown = more.slice(0, placesShown).map((place) => placeText(place).replace(/: $/, ''));
  const rest = more.length - shown.length;
  const others = shown.length === 0 ? '' : ` (also ${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`})`;
  const line = `  ${paint(first.severity, first.code)} ${placeText(first)}${visible(first.message)}${paint('faint', others)}`;
  return frames ? [line, ...detailLines(first, paint)] : [line];
};

const detailLines = ({ origin, hint }: ResolvedDiagnostic, paint: Paint): string[] => {
  const frame = origin?.kind === 'source' ? codeFrame(locate(origin)).split('\n') : [];
  return [...frame.map((text) => `      ${text}`), `      ${paint('good', 'way out:')} ${visible(hint)}`];
};

const placeText = ({ file, line, column, object, key }: Place): string => {
  if (file === undefined) return key === undefined ? '' : `${visible(key)} (default): `;
  return visible(`${file}:${line ?? 1}:${column ?? 1}${object === undefined ? '' : ` ${object}`}: `);
};

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
