import { because } from '../../../diagnostics/report.ts';
import type { Cors } from '../../../model/features/route-features.ts';
import { approximate, exact, type Outcome, spent } from '../../target.ts';
import { corsOfSite, originTexts } from '../cors-policy.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';

export const cors = (feature: Cors, at: AtAnyRoute): Outcome<ContourNode> => {
  const { origins, methods, headers, credentials, expose, maxAge, ...rest } = feature;
  spent(rest);
  const node = { kind: 'cors', cors: feature } as const;
  if (origins.value !== 'any' && origins.value.length === 0) return exact();
  const from = [origins, methods, headers, credentials, maxAge, ...(expose === undefined ? [] : [expose])].map(
    (part) => part.from,
  );
  if (corsOfSite(at.site) === 'mixed')
    return approximate([node], because('T5412', { host: at.site.host }, origins.from, ...from));
  const told = because('T5410', { origins: originTexts(feature).join(', ') }, origins.from, ...from);
  if (origins.value !== 'any' || !credentials.value) return approximate([node], told);
  return approximate([node], because('T5411', {}, origins.from, credentials.from, ...from), told);
};
