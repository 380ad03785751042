import { because } from '../../../diagnostics/report.ts';
import type { BodySubstitution } from '../../../model/features/rule-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { ContourNode } from '../node.ts';

export const bodySubstitution = ({
  replacements,
  once: _once,
  types: _types,
  ...rest
}: BodySubstitution): Outcome<ContourNode> => {
  spent(rest);
  const [first, ...more] = replacements.map(({ from }) => because('T5499', { text: from.value }, from.from));
  return first === undefined ? exact() : refused(first, ...more);
};
