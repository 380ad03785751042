/** A span of time. Parsed once, in the dialect; every target prints it in its own unit. */
export interface Duration {
  readonly ms: number;
}

export const seconds = (n: number): Duration => ({ ms: n * 1000 });
export const milliseconds = (n: number): Duration => ({ ms: n });
/** Whole seconds, rounded up so that a limit is never shorter than what was written. */
export const inSeconds = (d: Duration): number => Math.ceil(d.ms / 1000);
