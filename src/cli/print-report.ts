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

/** `withheld`: nothing was written because of an error under --strict. */
export const printReport = (
  reports: readonly TargetReport[],
  request: Request,
  terminal: Terminal,
  withheld: boolean,
): void => {
  const { file, format, frames, quiet } = request.report;
  const text = { paint: paintFor(terminal.stderr, terminal.env), frames };
  terminal.stderr.write(quiet ? errorReport(reports, text) : textReport(reports, text));
  if (withheld && request.output !== undefined)
    terminal.stderr.write('Nothing was written: there are errors, and --strict was given.\n');
  const rendered = format === 'json' ? jsonReport(tool, reports) : textReport(reports, { paint: plain, frames: true });
  if (file !== undefined) writeReportFile(file, rendered);
  else if (format === 'json') terminal.stdout.write(rendered);
};
