/** ConfigMap values that nginx would not load as they are. */
import { type Cidr, parseCidr } from '../../model/values/cidr.ts';
import { mapTraced, type Traced, traced } from '../../source/traced.ts';
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
