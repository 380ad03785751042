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
  values.refuse(key, wants, `nothing: it cannot load any change. Here ${standard} holds`);
  return traced(standard, defaultOrigin(key));
};

/** Addresses of a list; entries that are none are reported and left out. */
export const cidrList = (values: ConfigMapReader, key: ConfigKey): Traced<readonly Cidr[]> => {
  const items = values.list(key);
  const parsed = items.value.map(parseCidr);
  if (parsed.some((cidr) => cidr === undefined)) {
    values.refuse(
      key,
      'IP addresses or networks separated by commas',
      'nothing: it cannot load any change. Here the wrong entries are left out',
    );
  }
  return mapTraced(items, () => parsed.filter((cidr) => cidr !== undefined));
};
