/** What holds for a host as a whole. */

import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  AppRoot,
  CertificateReference,
  ClientCertificates,
  Passthrough,
  ServerCertificate,
  TlsCiphers,
  WwwRedirect,
} from '../../../model/features/site-features.ts';
import type { Site } from '../../../model/model.ts';
import { isCipherList } from '../../../model/values/cipher-list.ts';
import { literalText } from '../../../model/values/template.ts';
import { isWritten } from '../../../source/traced.ts';
import { type AtSite, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { digest, secretFile } from '../names.ts';
import { regexShape } from '../regex.ts';
import { formatted } from '../request.ts';
import { HaproxyToken, mapValue, printable } from '../token.ts';
import { frontend, type HaproxyNode, type Line, line } from '../tree.ts';
import { answer, redirectTo, when } from './answer.ts';
import { siteKey } from './denied.ts';

export const serverCertificate = (
  { certificate, names, ...rest }: ServerCertificate,
  at: AtSite,
): Outcome<HaproxyNode> => {
  spent(rest);
  const { certificate: chain, key } = certificate.value;
  const file = secretFile(at.options, 'tls', chain.secret, 'pem');
  const nodes: HaproxyNode[] = [{ in: 'certificate', file, names: names.filter(isListName) }];
  if (at.options.writeSecrets)
    nodes.push({
      in: 'file',
      file: { name: file, text: `${chain.text.trimEnd()}\n${key.text.trimEnd()}\n`, secret: true },
    });
  return exact(...nodes);
};

/** Only `--certs` says that the files lie on the proxy; else the placeholder keeps the configuration loadable. */
export const certificateReference = ({ secret, ...rest }: CertificateReference, at: AtSite): Outcome<HaproxyNode> => {
  spent(rest);
  const { namespace, name } = secret.value;
  if (at.options.certificates === undefined) {
    return approximate([], because('T5298', { secret: `${namespace}/${name}`, host: at.site.host }, secret.from));
  }
  const file = secretFile({ ...at.options, writeSecrets: false }, 'tls', secret.value, 'pem');
  return exact({ in: 'certificate', file, names: [at.site.host].filter(isListName) });
};

/** Names a certificate list can hold: host names, or `*.` and a host name. */
export const isListName = (name: string): boolean => /^(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(name);

/** Names of a site that TLS clients may ask for. */
export const tlsNames = (site: Site): readonly string[] =>
  [site.host, ...site.aliases.map((a) => a.value.text)].filter(isListName);

export const tlsCiphers = ({ ciphers, preferServer, ...rest }: TlsCiphers, at: AtSite): Outcome<HaproxyNode> => {
  spent(rest);
  const differences: Reason[] = [];
  if (preferServer?.value === false) differences.push(because('T5257', {}, preferServer.from));
  if (ciphers === undefined || ciphers.value === '') return withDifferences<HaproxyNode>([], differences);
  if (!isCipherList(ciphers.value)) return refused(because('T5217', { what: 'ssl-ciphers' }, ciphers.from));
  return withDifferences<HaproxyNode>(
    [{ in: 'certificate', names: tlsNames(at.site), options: line('ciphers', HaproxyToken.suites(ciphers.value)) }],
    differences,
  );
};

export const appRoot = ({ path, ...rest }: AppRoot, at: AtSite): Outcome<HaproxyNode> => {
  spent(rest);
  const text = formatted(path.value, 'app-root');
  if (!text.ok) return refused(text.because);
  const literal = literalText(path.value);
  if (literal !== undefined && mapValue(literal) !== undefined)
    return exact({ in: 'map', map: 'app-root', key: siteKey(at.site), value: literal });
  const here = HaproxyToken.fixed('{ var(txn.path) -m str / }');
  const isSite = [
    HaproxyToken.fixed('{ var(txn.site) -m str'),
    HaproxyToken.word(siteKey(at.site)),
    HaproxyToken.fixed('}'),
  ];
  const scheme = formatted(
    [
      { kind: 'request', value: { kind: 'scheme' } },
      { kind: 'text', text: '://' },
      { kind: 'request', value: { kind: 'hostHeader' } },
    ],
    'app-root',
  );
  return exact(
    frontend(
      'app-root',
      redirectTo([...(scheme.ok ? scheme.parts : []), ...text.parts], 302, ...when(here, ...isSite)),
    ),
  );
};

export const wwwRedirect = (
  { from, status, covered: _covered, ...rest }: WwwRedirect,
  at: AtSite,
): Outcome<HaproxyNode> => {
  spent(rest);
  return exact({ in: 'map', map: 'www-redirect', key: from.value, value: `${status.value} ${at.site.host}` });
};

export const clientCertificates = (feature: ClientCertificates, at: AtSite): Outcome<HaproxyNode> => {
  const { ca, crl, verify, depth, errorPage, passCertificate, subject, ...rest } = feature;
  spent(rest);
  if (subject !== undefined && regexShape(subject.value) === undefined)
    return refused(because('T5202', { regex: subject.value }, subject.from));
  if (errorPage !== undefined && !printable(errorPage.value))
    return refused(because('T5203', { what: 'auth-tls-error-page' }, errorPage.from));
  const key = siteKey(at.site);
  const file = secretFile(at.options, 'tls', ca.value.secret, 'ca.pem');
  const options: Line[] = [line('verify', 'optional', 'ca-file', HaproxyToken.file(file))];
  const nodes: HaproxyNode[] = [];
  if (at.options.writeSecrets) nodes.push({ in: 'file', file: { name: file, text: ca.value.text, secret: true } });
  if (crl !== undefined) {
    const list = secretFile(at.options, 'tls', crl.value.secret, 'crl.pem');
    options.push(line('crl-file', HaproxyToken.file(list)));
    if (at.options.writeSecrets) nodes.push({ in: 'file', file: { name: list, text: crl.value.text, secret: true } });
  }
  if (verify.value !== 'off') nodes.push({ in: 'certificate', names: tlsNames(at.site), options: options.flat() });
  nodes.push({
    in: 'map',
    map: 'client-certificates',
    key,
    value: `${verify.value}${passCertificate.value ? ' pass' : ''}`,
  });
  const isSite = [HaproxyToken.fixed('{ var(txn.site) -m str'), HaproxyToken.word(key), HaproxyToken.fixed('}')];
  if (errorPage !== undefined && /^https?:\/\//.test(errorPage.value)) {
    const refusedHere = HaproxyToken.fixed('{ var(txn.refused) -m found }');
    nodes.push(frontend('certificate', redirectTo([errorPage.value], 302, ...when(refusedHere, ...isSite))));
  }
  if (subject !== undefined) {
    const acl = line(
      'acl',
      HaproxyToken.name(`subject_${digest(key)}`),
      'ssl_c_s_dn(,0,rfc2253)',
      '-m',
      'reg',
      '--',
      HaproxyToken.word(subject.value),
    );
    const matches = HaproxyToken.name(`subject_${digest(key)}`);
    nodes.push(
      frontend('certificate-subject', acl),
      frontend(
        'certificate-subject',
        answer(403, ...when(...isSite, HaproxyToken.joined(HaproxyToken.fixed('!'), matches))),
      ),
    );
  }
  const differences: Reason[] = [];
  if (verify.value === 'optional_no_ca') differences.push(because('T5216', {}, verify.from));
  if (isWritten(depth) && depth.value !== 1)
    differences.push(because('T5243', { what: 'auth-tls-verify-depth', depth: depth.value }, depth.from));
  return withDifferences(nodes, differences);
};

export const passthrough = ({ pool, ...rest }: Passthrough, _at: AtSite): Outcome<HaproxyNode> => {
  spent(rest);
  return exact({ in: 'pass', pool: pool.value });
};
