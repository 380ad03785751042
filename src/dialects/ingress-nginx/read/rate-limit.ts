import type { RateLimit } from '../../../model/features/route-features.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { cidrs } from './access-list.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

export const readRateLimit: Reader = (given) => {
  const perMinute = positive(given, 'limit-rpm');
  const perSecond = positive(given, 'limit-rps');
  const connections = concurrent(given);
  const multiplier = given.integer('limit-burst-multiplier', '5 holds');
  const exempt = given.text('limit-allowlist', 'nobody is exempt');
  if (perMinute === undefined && perSecond === undefined && connections === undefined) {
    given.ignore(
      ['limit-burst-multiplier', 'limit-allowlist'],
      'there is no limit-rps, limit-rpm or limit-connections',
    );
    return {};
  }
  if (perMinute === undefined && perSecond === undefined) {
    given.ignore(['limit-burst-multiplier'], 'there is no limit-rps or limit-rpm');
  }
  const rateLimit: RateLimit = {
    zone: `${given.here().ingress.namespace}/${given.here().ingress.name}`,
    burstMultiplier: burst(given, multiplier, perMinute !== undefined || perSecond !== undefined),
    ...given.controller.defaults.limits,
    ...defined({
      perSecond,
      perMinute,
      connections,
      exempt: exempt === undefined ? undefined : mapTraced(exempt, cidrs),
    }),
  };
  return { location: { rateLimit } };
};

/** 0 and less mean no limit. */
const positive = (given: Given, key: AnnotationKey): Traced<number> | undefined => {
  const value = given.integer(key, 'there is no limit');
  return value === undefined || value.value <= 0 ? undefined : value;
};

const concurrent = (given: Given): Traced<number> | undefined => {
  const key = 'limit-connections';
  const value = positive(given, key);
  if (value === undefined || value.value <= 65535) return value;
  given.tell('D340', { key, value: given.raw(key), why: 'is above 65535', instead: '65535 holds' }, key, 'invalid');
  return mapTraced(value, () => 65535);
};

const burst = (given: Given, multiplier: Traced<number> | undefined, used: boolean): Traced<number> => {
  const key = 'limit-burst-multiplier';
  if (multiplier === undefined || (multiplier.value < 1 && !used)) return traced(5, defaultOrigin(key));
  if (multiplier.value >= 1) return multiplier;
  given.tell('D340', { key, value: given.raw(key), why: 'is not 1 or more', instead: '5 holds' }, key, 'invalid');
  return mapTraced(multiplier, () => 5);
};
