/** What holds for a host as a whole: certificates, client certificates, answers of the server itself. */

import { because } from '../../../diagnostics/report.ts';
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
import { isCipherList } from '../../../model/values/cipher-list.ts';
import type { SecretText } from '../../../model/values/secret.ts';
import { type AtSite, approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { fileStem } from '../names.ts';
import type { NginxNode } from '../node.ts';
import { checkPcre, withoutNames } from '../pcre.ts';
import { capturesIn, expand, text, variable } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, type Statement } from '../tree.ts';

export const certificatePath = (folder: string | undefined, file: string): NginxToken =>
  NginxToken.literal(`${folder ?? 'certs'}/${file}`);

export const secretFile = (secret: SecretText, suffix: string): { readonly name: string; readonly node: NginxNode } => {
  const name = `${fileStem(secret.secret.namespace, secret.secret.name)}${suffix}`;
  return { name, node: { at: 'file', file: { name: `certs/${name}`, text: secret.text, secret: true } } };
};

export const serverCertificate = (
  { certificate, names, ...rest }: ServerCertificate,
  at: AtSite,
): Outcome<NginxNode> => {
  spent(rest);
  const { certificate: chain, key, names: _covered, ...more } = certificate.value;
  spent(more);
  const [crt, pem] = [secretFile(chain, '.crt'), secretFile(key, '.key')];
  const statements = [
    directive('ssl_certificate', certificatePath(at.options.certificates, crt.name)),
    directive('ssl_certificate_key', certificatePath(at.options.certificates, pem.name)),
  ];
  return exact(crt.node, pem.node, { at: 'certificate', statements, names });
};

/** Only `--certs` says that the files lie on the proxy; else the placeholder keeps the configuration loadable. */
export const certificateReference = ({ secret, ...rest }: CertificateReference, at: AtSite): Outcome<NginxNode> => {
  spent(rest);
  const { namespace, name } = secret.value;
  const { certificates } = at.options;
  if (certificates === undefined) {
    return approximate([], because('T5130', { secret: `${namespace}/${name}`, host: at.site.host }, secret.from));
  }
  const stem = fileStem(namespace, name);
  const statements = [
    directive('ssl_certificate', certificatePath(certificates, `${stem}.crt`)),
    directive('ssl_certificate_key', certificatePath(certificates, `${stem}.key`)),
  ];
  return exact({ at: 'certificate', statements, names: [at.site.host] });
};

export const clientCertificates = (feature: ClientCertificates, at: AtSite): Outcome<NginxNode> => {
  const { ca, crl, verify, depth, errorPage, passCertificate, subject, ...rest } = feature;
  spent(rest);
  const authority = secretFile(ca.value, '-ca.crt');
  const nodes: NginxNode[] = [authority.node];
  const statements: Statement<'server'>[] = [
    directive('ssl_client_certificate', certificatePath(at.options.certificates, authority.name)),
    directive('ssl_verify_client', NginxToken.word(verify.value)),
    directive('ssl_verify_depth', NginxToken.integer(depth.value)),
  ];
  if (crl !== undefined) {
    const list = secretFile(crl.value, '-ca.crl');
    nodes.push(list.node);
    statements.push(directive('ssl_crl', certificatePath(at.options.certificates, list.name)));
  }
  if (errorPage !== undefined) {
    const codes = [NginxToken.integer(495), NginxToken.integer(496), NginxToken.word('=')];
    statements.push(directive('error_page', ...codes, NginxToken.text(errorPage.value)));
  }
  nodes.push(
    { at: 'server', rank: 0, statements, answers: true },
    { at: 'client-certificate-headers', pass: passCertificate.value },
  );
  if (subject !== undefined) {
    const check = checkPcre(subject.value);
    if (!check.ok) return refused(because('T5102', { pattern: subject.value, why: check.why }, subject.from));
    const condition = [
      NginxToken.variable('ssl_client_s_dn'),
      NginxToken.word('!~'),
      NginxToken.regex(withoutNames(subject.value)),
    ];
    const test = block('if', condition, [directive('return', NginxToken.integer(403))]);
    nodes.push({ at: 'server', rank: 2, statements: [test], answers: true });
  }
  return exact(...nodes);
};

export const closed = ({ status, reason: _reason, ...rest }: Closed): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'server',
    rank: 3,
    statements: [directive('return', NginxToken.integer(status.value))],
    answers: true,
  });
};

export const appRoot = ({ path, ...rest }: AppRoot): Outcome<NginxNode> => {
  spent(rest);
  const target = expand(path.value);
  if (!target.ok) return refused(because('T5104', { variable: target.name }, path.from));
  if (capturesIn(target.text).length > 0)
    return refused(because('T5104', { variable: 'a capture in app-root' }, path.from));
  const answer = directive(
    'return',
    NginxToken.integer(302),
    NginxToken.value(text(variable('scheme'), '://', variable('http_host'), target.text)),
  );
  const condition = [NginxToken.variable('uri'), NginxToken.word('='), NginxToken.word('/')];
  return exact({ at: 'server', rank: 4, statements: [block('if', condition, [answer])], answers: true });
};

export const wwwRedirect = (redirect: WwwRedirect): Outcome<NginxNode> => {
  const { from: _from, status: _status, covered: _covered, ...rest } = redirect;
  spent(rest);
  return exact({ at: 'www', redirect });
};

export const tlsCiphers = ({ ciphers, preferServer, ...rest }: TlsCiphers): Outcome<NginxNode> => {
  spent(rest);
  const statements: Statement<'server'>[] = [];
  if (ciphers !== undefined && ciphers.value !== '') {
    if (!isCipherList(ciphers.value)) {
      return refused(
        because(
          'T5103',
          { what: `ssl-ciphers ${ciphers.value}`, why: 'OpenSSL may find no suite in it' },
          ciphers.from,
        ),
      );
    }
    statements.push(directive('ssl_ciphers', NginxToken.literal(ciphers.value)));
  }
  if (preferServer !== undefined)
    statements.push(directive('ssl_prefer_server_ciphers', NginxToken.word(preferServer.value ? 'on' : 'off')));
  return exact({ at: 'server', rank: 0, statements, answers: false });
};

export const passthrough = ({ pool, ...rest }: Passthrough): Outcome<NginxNode> => {
  spent(rest);
  return exact({ at: 'passthrough', pool: pool.value });
};
