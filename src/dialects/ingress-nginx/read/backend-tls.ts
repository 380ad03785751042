import { shortened } from '../../../diagnostics/quoted.ts';
import type { BackendTls } from '../../../model/features/backend-features.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';
import { findCertificates } from './references.ts';

const sideKeys = [
  'proxy-ssl-ciphers',
  'proxy-ssl-protocols',
  'proxy-ssl-name',
  'proxy-ssl-verify',
  'proxy-ssl-verify-depth',
  'proxy-ssl-server-name',
] as const;

export const readBackendTls: Reader = (given): Contribution => {
  const secret = given.text('proxy-ssl-secret', 'TLS to the backend is not configured');
  if (secret === undefined) {
    given.ignore(sideKeys, 'proxy-ssl-secret is missing');
    return {};
  }
  const certificates = findCertificates(given, secret.value);
  if (typeof certificates === 'string') {
    given.deny('proxy-ssl-secret', certificates);
    given.ignore(sideKeys, 'proxy-ssl-secret cannot be used');
    return {};
  }
  const withCa = certificates.ca !== undefined;
  const backendTls: BackendTls = {
    ...settings(given),
    ...defined({
      ca: certificates.ca === undefined ? undefined : traced(certificates.ca, ...secret.from),
      // The pair is written to disk together with the CA only.
      certificate: withCa && certificates.pair !== undefined ? traced(certificates.pair, ...secret.from) : undefined,
    }),
  };
  if (!withCa) {
    const unused = ['proxy-ssl-ciphers', 'proxy-ssl-protocols', 'proxy-ssl-verify', 'proxy-ssl-verify-depth'] as const;
    given.ignore(unused, `Secret ${shortened(secret.value)} has no ca.crt`);
  }
  const server = withCa && !given.controller.defaults.proxySslLocationOnly;
  return { location: { backendTls }, ...(server ? { settings: { serverBackendTls: backendTls } } : {}) };
};

const settings = (given: Given): Omit<BackendTls, 'ca' | 'certificate'> => {
  const depth = given.integer('proxy-ssl-verify-depth', '1 holds');
  const verify = given.text('proxy-ssl-verify', 'off holds');
  const sni = given.text('proxy-ssl-server-name', 'off holds');
  const name = given.text('proxy-ssl-name', 'no name is sent');
  return {
    ciphers: given.text('proxy-ssl-ciphers', 'DEFAULT holds') ?? traced('DEFAULT', defaultOrigin('proxy-ssl-ciphers')),
    protocols: protocols(given),
    verify: verify === undefined ? traced(false, defaultOrigin('proxy-ssl-verify')) : mapTraced(verify, isOn),
    verifyDepth:
      depth === undefined || depth.value === 0
        ? traced(1, ...(depth?.from ?? [defaultOrigin('proxy-ssl-verify-depth')]))
        : depth,
    sni: sni === undefined ? traced(false, defaultOrigin('proxy-ssl-server-name')) : mapTraced(sni, isOn),
    ...defined({ name }),
  };
};

const isOn = (word: string): boolean => word === 'on';

const protocols = (given: Given): Traced<readonly string[]> => {
  const key = 'proxy-ssl-protocols';
  const standard = traced(['TLSv1.2'], defaultOrigin(key));
  const text = given.text(key, 'TLSv1.2 holds');
  if (text === undefined) return standard;
  const words = [...new Set(text.value.split(' ').filter((word) => word !== ''))].sort();
  if (words.every((word) => word === 'TLSv1.2' || word === 'TLSv1.3')) return mapTraced(text, () => words);
  given.tell(
    'D340',
    { key, value: text.value, why: 'has words run together', instead: 'TLSv1.2 holds' },
    key,
    'invalid',
  );
  return standard;
};
