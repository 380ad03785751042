import type { LocationRewrite } from '../../../model/features/backend-features.ts';
import { joinOrigins, mapTraced, type Traced } from '../../../source/traced.ts';
import type { Contribution, Reader } from './reader.ts';

/** What the pair from and to means; undefined: Location headers pass unchanged. */
export const locationMapping = (from: Traced<string>, to: Traced<string>): LocationRewrite | undefined => {
  if (from.value === 'off') return undefined;
  if (from.value === 'default') return { map: mapTraced(from, () => 'default' as const) };
  const both = joinOrigins(from.from, to.from);
  // Neither word and nothing to replace it with: the directive is left out, and nginx's own default is `default`.
  if (to.value === 'off') return { map: { value: 'default', from: both } };
  return { map: { value: { from: from.value, to: to.value }, from: both } };
};

export const readLocationRewrite: Reader = (given): Contribution => {
  const { from: baseFrom, to: baseTo } = given.controller.defaults.locationRewrite;
  const from = given.text('proxy-redirect-from', `${baseFrom.value} holds`) ?? baseFrom;
  const to = given.text('proxy-redirect-to', `${baseTo.value} holds`) ?? baseTo;
  if (from.value === 'off' || from.value === 'default') {
    given.ignore(['proxy-redirect-to'], `proxy-redirect-from is ${from.value}`);
  }
  if (from.value === 'default' && given.raw('backend-protocol').trim().toUpperCase() === 'AUTO_HTTP') {
    const why = 'cannot stand next to backend-protocol AUTO_HTTP';
    const key = given.has('proxy-redirect-from') ? 'proxy-redirect-from' : 'backend-protocol';
    given.tell('D340', { key, value: given.raw(key), why, instead: 'Location headers pass unchanged' }, key, 'invalid');
    return { without: ['locationRewrite'] };
  }
  const locationRewrite = locationMapping(from, to);
  if (locationRewrite?.map.value === 'default' && given.has('proxy-redirect-from')) {
    given.tell('D325', { key: 'proxy-redirect-from' }, 'proxy-redirect-from', 'read');
  }
  return locationRewrite === undefined ? { without: ['locationRewrite'] } : { location: { locationRewrite } };
};
