/** TLS towards clients, from the ConfigMap. Broken versions and suites are the operator's choice, and said so. */
import type { TlsPolicy } from '../../model/features/controller-features.ts';
import { mapTraced, type Traced, traced } from '../../source/traced.ts';
import { sslCiphers } from './annotation-patterns.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import { checked } from './config-map-checked.ts';
import { configMapKeys } from './config-map-keys.ts';
import type { Hardening } from './hardening.ts';
import { strongProtocols, strongSuites, weakProtocols, weakSuites } from './weak-tls.ts';

export const tlsPolicy = (values: ConfigMapReader, harden: Hardening): TlsPolicy => ({
  protocols: protocols(values, harden),
  ciphers: ciphers(values, harden),
  rejectUnknownNames: values.flag('ssl-reject-handshake'),
  sessionTickets: values.flag('ssl-session-tickets'),
  earlyData: earlyData(values, harden),
});

const ciphers = (values: ConfigMapReader, harden: Hardening): Traced<string> => {
  const key = 'ssl-ciphers';
  const list = checked(values, key, sslCiphers.accepts, 'an OpenSSL cipher list');
  const weak = weakSuites(list.value);
  const args = { key: `ConfigMap key ${key}`, value: list.value, why: `offers broken suites (${weak.join(', ')})` };
  if (weak.length === 0 || !harden('D396', args, list.from)) return list;
  return mapTraced(list, (text) => strongSuites(text) || configMapKeys[key][1]);
};

/** A request in early data can be sent again by whoever has seen it. */
const earlyData = (values: ConfigMapReader, harden: Hardening): Traced<boolean> => {
  const on = values.flag('ssl-early-data');
  const why = 'accepts requests in early data, which whoever has seen them can send again';
  const closed = on.value && harden('D396', { key: 'ConfigMap key ssl-early-data', value: 'true', why }, on.from);
  return closed ? mapTraced(on, () => false) : on;
};

const knownProtocols = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

const protocols = (values: ConfigMapReader, harden: Hardening): Traced<readonly string[]> => {
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
