/** What a diagnostic says, made from the catalogue. */
import { catalogue } from '../diagnostics/catalogue.ts';
import type { Entry } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';

type Said = Pick<Diagnostic, 'code' | 'args'>;

// Marked cast: `code` and `args` belong together (`Report.add` sees to it), which a union of entries cannot express.
const entryOf = ({ code }: Said) => catalogue[code] as Entry<unknown>;

export const messageOf = (said: Said): string => entryOf(said).say(said.args);

/** The way out. */
export const hintOf = (said: Said): string => {
  const { hint } = entryOf(said);
  return typeof hint === 'string' ? hint : hint(said.args);
};
