/** What `render` and `check` have in common: read, compile, report. They differ in what becomes of the files. */
import { type Compiled, type CompiledTarget, compile } from '../../compile.ts';
import { createReport, type Diagnostic } from '../../diagnostics/report.ts';
import { reportTargets, type TargetReport } from '../../report/report-view.ts';
import type { OutputFile } from '../../targets/target.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { readInput } from '../input.ts';
import { printReport, reportProblem } from '../print-report.ts';
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
  const kept = compiled.targets.map((target) => withoutSecrets(target, request));
  const diagnostics = [...compiled.diagnostics, ...ownFindings(input.skipped, compiled, kept)];
  const reports = reportTargets({ ...compiled, targets: kept, diagnostics }, request.report);

  const withheld = withheldBecause(compiled, reports, request);
  const undelivered = withheld === undefined ? deliver(kept) : undefined;
  if (undelivered !== undefined) return fail(exitCode.path, undelivered);
  printReport(reports, request, terminal);
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

const withoutSecrets = (target: CompiledTarget, request: Request): CompiledTarget => {
  const wanted = request.targets.some(({ name, options }) => name === target.name && options.writeSecrets);
  const files = target.rendered.files.filter((file) => wanted || !file.secret);
  return { ...target, rendered: { ...target.rendered, files } };
};

/** What only the command knows: files not read, nothing read, and (once, whatever the number of targets) Secrets left out. */
const ownFindings = (
  skipped: readonly string[],
  compiled: Compiled,
  kept: readonly CompiledTarget[],
): readonly Diagnostic[] => {
  const report = createReport();
  for (const problem of skipped) report.add('R190', { problem }, []);
  if (compiled.documents === 0 && compiled.diagnostics.length === 0 && skipped.length === 0) report.add('R191', {}, []);
  const filesOf = (targets: readonly CompiledTarget[]): readonly OutputFile[] =>
    targets.flatMap(({ rendered }) => rendered.files);
  const written = new Set(filesOf(kept));
  const missing = filesOf(compiled.targets).filter((file) => !written.has(file));
  const [first] = missing;
  if (first !== undefined) report.add('W600', { count: missing.length, first: first.name }, []);
  return report.diagnostics();
};

const fails = (
  { diagnostics, summary: { severities } }: TargetReport,
  failOn: Request['report']['failOn'],
): boolean => {
  if (severities.error > 0) return true;
  if (failOn === 'error') return false;
  if (severities.warning > 0) return true;
  return failOn === 'approximation' && diagnostics.some((d) => d.outcome === 'approximate' || d.outcome === 'refused');
};
