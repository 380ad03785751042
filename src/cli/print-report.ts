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

export const printReport = (reports: readonly TargetReport[], request: Request, terminal: Terminal): void => {
  const { file, format, frames, quiet } = request.report;
  const text = { paint: paintFor(terminal.stderr, terminal.env), frames };
  terminal.stderr.write(quiet ? errorReport(reports, text) : textReport(reports, text));
  if (file !== undefined) {
    const whole =
      format === 'json' ? jsonReport(tool, reports) : textReport(reports, { paint: plain, frames: true, all: true });
    writeReportFile(file, whole);
  } else if (format === 'json') terminal.stdout.write(jsonReport(tool, reports));
};
