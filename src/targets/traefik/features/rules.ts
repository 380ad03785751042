/** Rules of the rewrite phase. */
import { because } from '../../../diagnostics/report.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { TraefikNode } from '../tree.ts';

export const rules = ({ steps, guards: _guards, headers: _headers, ...rest }: Rules): Outcome<TraefikNode> => {
  spent(rest);
  const why = 'it has no counterpart';
  const [first, ...more] = steps.map(({ line, words, action }) => because('T5395', { line, words, why }, action.from));
  return first === undefined ? exact() : refused(first, ...more);
};
