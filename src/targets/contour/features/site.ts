import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  AppRoot,
  CertificateReference,
  ClientCertificates,
  Closed,
  Passthrough,
  ServerCertificate,
  TlsCiphers,
  WwwRedirect,
} from '../../../model/features/site-features.ts';
import { literalText } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { isWritten } from '../../../source/traced.ts';
import { type AtSite, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { ContourNode } from '../node.ts';
import { encodePath } from '../paths.ts';
import { subjectRegex } from '../regex.ts';
import { trustOf } from '../trusted-proxies.ts';
import { redirectStatus } from './redirect.ts';

export const serverCertificate = ({ certificate, names, ...rest }: ServerCertificate): Outcome<ContourNode> => {
  spent(rest);
  const { namespace, name } = certificate.value.certificate.secret;
  return exact({ kind: 'certificate', secret: { namespace, name }, names });
};

export const certificateReference = ({ secret, ...rest }: CertificateReference, at: AtSite): Outcome<ContourNode> => {
  spent(rest);
  return exact({ kind: 'certificate', secret: secret.value, names: [at.site.host] });
};

export const clientCertificates = (
  { ca, crl, verify, depth, errorPage, passCertificate, subject, ...rest }: ClientCertificates,
  at: AtSite,
): Outcome<ContourNode> => {
  spent(rest);
  if (ca.value.secret.key !== 'ca.crt') {
    return refused(because('T5457', { what: 'a CA under another key than ca.crt' }, ca.from));
  }
  if (crl !== undefined) {
    return refused(
      because('T5457', { what: 'the revocation list of the CA (key ca.crl; Contour reads crl.pem)' }, crl.from),
    );
  }
  if (verify.value === 'off') return subject === undefined ? exact() : exact({ kind: 'closed', status: 403 });
  const regex = subject === undefined ? undefined : subjectRegex(subject.value);
  if (subject !== undefined && regex === undefined) {
    return refused(because('T5458', { subject: subject.value }, subject.from, ca.from, verify.from));
  }
  const differences: Reason[] = [];
  const byRoute = verify.value === 'on' && trustOf(at.model).kind === 'none';
  const missing = verify.value === 'on' && !byRoute;
  if (verify.value !== 'optional_no_ca')
    differences.push(because('T5456', { host: at.site.host, missing }, verify.from, ca.from));
  else
    differences.push(
      because('T5457', { what: 'the verdict of an unchecked certificate (ssl-client-verify)' }, verify.from),
    );
  if (isWritten(depth))
    differences.push(because('T5457', { what: `auth-tls-verify-depth ${depth.value}` }, depth.from));
  if (errorPage !== undefined) differences.push(because('T5457', { what: 'auth-tls-error-page' }, errorPage.from));
  const { namespace, name } = ca.value.secret;
  const node = {
    kind: 'client-validation',
    ca: { namespace, name },
    verify: verify.value,
    byRoute,
    pass: passCertificate.value,
    ...(regex === undefined ? {} : { subject: regex }),
  } as const;
  return withDifferences([node], differences);
};

export const closed = ({ status, reason: _reason, ...rest }: Closed): Outcome<ContourNode> => {
  spent(rest);
  return exact({ kind: 'closed', status: status.value });
};

export const appRoot = ({ path, ...rest }: AppRoot): Outcome<ContourNode> => {
  spent(rest);
  const text = literalText(path.value);
  if (text === undefined || !text.startsWith('/') || text.startsWith('//')) {
    return refused(because('T5405', { target: templateText(path.value) }, path.from));
  }
  return approximate([{ kind: 'app-root', path: encodePath(text) }], because('T5459', { path: text }, path.from));
};

export const wwwRedirect = ({ from, status, covered, ...rest }: WwwRedirect, at: AtSite): Outcome<ContourNode> => {
  spent(rest);
  const used = redirectStatus(status.value, at.options.version);
  const node = { kind: 'www-redirect', from: from.value, status: used, covered } as const;
  const differences: Reason[] = [because('T5408', { to: at.site.host, status: used }, from.from)];
  if (used !== status.value) differences.push(because('T5407', { wanted: status.value, used }, status.from));
  if (!covered) differences.push(because('T5460', { from: from.value }, from.from));
  return withDifferences([node], differences);
};

export const tlsCiphers = ({ ciphers, preferServer, ...rest }: TlsCiphers, at: AtSite): Outcome<ContourNode> => {
  spent(rest);
  const [one, ...more] = [ciphers, preferServer].flatMap((part) =>
    part === undefined ? [] : [because('T5461', { host: at.site.host }, part.from)],
  );
  return one === undefined ? exact() : refused(one, ...more);
};

export const passthrough = ({ pool, ...rest }: Passthrough): Outcome<ContourNode> => {
  spent(rest);
  return exact({ kind: 'passthrough', pool: pool.value });
};
