/** Rules of the rewrite phase. */
import { because } from '../../../diagnostics/report.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { NginxNode } from '../node.ts';

export const rules = ({ steps, guards: _guards, headers: _headers, ...rest }: Rules): Outcome<NginxNode> => {
  spent(rest);
  const why = 'it has no counterpart';
  const [first, ...more] = steps.map(({ line, words, then }) => because('T5140', { line, words, why }, then.from));
  return first === undefined ? exact() : refused(first, ...more);
};
