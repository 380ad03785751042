/** The report for people: counts first, then findings grouped by what the reader must do, the most dangerous first. */
import { remedies } from '../../diagnostics/catalogue/remedies.ts';
import type { DiagnosticOutcome } from '../../diagnostics/entry.ts';
import { codeFrame } from '../../source/code-frame.ts';
import { locate } from '../../source/locate.ts';
import { hintOf, messageOf } from '../diagnostic-texts.ts';
import { placeOf, type ResolvedDiagnostic } from '../diagnostics-view.ts';
import { byCode, type CodeGroup, type FoldedDiagnostic, fold } from '../fold.ts';
import type { TargetReport } from '../report-view.ts';
import type { KeyOutcome } from '../verdicts.ts';
import { type Paint, visible } from './paint.ts';

export interface TextOptions {
  readonly paint: Paint;
  /** Adds the lines of the manifest and the way out under each finding. */
  readonly frames: boolean;
  /** Shows every finding; otherwise the first few of a kind. */
  readonly all?: boolean;
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
const findingsShown = 5;

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
  const others = Object.entries(summary.otherKinds).map(([kind, n]) => `${n} ${visible(kind)}`);
  const unused = others.length === 0 ? [] : [`Not used: ${others.join(', ')}`];
  return [`${options.paint('strong', 'Input')}: ${read}`, ...unused, ...grouped(findings, options)];
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

const grouped = (diagnostics: readonly ResolvedDiagnostic[], options: TextOptions): string[] => {
  // With --harden nothing stays open: what is told then is the cause.
  const hardened = diagnostics.some(({ code }) => code === 'D399');
  const open: ResolvedDiagnostic[] = [];
  const others = new Map(groups.map(([outcome]): [DiagnosticOutcome, ResolvedDiagnostic[]] => [outcome, []]));
  for (const diagnostic of diagnostics) {
    const found = !hardened && isOpen(diagnostic) ? open : others.get(diagnostic.outcome);
    found?.push(diagnostic);
  }
  return [
    ...section('Left open, as the controller leaves it: mend it, or close it with --harden', open, options),
    ...groups.flatMap(([outcome, title]) => section(title, others.get(outcome) ?? [], options)),
  ];
};

const isOpen = ({ code }: ResolvedDiagnostic): boolean => Object.hasOwn(remedies, code);

const section = (title: string, found: readonly ResolvedDiagnostic[], options: TextOptions): string[] => {
  if (found.length === 0) return [];
  const heading = options.paint('strong', `${title} (${found.length})`);
  return ['', heading, ...byCode(found).flatMap((group) => groupLines(group, options))];
};

/** A code that is found on a whole estate does not bury the others. */
const groupLines = ({ code, findings }: CodeGroup, options: TextOptions): string[] => {
  const shown = options.all || findings.length <= findingsShown * 2 ? findings : findings.slice(0, findingsShown);
  const hidden = findings.slice(shown.length).reduce((sum, { more }) => sum + 1 + more.length, 0);
  const rest =
    hidden === 0
      ? []
      : [options.paint('faint', `  ${code} and ${hidden} more of this kind; --report FILE has them all`)];
  return [...shown.flatMap((finding) => findingLines(finding, options)), ...rest];
};

const findingLines = ({ first, more }: FoldedDiagnostic, { paint, frames }: TextOptions): string[] => {
  const shown = more
    .slice(0, placesShown)
    .map((d) => placeText(d).replace(/: $/, ''))
    .filter((place) => place !== '');
  const rest = more.length - shown.length;
  const others = shown.length === 0 ? '' : ` (also ${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`})`;
  const line = `  ${paint(first.severity, first.code)} ${placeText(first)}${visible(messageOf(first))}${paint('faint', others)}`;
  return frames ? [line, ...detailLines(first, paint)] : [line];
};

const detailLines = (diagnostic: ResolvedDiagnostic, paint: Paint): string[] => {
  const [origin] = diagnostic.at;
  const frame = origin?.kind === 'source' ? codeFrame(locate(origin)).split('\n') : [];
  return [...frame.map((text) => `      ${text}`), `      ${paint('good', 'way out:')} ${visible(hintOf(diagnostic))}`];
};

const placeText = ({ at: [origin] }: ResolvedDiagnostic): string => {
  if (origin === undefined) return '';
  const { file, line, column, object, key } = placeOf(origin);
  if (file === undefined) return key === undefined ? '' : `${visible(key)} (default): `;
  return visible(`${file}:${line ?? 1}:${column ?? 1}${object === undefined ? '' : ` ${object}`}: `);
};

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
