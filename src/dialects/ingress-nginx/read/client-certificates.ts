import { shortened } from '../../../diagnostics/quoted.ts';
import type { ClientCertificates } from '../../../model/features/site-features.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';
import { findCertificates } from './references.ts';

const sideKeys = [
  'auth-tls-verify-client',
  'auth-tls-verify-depth',
  'auth-tls-error-page',
  'auth-tls-pass-certificate-to-upstream',
  'auth-tls-match-cn',
] as const;

export const readClientCertificates: Reader = (given) => {
  const isBlank = given.has('auth-tls-secret') && given.raw('auth-tls-secret').trim() === '';
  const secret = isBlank ? undefined : given.text('auth-tls-secret');
  if (secret === undefined) {
    for (const key of ['auth-tls-verify-client', 'auth-tls-match-cn'] as const) {
      if (!given.has(key) || given.has('auth-tls-secret') || given.raw(key).trim() === 'off') continue;
      given.unsafe('D382', { key }, key, 'hosts', 'ignored');
    }
    if (isBlank) given.unsafe('D382', { key: 'auth-tls-secret' }, 'auth-tls-secret', 'hosts');
    given.ignore(sideKeys, 'auth-tls-secret is missing');
    return {};
  }
  const certificates = findCertificates(given, secret.value);
  if (typeof certificates === 'string') {
    given.closeHosts('auth-tls-secret', certificates);
    given.ignore(sideKeys, 'auth-tls-secret cannot be used');
    return {};
  }
  const verify = given.text('auth-tls-verify-client', 'on holds');
  const depth = given.integer('auth-tls-verify-depth', '1 holds');
  const errorPage = given.text('auth-tls-error-page');
  const passCertificate = given.flag('auth-tls-pass-certificate-to-upstream', 'false holds');
  const subject = given.text('auth-tls-match-cn', 'the subject is not checked');
  if (certificates.ca === undefined) {
    const args = { key: 'auth-tls-secret', secret: `Secret ${shortened(secret.value)}` };
    given.unsafe('D332', args, 'auth-tls-secret', 'hosts');
    given.ignore(sideKeys, 'the Secret of auth-tls-secret has no ca.crt');
    return {};
  }
  const clientCertificates: ClientCertificates = {
    ca: traced(certificates.ca, ...secret.from),
    verify: verification(given, verify, subject !== undefined),
    depth:
      depth === undefined || depth.value === 0
        ? traced(1, ...(depth?.from ?? [defaultOrigin('auth-tls-verify-depth')]))
        : depth,
    passCertificate: passCertificate ?? traced(false, defaultOrigin('auth-tls-pass-certificate-to-upstream')),
    ...defined({
      crl: certificates.crl === undefined ? undefined : traced(certificates.crl, ...secret.from),
      errorPage,
      subject: subject === undefined ? undefined : wholeSubject(given, subject),
    }),
  };
  return { settings: { clientCertificates } };
};

const verification = (
  given: Given,
  written: Traced<string> | undefined,
  withSubject: boolean,
): ClientCertificates['verify'] => {
  const key = 'auth-tls-verify-client';
  if (written === undefined) return traced('on', defaultOrigin(key));
  const verify = mapTraced(written, verifyWord);
  const open = laxness(verify.value, withSubject);
  if (open === undefined) return verify;
  const closed = given.unsafe('D385', { key, value: written.value, open }, key, 'here', 'read');
  return closed ? mapTraced(written, () => 'on' as const) : verify;
};

/** Whom a word lets in; a client without certificate has no subject that auth-tls-match-cn could accept. */
const laxness = (word: ClientCertificates['verify']['value'], withSubject: boolean): string | undefined => {
  if (word === 'optional_no_ca')
    return withSubject
      ? 'whoever makes a certificate with a fitting subject gets in'
      : 'a client gets in with any certificate or none';
  if (withSubject) return undefined;
  if (word === 'off') return 'no client is asked for a certificate, and everybody gets in';
  return word === 'optional' ? 'a client without a certificate gets in' : undefined;
};

/** nginx looks for the pattern anywhere in the subject. */
const wholeSubject = (given: Given, subject: Traced<string>): Traced<string> => {
  const key = 'auth-tls-match-cn';
  if (/(?:[,$]|,\|\$\)|\$\|,\))$/.test(subject.value)) return subject;
  const closed = given.unsafe('D386', { key, value: subject.value }, key, 'here', 'read');
  return closed ? mapTraced(subject, (pattern) => `(?:^|,)(?:${pattern})(?:,|$)`) : subject;
};

/** Anything but the three lax words is the strict one. */
const verifyWord = (word: string): 'on' | 'off' | 'optional' | 'optional_no_ca' =>
  word === 'off' || word === 'optional' || word === 'optional_no_ca' ? word : 'on';
