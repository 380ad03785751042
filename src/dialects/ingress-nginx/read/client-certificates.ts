import { shortened } from '../../../diagnostics/quoted.ts';
import type { ClientCertificates } from '../../../model/features/site-features.ts';
import { mapTraced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../config-map.ts';
import { defined } from './defined.ts';
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
  const secret = given.text('auth-tls-secret', 'no client certificate is asked for');
  if (secret === undefined) {
    const guard = ['auth-tls-verify-client', 'auth-tls-match-cn'] as const;
    for (const key of guard) {
      if (!given.has(key) || given.has('auth-tls-secret')) continue;
      given.tell('D331', { key, needs: 'auth-tls-secret' }, key, 'ignored');
    }
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
    given.tell(
      'D332',
      { key: 'auth-tls-secret', secret: `Secret ${shortened(secret.value)}` },
      'auth-tls-secret',
      'invalid',
    );
    given.ignore(sideKeys, 'the Secret of auth-tls-secret has no ca.crt');
    return {};
  }
  const clientCertificates: ClientCertificates = {
    ca: traced(certificates.ca, ...secret.from),
    verify:
      verify === undefined ? traced('on', defaultOrigin('auth-tls-verify-client')) : mapTraced(verify, verifyWord),
    depth:
      depth === undefined || depth.value === 0
        ? traced(1, ...(depth?.from ?? [defaultOrigin('auth-tls-verify-depth')]))
        : depth,
    passCertificate: passCertificate ?? traced(false, defaultOrigin('auth-tls-pass-certificate-to-upstream')),
    ...defined({
      crl: certificates.crl === undefined ? undefined : traced(certificates.crl, ...secret.from),
      errorPage,
      subject,
    }),
  };
  return { settings: { clientCertificates } };
};

/** Anything but the three lax words is the strict one. */
const verifyWord = (word: string): 'on' | 'off' | 'optional' | 'optional_no_ca' =>
  word === 'off' || word === 'optional' || word === 'optional_no_ca' ? word : 'on';
