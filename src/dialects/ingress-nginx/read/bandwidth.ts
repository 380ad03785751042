import type { Bandwidth } from '../../../model/features/route-features.ts';
import { bytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import { defined } from './defined.ts';
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
  if (read === undefined) {
    given.ignore(['limit-rate-after'], 'limit-rate is not above 0');
    return { without: ['bandwidth'] };
  }
  return { location: { bandwidth: read } };
};
