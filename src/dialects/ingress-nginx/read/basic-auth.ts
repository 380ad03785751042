import { quoted, shortened } from '../../../diagnostics/quoted.ts';
import type { SecretObject } from '../../../kubernetes/cluster.ts';
import type { BasicAuth } from '../../../model/features/route-features.ts';
import type { SecretText } from '../../../model/values/secret.ts';
import { mapTraced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';
import { findSecret, foreignNamespace, parseReference, secretText } from './references.ts';

const sideKeys = ['auth-secret-type', 'auth-realm'] as const;

export const readBasicAuth: Reader = (given) => {
  const type = isBlank(given, 'auth-type') ? undefined : given.text('auth-type');
  if (type === undefined) return unchecked(given);
  if (type.value !== 'basic' && type.value !== 'digest') {
    const args = { key: 'auth-type', value: type.value, why: 'is neither basic nor digest' };
    given.tell('D340', { ...args, instead: 'the paths are closed with 503' }, 'auth-type', 'invalid');
    given.deny('auth-type', `${quoted(type.value)} is neither basic nor digest`);
    return {};
  }
  const layout =
    given.text('auth-secret-type', 'auth-file holds') ?? traced('auth-file', defaultOrigin('auth-secret-type'));
  const secret = passwordSecret(given);
  if (secret === undefined) return {};
  const written = given.text('auth-realm', 'the realm is empty') ?? traced('', defaultOrigin('auth-realm'));
  if (layout.value !== 'auth-file' && layout.value !== 'auth-map') {
    given.deny('auth-secret-type', `${quoted(layout.value)} is neither auth-file nor auth-map`);
    return {};
  }
  const kind = layout.value;
  const users = kind === 'auth-file' ? secretText(secret, 'auth') : userLines(secret);
  if (users === undefined) {
    given.deny('auth-secret', `Secret ${secret.namespace}/${secret.name} has no key auth`);
    return {};
  }
  const off = written.value === 'off';
  if (off && !given.unsafe('D330', { key: 'auth-realm' }, 'auth-realm', 'here')) return withoutCredentials(given);
  const realm = off ? mapTraced(written, () => '') : written;
  const basicAuth: BasicAuth = {
    scheme: mapTraced(type, (word) => (word === 'digest' ? 'digest' : 'basic')),
    realm,
    users: traced(users, given.at('auth-secret')),
    layout: mapTraced(layout, () => kind),
  };
  return { settings: { basicAuth } };
};

const isBlank = (given: Given, key: AnnotationKey): boolean => given.has(key) && given.raw(key).trim() === '';

/** Without a type the controller looks at none of the keys. */
const unchecked = (given: Given): Contribution => {
  const key = (['auth-secret', ...sideKeys] as const).find((k) => given.has(k));
  if (isBlank(given, 'auth-type')) given.unsafe('D381', { key: 'auth-type' }, 'auth-type', 'paths');
  else if (key !== undefined && !given.has('auth-type'))
    given.unsafe('D331', { key, needs: 'auth-type' }, key, 'paths', 'ignored');
  given.ignore(['auth-secret', ...sideKeys], 'auth-type is missing');
  return {};
};

/** The controller keeps the header from the backend even then. */
const withoutCredentials = (given: Given): Contribution => {
  const above = given.controller.base.location.requestHeaders?.changes ?? [];
  const change = {
    name: 'Authorization',
    from: traced('Authorization', given.at('auth-realm'), given.at('auth-type')),
  };
  return { location: { requestHeaders: { changes: [...above, change] } } };
};

/** The Secret of auth-secret; every way it can be missing closes the paths. */
const passwordSecret = (given: Given): SecretObject | undefined => {
  const key = 'auth-secret';
  if (!given.has(key) || given.raw(key).trim() === '') {
    given.deny(given.has(key) ? key : 'auth-type', 'auth-secret is missing or empty');
    return undefined;
  }
  const text = given.text(key);
  if (text === undefined) return undefined;
  const reference = parseReference(text.value);
  const namespace = reference?.namespace === '' ? given.here().ingress.namespace : (reference?.namespace ?? '');
  const name = reference?.name ?? '';
  const secret = reference === undefined ? undefined : findSecret(given, namespace, name);
  const why =
    reference === undefined
      ? `${quoted(text.value)} is not a name or namespace/name`
      : (foreignNamespace(given, namespace) ??
        (secret === undefined ? `Secret ${shortened(`${namespace}/${name}`)} is not in the input` : undefined));
  if (why === undefined) return secret;
  given.deny(key, why);
  return undefined;
};

/** Every key of the Secret is a user, its value the hash. */
const userLines = (secret: SecretObject): SecretText => ({
  secret: { namespace: secret.namespace, name: secret.name, key: '*' },
  text: [...secret.data]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([user, hash]) => `${user}:${hash}\n`)
    .join(''),
});
