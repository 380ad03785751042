import type { TlsCiphers } from '../../../model/features/site-features.ts';
import { mapTraced } from '../../../source/traced.ts';
import { strongSuites, weakSuites } from '../hardening/weak-tls.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

/** Broken suites are the operator's choice, and said so. */
const ciphers = (given: Given): TlsCiphers['ciphers'] => {
  const key = 'ssl-ciphers';
  const text = given.text(key, "the controller's own list holds");
  const weak = text === undefined ? [] : weakSuites(text.value);
  if (text === undefined || weak.length === 0) return text;
  const args = { key, value: text.value, why: `offers broken suites (${weak.join(', ')})` };
  if (!given.unsafe('D396', args, key, 'here', 'read')) return text;
  const kept = strongSuites(text.value);
  return kept === '' ? undefined : mapTraced(text, () => kept);
};

export const readTlsCiphers: Reader = (given) => {
  const tlsCiphers: TlsCiphers = defined({
    ciphers: ciphers(given),
    preferServer: given.flag('ssl-prefer-server-ciphers', "the controller's own setting holds"),
  });
  return Object.keys(tlsCiphers).length === 0 ? {} : { settings: { tlsCiphers } };
};
