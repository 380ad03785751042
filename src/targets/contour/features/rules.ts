/** Rules of the rewrite phase. */
import { because } from '../../../diagnostics/report.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { ContourNode } from '../node.ts';

export const rules = ({ steps, guards: _guards, headers: _headers, ...rest }: Rules): Outcome<ContourNode> => {
  spent(rest);
  const why = 'it has no counterpart';
  const [first, ...more] = steps.map(({ line, words, action }) => because('T5497', { line, words, why }, action.from));
  return first === undefined ? exact() : refused(first, ...more);
};
