/** What `render` and `check` have in common: read, compile, report. They differ in what becomes of the files. */
import { type Compiled, type CompiledTarget, compile } from '../../compile.ts';
import { catalogue } from '../../diagnostics/catalogue.ts';
import { createReport, type Diagnostic } from '../../diagnostics/report.ts';
import { reportTargets, type TargetReport } from '../../report/report-view.ts';
import { secretsOf } from '../../report/secrets-of.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { readInput } from '../input.ts';
import { preparedReport, reportProblem } from '../print-report.ts';
import type { Request } from '../request.ts';
import type { Terminal } from '../terminal.ts';

/** Delivers the files; a sentence when that is not possible (then nothing has changed). */
export type Deliver = (targets: readonly CompiledTarget[]) => string | undefined;

export const run = async (request: Request, terminal: Terminal, deliver: Deliver): Promise<ExitCode> => {
  const fail = (code: ExitCode, ...problems: readonly string[]): ExitCode => {
    for (const problem of problems) terminal.stderr.write(`ingress-compile: ${problem}\n`);
    return code;
  };
  const input = await readInput(request, terminal.stdin);
  if (!input.ok) return fail(input.code, ...input.problems);
  const problem = reportProblem(request);
  if (problem !== undefined) return fail(exitCode.path, problem);

  const dialect = { ...request.dialect, ...(input.configMap === undefined ? {} : { configMap: input.configMap }) };
  const compiled = compile(input.files, { dialect, targets: request.targets });
  const diagnostics = [...compiled.diagnostics, ...ownFindings(input.skipped, compiled, request)];
  const reports = reportTargets({ ...compiled, diagnostics }, request.report);

  const withheld = withheldBecause(compiled, reports, request);
  const print = preparedReport(reports, request, terminal);
  const undelivered = withheld === undefined ? deliver(compiled.targets) : undefined;
  if (undelivered !== undefined) return fail(exitCode.path, undelivered);
  print();
  if (withheld !== undefined && request.output !== undefined)
    terminal.stderr.write(`Nothing was written: ${withheld}.\n`);
  return reports.some((report) => fails(report, request.report.failOn)) ? exitCode.findings : exitCode.clean;
};

/** Why nothing is to be written although the run goes on to report. */
const withheldBecause = (
  { documents }: Compiled,
  reports: readonly TargetReport[],
  { report }: Request,
): string | undefined => {
  if (documents === 0) return 'there was nothing to compile';
  const errors = reports.some(({ summary }) => summary.severities.error > 0);
  return report.strict && errors ? 'there are errors, and --strict was given' : undefined;
};

/** What only the command knows: files not read, nothing read, and (once, whatever the number of targets) Secrets not written. */
const ownFindings = (skipped: readonly string[], compiled: Compiled, { targets }: Request): readonly Diagnostic[] => {
  const report = createReport();
  for (const problem of skipped) report.add('R190', { problem }, []);
  const broken = compiled.diagnostics.some(({ code }) => catalogue[code].severity === 'error') || skipped.length > 0;
  if (compiled.documents === 0 && !broken) report.add('R191', {}, []);
  const secrets = targets.some(needsSecretFiles) ? secretsOf(compiled.model) : [];
  const [first] = secrets;
  if (first !== undefined) report.add('W600', { count: secrets.length, first }, []);
  return report.diagnostics();
};

/** Objects of a cluster refer to its Secrets; files of a proxy have to hold their text. */
const needsSecretFiles = ({ name, options }: Request['targets'][number]): boolean =>
  !options.writeSecrets &&
  (name === 'nginx' || name === 'haproxy' || (name === 'traefik' && options.traefikFormat === 'file'));

const fails = (
  { diagnostics, summary: { severities } }: TargetReport,
  failOn: Request['report']['failOn'],
): boolean => {
  if (severities.error > 0) return true;
  if (failOn === 'error') return false;
  if (severities.warning > 0) return true;
  return failOn === 'approximation' && diagnostics.some((d) => d.outcome === 'approximate' || d.outcome === 'refused');
};
