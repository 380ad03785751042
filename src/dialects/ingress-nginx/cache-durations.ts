/** Texts of auth-cache-duration: how long which statuses of an authentication answer are kept. */
import { type Duration, milliseconds } from '../../model/values/duration.ts';

export interface CacheRule {
  readonly statuses: readonly (number | 'any')[];
  readonly time: Duration;
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

export const standardCacheDuration = '200 202 401 5m';

/** Rules of a comma separated text; undefined when an item has no time, a status after a time, or a word nginx does not know. */
export const parseCacheDurations = (text: string): readonly CacheRule[] | undefined => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const rules = (items.length === 0 ? [standardCacheDuration] : items).map(parseItem);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
};

const parseItem = (item: string): CacheRule | undefined => {
  const words = item.split(' ').filter((word) => word !== '');
  const statuses: (number | 'any')[] = [];
  let time: Duration | undefined;
  for (const word of words) {
    const [, amount, unit] = /^([0-9]+)(ms|[smhdwMy])$/.exec(word) ?? [];
    if (amount !== undefined && unit !== undefined) {
      if (time !== undefined) return undefined;
      time = milliseconds(Number(amount) * (units[unit] ?? 0));
    } else if (time === undefined && /^[0-9]{3}$/.test(word)) statuses.push(Number(word));
    else if (time === undefined && word === 'any') statuses.push('any');
    else return undefined;
  }
  return time === undefined ? undefined : { statuses, time };
};
