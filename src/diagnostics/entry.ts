/** What one entry of the catalogue of diagnostics says. */

export type Severity = 'error' | 'warning' | 'info';

/**
 * What became of the input the diagnostic speaks about.
 * approximate: kept with a difference · refused: not kept · invalid: the input is wrong · ignored: read, without effect ·
 * dropped: the controller itself would not serve it · unknown: nobody knows the key · note: nothing is lost.
 */
export type DiagnosticOutcome = 'approximate' | 'refused' | 'invalid' | 'ignored' | 'dropped' | 'unknown' | 'note';

export interface Entry<Args> {
  readonly severity: Severity;
  readonly outcome: DiagnosticOutcome;
  /** Short name for the docs page. */
  readonly title: string;
  /** One sentence: names the value and the reason. */
  readonly say: (args: Args) => string;
  /** The way out, one or two sentences. */
  readonly hint: string | ((args: Args) => string);
}

export const entry = <Args = Record<never, never>>(e: Entry<Args>): Entry<Args> => e;
