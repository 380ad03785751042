/** TLS towards clients, from the ConfigMap. Broken versions and suites are the operator's choice, and said so. */
import type { TlsPolicy, TlsTuning } from '../../../model/features/controller-features.ts';
import type { Bytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Origin, type Traced, traced } from '../../../source/traced.ts';
import { sslCiphers } from '../annotation-patterns.ts';
import type { Hardening } from '../hardening/hardening.ts';
import { strongProtocols, strongSuites, weakProtocols, weakSuites } from '../hardening/weak-tls.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import { checked, size, span } from './config-map-checked.ts';
import { configMapKeys } from './config-map-keys.ts';

export const tlsPolicy = (values: ConfigMapReader, harden: Hardening<Origin>): TlsPolicy => ({
  protocols: protocols(values, harden),
  ciphers: ciphers(values, harden),
  rejectUnknownNames: values.flag('ssl-reject-handshake'),
  sessionTickets: values.flag('ssl-session-tickets'),
  earlyData: earlyData(values, harden),
  ...tuning(values),
});

/** Only what is written. */
const tuning = (values: ConfigMapReader): Pick<TlsPolicy, 'tuning'> => {
  const found = [curves(values), ...sessions(values), recordSize(values)].filter((one) => one !== undefined);
  return found.length === 0 ? {} : { tuning: found };
};

const curves = (values: ConfigMapReader): Traced<TlsTuning> | undefined => {
  const key = 'ssl-ecdh-curve';
  const names = checked(values, key, (text) => /^[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)*$/.test(text), 'names of curves');
  return values.isWritten(key) && names.value !== 'auto'
    ? mapTraced(names, (text) => ({ of: 'curves', names: text }))
    : undefined;
};

const sessions = (values: ConfigMapReader): readonly (Traced<TlsTuning> | undefined)[] => {
  const on = values.flag('ssl-session-cache');
  const memory = values.isWritten('ssl-session-cache-size') ? cacheSize(values) : undefined;
  const time = values.isWritten('ssl-session-timeout') ? span(values, 'ssl-session-timeout') : undefined;
  return [
    sessionCache(values, on, memory),
    time === undefined ? undefined : mapTraced(time, (value): TlsTuning => ({ of: 'sessionTimeout', time: value })),
  ];
};

/** nginx takes a shared zone of eight pages or more, and memory is not endless. */
const cacheSize = (values: ConfigMapReader): Traced<Bytes> | undefined => {
  const key = 'ssl-session-cache-size';
  const wanted = size(values, key);
  if (wanted === undefined || (wanted.value.bytes >= 32 * 1024 && wanted.value.bytes <= 1024 ** 3)) return wanted;
  values.breaks(key, 'a size from 32k to 1024m', '10m holds');
  return undefined;
};

const sessionCache = (
  values: ConfigMapReader,
  on: Traced<boolean>,
  memory: Traced<Bytes> | undefined,
): Traced<TlsTuning> | undefined => {
  if (on.value)
    return memory === undefined ? undefined : mapTraced(memory, (value) => ({ of: 'sessionCache', size: value }));
  values.ignore('ssl-session-cache-size', 'ssl-session-cache is not true');
  return mapTraced(on, () => ({ of: 'sessionCache', size: 'off' }));
};

const recordSize = (values: ConfigMapReader): Traced<TlsTuning> | undefined => {
  const wanted = values.isWritten('ssl-buffer-size') ? size(values, 'ssl-buffer-size') : undefined;
  return wanted === undefined ? undefined : mapTraced(wanted, (value) => ({ of: 'recordSize', size: value }));
};

const ciphers = (values: ConfigMapReader, harden: Hardening<Origin>): Traced<string> => {
  const key = 'ssl-ciphers';
  const list = checked(values, key, sslCiphers.accepts, 'an OpenSSL cipher list');
  const weak = weakSuites(list.value);
  const args = { key: `ConfigMap key ${key}`, value: list.value, why: `offers broken suites (${weak.join(', ')})` };
  if (weak.length === 0 || !harden('D396', args, list.from)) return list;
  return mapTraced(list, (text) => strongSuites(text) || configMapKeys[key][1]);
};

/** A request in early data can be sent again by whoever has seen it. */
const earlyData = (values: ConfigMapReader, harden: Hardening<Origin>): Traced<boolean> => {
  const on = values.flag('ssl-early-data');
  const why = 'accepts requests in early data, which whoever has seen them can send again';
  const closed = on.value && harden('D396', { key: 'ConfigMap key ssl-early-data', value: 'true', why }, on.from);
  return closed ? mapTraced(on, () => false) : on;
};

const knownProtocols = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

const protocols = (values: ConfigMapReader, harden: Hardening<Origin>): Traced<readonly string[]> => {
  const key = 'ssl-protocols';
  const text = values.text(key);
  const words = text.value.split(/\s+/).filter((word) => word !== '');
  if (words.length > 0 && words.every((word) => knownProtocols.includes(word))) {
    const weak = weakProtocols(words);
    const args = { key: `ConfigMap key ${key}`, value: text.value, why: `offers broken versions (${weak.join(', ')})` };
    const closed = weak.length > 0 && harden('D396', args, text.from);
    return mapTraced(text, () => (closed ? strongProtocols(words) : words));
  }
  values.breaks(key, 'a list of TLS versions', 'TLSv1.2 TLSv1.3 holds');
  return traced(['TLSv1.2', 'TLSv1.3'], defaultOrigin(key));
};
