/** `render`: writes what the targets made into a folder, or prints it. */
import { join } from 'node:path';
import type { CompiledTarget } from '../../compile.ts';
import { writeOutput } from '../../io/write.ts';
import type { OutputFile } from '../../targets/target.ts';
import type { ExitCode } from '../exit-code.ts';
import { printFiles } from '../print-files.ts';
import type { Request } from '../request.ts';
import type { OutputStream, Terminal } from '../terminal.ts';
import { run } from './run.ts';

export const render = (request: Request, output: string, terminal: Terminal): Promise<ExitCode> =>
  run(request, terminal, (targets) => {
    const files = placed(targets);
    if (output === '-') {
      terminal.stdout.write(printFiles(files));
      return undefined;
    }
    const written = writeOutput(output, files);
    if (!written.ok) return written.problem;
    if (!request.report.quiet && !jsonOnStdout(request)) announce(output, targets, terminal.stdout);
    return undefined;
  });

/** One target: at the top. Several: each in a folder of its name. */
const placed = (targets: readonly CompiledTarget[]): readonly OutputFile[] =>
  targets.flatMap(({ name, rendered: { files } }) =>
    targets.length === 1 ? files : files.map((file) => ({ ...file, name: `${name}/${file.name}` })),
  );

const announce = (output: string, targets: readonly CompiledTarget[], stdout: OutputStream): void => {
  for (const {
    name,
    version,
    rendered: { files },
  } of targets) {
    const folder = targets.length === 1 ? output : join(output, name);
    stdout.write(`${folder}: ${files.length} ${files.length === 1 ? 'file' : 'files'} for ${name} ${version}\n`);
  }
};

const jsonOnStdout = ({ report }: Request): boolean => report.format === 'json' && report.file === undefined;
