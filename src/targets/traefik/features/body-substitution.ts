import { because } from '../../../diagnostics/report.ts';
import type { BodySubstitution } from '../../../model/features/rule-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { TraefikNode } from '../tree.ts';

export const bodySubstitution = ({
  replacements,
  once: _once,
  types: _types,
  ...rest
}: BodySubstitution): Outcome<TraefikNode> => {
  spent(rest);
  const [first, ...more] = replacements.map(({ from }) => because('T5397', { text: from.value }, from.from));
  return first === undefined ? exact() : refused(first, ...more);
};
