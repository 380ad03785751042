/** argv → command → exit code. The one place that catches everything: what arrives here is our bug, and said to be one. */
import { Command, CommanderError, Option } from 'commander';
import { check } from './commands/check.ts';
import { render } from './commands/render.ts';
import { examplesText, exitCodesText } from './examples.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { type CommandName, type Flag, flags, type RawFlags } from './options.ts';
import { type Request, understand } from './request.ts';
import type { Terminal } from './terminal.ts';
import { tool } from './tool.ts';

export const main = async (argv: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = exitCode.clean;
  const program = buildProgram(terminal, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.clean : exitCode.usage;
    terminal.stderr.write(bugText(error));
    return exitCode.bug;
  }
};

const about =
  'Compiles Kubernetes Ingresses with ingress-nginx annotations into configuration for nginx, HAProxy, Traefik or Contour that behaves the same, and says what cannot be kept.';

const buildProgram = (terminal: Terminal, ended: Session['ended']): Command => {
  const program = new Command('ingress-compile')
    .description(about)
    .version(tool.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => write(`${text.replace(/^error: /, 'ingress-compile: ')}`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('Run with --help to see how it is used.')
    .addHelpText('after', exitCodesText);
  addCommand({ program, terminal, ended }, 'render', 'Write configuration for one or several proxies', (request) => {
    const { output } = request;
    return output === undefined ? 'no --output: name a folder, or - to print' : render(request, output, terminal);
  });
  addCommand({ program, terminal, ended }, 'check', 'Do everything render does, but write nothing', (request) =>
    check(request, terminal),
  );
  return program;
};

interface Session {
  readonly program: Command;
  readonly terminal: Terminal;
  readonly ended: (code: ExitCode) => void;
}

/** The exit code to be, or what is wrong with the request. */
type Action = (request: Request) => Promise<ExitCode> | string;

const addCommand = ({ program, terminal, ended }: Session, name: CommandName, about: string, action: Action): void => {
  const paths = 'files, folders (every .yaml, .yml and .json inside), or - for standard input';
  const command = program.command(name).description(about).argument('[paths...]', paths);
  for (const flag of flags) if (flag.commands.includes(name)) command.addOption(optionOf(flag));
  command.addHelpText('after', examplesText(name) + exitCodesText);
  command.action(async (named: string[]) => {
    const understood = understand(named, command.opts<RawFlags>());
    const started = understood.ok ? action(understood.request) : understood.problems.join('\ningress-compile: ');
    if (typeof started !== 'string') return ended(await started);
    terminal.stderr.write(`ingress-compile: ${started}\nRun ingress-compile ${name} --help to see how it is used.\n`);
    return ended(exitCode.usage);
  });
};

const optionOf = (flag: Flag): Option => {
  const option = new Option(flag.flags, flag.help).helpGroup(`${flag.group}:`);
  if (flag.choices !== undefined) option.choices([...flag.choices]);
  if (flag.default !== undefined) option.default(flag.default);
  if (flag.repeatable === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
};

const bugText = (error: unknown): string => {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'ingress-compile: internal error. This is a bug of ingress-compile, not of your manifests; nothing was written.',
    `Please report it with this text, the command line and, if you can share it, the input. Version ${tool.version}, Node ${process.version}.`,
    '',
    trace,
    '',
  ].join('\n');
};
