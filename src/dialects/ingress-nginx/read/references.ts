/** Secrets and ConfigMaps that annotations refer to by name. */
import { quoted, shortened } from '../../../diagnostics/quoted.ts';
import { hasCertificates, hasRevocationLists, readCertificate } from '../../../kubernetes/certificate.ts';
import type { ConfigMapObject, SecretObject } from '../../../kubernetes/cluster.ts';
import type { SecretText } from '../../../model/values/secret.ts';
import type { Given } from './given.ts';

export interface Reference {
  /** Empty when the text has no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** `name` or `namespace/name`; undefined for anything with more slashes. */
export const parseReference = (text: string): Reference | undefined => {
  const [first = '', second, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  return second === undefined ? { namespace: '', name: first } : { namespace: first, name: second };
};

/** Why the reference may not be followed, in words; undefined when it may. */
export const foreignNamespace = (given: Given, namespace: string): string | undefined =>
  namespace === given.here().ingress.namespace || given.controller.gates.crossNamespace
    ? undefined
    : `${quoted(namespace)} is another namespace, which the controller allows only with allow-cross-namespace-resources`;

export const findSecret = (given: Given, namespace: string, name: string): SecretObject | undefined =>
  given.here().cluster.secrets.get(`${namespace}/${name}`);

export const findConfigMap = (given: Given, namespace: string, name: string): ConfigMapObject | undefined =>
  given.here().cluster.configMaps.get(`${namespace}/${name}`);

export const secretText = (secret: SecretObject, key: string): SecretText | undefined => {
  const text = secret.data.get(key);
  return text === undefined ? undefined : { secret: { namespace: secret.namespace, name: secret.name, key }, text };
};

/** What a Secret for checking certificates holds; a string says why the controller cannot use it. */
export interface Certificates {
  readonly ca?: SecretText;
  readonly crl?: SecretText;
  readonly pair?: { readonly certificate: SecretText; readonly key: SecretText };
}

/** Many Ingresses name the same Secret, and keys are slow to read. */
const faults = new WeakMap<SecretObject, string | undefined>();

/** The controller uses nothing of a Secret in which something cannot be read; nor would a proxy load it. */
const unreadable = (
  ca: SecretText | undefined,
  crl: SecretText | undefined,
  pair: Certificates['pair'],
): string | undefined => {
  const read = pair === undefined ? undefined : readCertificate(pair.certificate.text, pair.key.text);
  if (read?.ok === false) return read.why;
  if (ca !== undefined && !hasCertificates(ca.text))
    return 'ca.crt holds something else than certificates that can be read';
  return ca === undefined || crl === undefined || hasRevocationLists(crl.text)
    ? undefined
    : 'ca.crl holds no revocation list that can be read';
};

/** Follows `namespace/name` to a Secret with `ca.crt`, or with `tls.crt` and `tls.key`. */
export const findCertificates = (given: Given, text: string): Certificates | string => {
  const parts = text.split('/');
  const [namespace = '', name = ''] = parts;
  if (parts.length !== 2) return `${quoted(text)} is not of the form namespace/name`;
  const foreign = foreignNamespace(given, namespace);
  if (foreign !== undefined) return foreign;
  const secret = findSecret(given, namespace, name);
  if (secret === undefined) return `Secret ${shortened(text)} is not in the input`;
  const ca = secretText(secret, 'ca.crt');
  const crl = secretText(secret, 'ca.crl');
  const certificate = secretText(secret, 'tls.crt');
  const key = secretText(secret, 'tls.key');
  const pair = certificate === undefined || key === undefined ? undefined : { certificate, key };
  const fault = faults.has(secret) ? faults.get(secret) : unreadable(ca, crl, pair);
  faults.set(secret, fault);
  if (fault !== undefined) return `Secret ${shortened(text)} cannot be used: ${fault}`;
  if (ca === undefined && pair === undefined)
    return `Secret ${shortened(text)} holds neither ca.crt nor tls.crt and tls.key`;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(ca === undefined || crl === undefined ? {} : { crl }),
    ...(pair === undefined ? {} : { pair }),
  };
};
