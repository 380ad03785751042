/** The streams and environment a command runs with; the only file that knows colour. */
import { Chalk, type ChalkInstance } from 'chalk';
import { type Paint, plain, type Shade } from '../report/render/paint.ts';

export interface OutputStream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
}

/** What `process` offers; tests pass their own. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Colours only where a person looks: on a terminal, and not with NO_COLOR. */
export const paintFor = (stream: OutputStream, env: Terminal['env']): Paint => {
  const wanted = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  if (!wanted) return plain;
  const chalk = new Chalk({ level: 1 });
  const shades: { readonly [S in Shade]: ChalkInstance } = {
    error: chalk.red.bold,
    warning: chalk.yellow,
    info: chalk.cyan,
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
  };
  return (shade, text) => shades[shade](text);
};
