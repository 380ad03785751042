/** Where the report goes: text for the person on standard error; the file, or JSON on standard output, for whoever reads it later. */
import { reportFileProblem, writeReportFile } from '../io/report-file.ts';
import { jsonReport } from '../report/render/json.ts';
import { plain } from '../report/render/paint.ts';
import { errorReport, textReport } from '../report/render/text.ts';
import type { TargetReport } from '../report/report-view.ts';
import type { Request } from './request.ts';
import { paintFor, type Terminal } from './terminal.ts';
import { tool } from './tool.ts';

export const reportProblem = ({ report, output }: Request): string | undefined =>
  report.file === undefined ? undefined : reportFileProblem(report.file, output);

/** What goes to the file, or to standard output; empty when nothing does. */
const wholeReport = (reports: readonly TargetReport[], { report }: Request): string => {
  if (report.format === 'json') return jsonReport(tool, reports);
  return report.file === undefined ? '' : textReport(reports, { paint: plain, frames: true, all: true });
};

/** Makes all texts at once and returns how to deliver them: what fails, fails before anything is written. */
export const preparedReport = (
  reports: readonly TargetReport[],
  request: Request,
  terminal: Terminal,
): (() => void) => {
  const { file, frames, quiet } = request.report;
  const options = { paint: paintFor(terminal.stderr, terminal.env), frames };
  const shown = quiet ? errorReport(reports, options) : textReport(reports, options);
  const whole = wholeReport(reports, request);
  return () => {
    terminal.stderr.write(shown);
    if (file !== undefined) writeReportFile(file, whole);
    else if (whole !== '') terminal.stdout.write(whole);
  };
};
