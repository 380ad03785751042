/** ConfigMap values that nginx would not load as they are. */
import { type Bytes, parseBytes } from '../../../model/values/bytes.ts';
import { type Cidr, parseCidr } from '../../../model/values/cidr.ts';
import { type Duration, milliseconds } from '../../../model/values/duration.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { exceedsNginx } from '../read/written-out.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import { type ConfigKey, configMapKeys } from './config-map-keys.ts';

/** A text that nginx would not load in another shape. */
export const checked = (
  values: ConfigMapReader,
  key: ConfigKey,
  accepts: (text: string) => boolean,
  wants: string,
): Traced<string> => {
  const text = values.text(key);
  if (accepts(text.value)) return text;
  const [, standard] = configMapKeys[key];
  values.breaks(key, wants, standard === '' ? 'it is left out' : `${standard} holds`);
  return traced(standard, defaultOrigin(key));
};

/** Addresses of a list; entries that are none are reported and left out. */
export const cidrList = (values: ConfigMapReader, key: ConfigKey): Traced<readonly Cidr[]> => {
  const items = values.items(key);
  const parsed = items.value.map(parseCidr);
  if (parsed.some((cidr) => cidr === undefined)) {
    values.breaks(key, 'a list of IP addresses or networks separated by commas', 'the wrong entries are left out');
  }
  return mapTraced(items, () => parsed.filter((cidr) => cidr !== undefined));
};

/** A span as nginx writes it: a number of seconds, or with one unit. */
export const span = (values: ConfigMapReader, key: ConfigKey): Traced<Duration> | undefined => {
  const text = values.text(key);
  const [, amount, unit = 's'] = /^([0-9]{1,9})(ms|[smhd])?$/.exec(text.value) ?? [];
  const one = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (amount !== undefined && one !== undefined) return mapTraced(text, () => milliseconds(Number(amount) * one));
  values.breaks(key, 'a time such as 10m', `${configMapKeys[key][1]} holds`);
  return undefined;
};

/** A size of memory as nginx takes it. */
export const size = (values: ConfigMapReader, key: ConfigKey): Traced<Bytes> | undefined => {
  const text = values.text(key);
  const parsed = parseBytes(text.value);
  if (parsed !== undefined && !/[bg]$/i.test(text.value) && !exceedsNginx(text.value))
    return mapTraced(text, () => parsed);
  values.breaks(key, 'a size such as 8k', `${configMapKeys[key][1]} holds`);
  return undefined;
};

/** A number that nginx loads; outside of the bounds the default holds. */
export const natural = (
  values: ConfigMapReader,
  key: ConfigKey,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): Traced<number> => {
  const value = values.integer(key);
  if (value.value >= least && value.value <= most) return value;
  const [, standard] = configMapKeys[key];
  const wants = numbers(least, most);
  values.breaks(key, wants, `${standard} holds`);
  return traced(Number(standard), defaultOrigin(key));
};

const numbers = (least: number, most: number): string => {
  if (most === Number.MAX_SAFE_INTEGER) return `a number of ${least} or more`;
  return least === Number.MIN_SAFE_INTEGER ? `a number up to ${most}` : `a number from ${least} to ${most}`;
};
