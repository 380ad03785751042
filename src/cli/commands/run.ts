/** What `render` and `check` have in common: read, compile, report. They differ in what becomes of the files. */
import { type CompiledTarget, compile } from '../../compile.ts';
import { createReport, type Diagnostic } from '../../diagnostics/report.ts';
import { readInputs } from '../../io/read.ts';
import { reportTargets, type TargetReport } from '../../report/report-view.ts';
import type { OutputFile } from '../../targets/target.ts';
import { configMapOf } from '../config-map.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
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
  const input = await readInputs(request.paths, terminal.stdin);
  if (!input.ok) return fail(exitCode.path, ...input.problems);
  const config = await configMapOf(request.config, terminal.stdin);
  if (!config.ok) return fail(config.code, config.problem);
  const problem = reportProblem(request);
  if (problem !== undefined) return fail(exitCode.path, problem);

  const dialect = { ...request.dialect, ...(config.name === undefined ? {} : { configMap: config.name }) };
  const compiled = compile([...input.files, ...config.files], { dialect, targets: request.targets });
  const kept = compiled.targets.map((target) => withoutSecrets(target, request));
  const diagnostics = [...compiled.diagnostics, ...leftOut(compiled.targets, kept)];
  const reports = reportTargets({ ...compiled, targets: kept, diagnostics }, request.report);

  const withheld = request.report.strict && reports.some((report) => report.summary.severities.error > 0);
  const undelivered = withheld ? undefined : deliver(kept);
  if (undelivered !== undefined) return fail(exitCode.path, undelivered);
  printReport(reports, request, terminal, withheld);
  return reports.some((report) => fails(report, request.report.failOn)) ? exitCode.findings : exitCode.clean;
};

const withoutSecrets = (target: CompiledTarget, request: Request): CompiledTarget => {
  const wanted = request.targets.some(({ name, options }) => name === target.name && options.writeSecrets);
  const files = target.rendered.files.filter((file) => wanted || !file.secret);
  return { ...target, rendered: { ...target.rendered, files } };
};

/** Says once that files were left out, whatever the number of targets. */
const leftOut = (made: readonly CompiledTarget[], kept: readonly CompiledTarget[]): readonly Diagnostic[] => {
  const files = (targets: readonly CompiledTarget[]): readonly OutputFile[] =>
    targets.flatMap((target) => target.rendered.files);
  const written = new Set(files(kept));
  const missing = files(made).filter((file) => !written.has(file));
  const report = createReport();
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
