import type { Affinity } from '../../../model/features/pool-features.ts';
import type { Duration } from '../../../model/values/duration.ts';
import { seconds } from '../../../model/values/duration.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';

const cookieKeys: readonly AnnotationKey[] = [
  'session-cookie-name',
  'session-cookie-secure',
  'session-cookie-expires',
  'session-cookie-max-age',
  'session-cookie-path',
  'session-cookie-domain',
  'session-cookie-samesite',
  'session-cookie-conditional-samesite-none',
  'session-cookie-change-on-failure',
];

export const readAffinity: Reader = (given): Contribution => {
  const behavior = given.text('affinity-canary-behavior', 'sticky holds');
  const canary: Contribution['settings'] = defined({
    affinityCanaryBehavior:
      behavior === undefined
        ? undefined
        : mapTraced(behavior, (word) => (word === 'legacy' ? ('legacy' as const) : ('sticky' as const))),
  });
  const type = given.text('affinity', 'clients are not kept on one endpoint');
  if (type === undefined) {
    given.ignore(['affinity-mode', ...cookieKeys], 'affinity is not cookie');
    return { settings: canary };
  }
  if (given.has('upstream-hash-by')) given.ignore(['upstream-hash-by'], 'affinity is cookie');
  const path = given.text('session-cookie-path', 'the path of the Ingress holds');
  return { settings: { ...canary, affinity: { pool: affinity(given, type), ...defined({ path }) } } };
};

const affinity = (given: Given, type: Traced<string>): Affinity => {
  const mode = given.text('affinity-mode', 'balanced holds');
  const secure = given.flag('session-cookie-secure', 'Secure is set on TLS connections');
  const off = (key: AnnotationKey): Traced<boolean> =>
    given.flag(key, 'false holds') ?? traced(false, defaultOrigin(key));
  return {
    mode:
      mode === undefined
        ? mapTraced(type, () => 'balanced')
        : mapTraced(mode, (m) => (m === 'persistent' ? m : 'balanced')),
    cookie: cookieName(given),
    secure:
      secure === undefined
        ? traced('auto', defaultOrigin('session-cookie-secure'))
        : mapTraced(secure, (always) => (always ? 'always' : 'auto')),
    conditionalSameSiteNone: off('session-cookie-conditional-samesite-none'),
    changeOnFailure: off('session-cookie-change-on-failure'),
    ...defined({
      expires: lifetime(given, 'session-cookie-expires'),
      maxAge: lifetime(given, 'session-cookie-max-age'),
      domain: given.text('session-cookie-domain', 'the cookie has no Domain'),
      sameSite: sameSite(given),
    }),
  };
};

const cookieName = (given: Given): Traced<string> => {
  const key = 'session-cookie-name';
  const standard = traced('INGRESSCOOKIE', defaultOrigin(key));
  const name = given.text(key, 'INGRESSCOOKIE holds');
  if (name === undefined || !/[/: ]/.test(name.value)) return name ?? standard;
  const why = 'has a character that no cookie name may have';
  given.tell('D341', { key, value: name.value, why, instead: 'INGRESSCOOKIE holds' }, key, 'invalid');
  return standard;
};

/** The controller's pattern also lets texts pass that are no number; those fail when the cookie is set. */
const lifetime = (given: Given, key: AnnotationKey): Traced<Duration> | undefined => {
  const text = given.text(key, 'the attribute is left out');
  if (text === undefined) return undefined;
  if (/^-?[0-9]{1,15}$/.test(text.value)) return mapTraced(text, (n) => seconds(Number(n)));
  const why = 'is not a number of seconds, with which setting the cookie fails';
  given.tell('D341', { key, value: text.value, why, instead: 'the attribute is left out' }, key, 'invalid');
  return undefined;
};

const sameSite = (given: Given): Affinity['sameSite'] => {
  const key = 'session-cookie-samesite';
  const text = given.text(key, 'the cookie has no SameSite');
  if (text === undefined) return undefined;
  const { value } = text;
  if (value === 'None' || value === 'Lax' || value === 'Strict') return mapTraced(text, () => value);
  const why = 'is not spelled None, Lax or Strict, so the controller drops the attribute';
  given.tell('D342', { key, value, why, instead: 'it is left out' }, key, 'invalid');
  return undefined;
};
