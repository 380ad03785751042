import type { Denied } from '../../../model/features/route-features.ts';
import type { Closed } from '../../../model/features/site-features.ts';
import { exact, type Outcome, spent } from '../../target.ts';
import { answer } from '../steps.ts';
import type { TraefikNode } from '../tree.ts';

export const denied = ({ status, reason: _, ...rest }: Denied): Outcome<TraefikNode> => {
  spent(rest);
  return exact({ kind: 'step', step: answer('closed', status.value) });
};

export const closed = ({ status, reason: _, ...rest }: Closed): Outcome<TraefikNode> => {
  spent(rest);
  return exact({ kind: 'front', steps: [answer('closed', status.value)] });
};
