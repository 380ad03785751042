import type { Bandwidth } from '../../../model/features/route-features.ts';
import { bytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import type { LocationFeatures } from '../settings.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';

/** Kilobytes; 0 and less mean no limit. */
export const bandwidth = (
  rate: Traced<number> | undefined,
  after: Traced<number> | undefined,
): Bandwidth | undefined =>
  rate === undefined || rate.value <= 0
    ? undefined
    : {
        rate: mapTraced(rate, kilobytes),
        ...defined({ after: after === undefined || after.value <= 0 ? undefined : mapTraced(after, kilobytes) }),
      };

const kilobytes = (n: number) => bytes(n * 1024);

export const readBandwidth: Reader = (given): Contribution => {
  const base = given.controller.defaults.bandwidth;
  const rate = given.integer('limit-rate', "the controller's own rate holds") ?? base.rate;
  const after = given.integer('limit-rate-after', "the controller's own amount holds") ?? base.after;
  const read = bandwidth(rate, after);
  if (read !== undefined) return { location: { bandwidth: read } };
  given.ignore(['limit-rate-after'], 'limit-rate is not above 0');
  return { without: ['bandwidth'] };
};

/** nginx slows down only what it buffers: without buffering the rate does nothing, with it the global rate holds as well. */
export const settleBandwidth = (given: Given, location: LocationFeatures): LocationFeatures => {
  if (location.responseBuffering?.on.value !== true) {
    given.ignore(['limit-rate', 'limit-rate-after'], 'proxy-buffering is not on');
    const { bandwidth: _idle, ...rest } = location;
    return rest;
  }
  const { rate, after } = given.controller.defaults.bandwidth;
  const global = given.has('limit-rate') || location.bandwidth !== undefined ? undefined : bandwidth(rate, after);
  return global === undefined ? location : { ...location, bandwidth: global };
};
