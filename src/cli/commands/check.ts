/** `check`: everything `render` does, but nothing is written. */
import type { ExitCode } from '../exit-code.ts';
import type { Request } from '../request.ts';
import type { Terminal } from '../terminal.ts';
import { run } from './run.ts';

export const check = (request: Request, terminal: Terminal): Promise<ExitCode> =>
  run(request, terminal, () => undefined);
