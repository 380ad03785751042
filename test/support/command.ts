/** Runs the command in this process, as the bin does, with streams that remember. */
import { main } from '../../src/cli/main.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandChoices {
  readonly stdin?: string | Uint8Array;
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export const runCommand = async (
  argv: readonly string[],
  { stdin = '', tty = false, env = {} }: CommandChoices = {},
): Promise<Ran> => {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): { write: (text: string) => boolean; isTTY: boolean } => ({
    write: (text) => {
      texts[name] += text;
      return true;
    },
    isTTY: tty,
  });
  async function* input(): AsyncGenerator<Uint8Array> {
    yield typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
  }
  const code = await main(argv, { stdin: input(), stdout: stream('stdout'), stderr: stream('stderr'), env });
  return { code, ...texts };
};
