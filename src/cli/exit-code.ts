/** What the exit code of the command says. Stable: pipelines are built on it. */
export const exitCode = {
  clean: 0,
  /** Findings at or above `--fail-on`; with `--strict`, nothing was written. */
  findings: 1,
  usage: 2,
  /** A named path cannot be read, or the output cannot be written. */
  path: 3,
  /** Our bug. */
  bug: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
