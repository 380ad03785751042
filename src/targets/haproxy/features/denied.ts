import type { Denied } from '../../../model/features/route-features.ts';
import type { Closed } from '../../../model/features/site-features.ts';
import { type AtSite, exact, type Outcome, spent } from '../../target.ts';
import { backend, type HaproxyNode } from '../tree.ts';
import { answer } from './answer.ts';

export const denied = ({ status, reason: _reason, ...rest }: Denied): Outcome<HaproxyNode> => {
  spent(rest);
  return exact(backend('denied', answer(status.value)));
};

/** Every path of the host is closed. */
export const closed = ({ status, reason: _reason, ...rest }: Closed, at: AtSite): Outcome<HaproxyNode> => {
  spent(rest);
  return exact({ in: 'map', map: 'closed', key: siteKey(at.site), value: String(status.value) });
};

/** What a site is called in the maps. */
export const siteKey = (site: { readonly host: string }): string => (site.host === '' ? '_' : site.host);
