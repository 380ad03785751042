/** Towards the backend: TLS, FastCGI, and the parts the assembly puts together (canary, sessions, mirror, error pages, authentication). */

import type { Reason } from '../../../diagnostics/report.ts';
import { because } from '../../../diagnostics/report.ts';
import type { BackendTls, FastCgi } from '../../../model/features/backend-features.ts';
import type {
  CanaryRules,
  ErrorPages,
  ExternalAuth,
  Mirror,
  RawText,
  SessionCookie,
  Tracing,
  Waf,
} from '../../../model/features/route-features.ts';
import { isCipherList } from '../../../model/values/cipher-list.ts';
import type { SecretText } from '../../../model/values/secret.ts';
import { type AtSite, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { canaryPercent } from '../canary.ts';
import { wrongStatus } from '../error-pages.ts';
import { fileStem } from '../names.ts';
import type { NginxNode } from '../node.ts';
import { checkPcre } from '../pcre.ts';
import { expand } from '../text.ts';
import { NginxToken } from '../token.ts';
import { directive, type Statement } from '../tree.ts';

const tlsProtocols = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export const protocolWords = (names: readonly string[]): readonly NginxToken[] =>
  tlsProtocols.filter((p) => names.includes(p)).map(NginxToken.word);

/** Name the controller's own upstream has: what it verifies and sends when no other name is given. */
const controllerUpstream = 'upstream_balancer';

export const backendTls = (feature: BackendTls, at: AtSite): Outcome<NginxNode> => {
  const { ca, certificate, ciphers, protocols, name, verify, verifyDepth, sni, ...rest } = feature;
  spent(rest);
  const folder = at.options.certificates ?? 'certs';
  const statements: Statement<'location'>[] = [];
  const nodes: NginxNode[] = [];
  const store = (secret: SecretText, suffix: string): NginxToken => {
    const file = `${fileStem(secret.secret.namespace, secret.secret.name)}${suffix}`;
    nodes.push({ at: 'file', file: { name: `certs/${file}`, text: secret.text, secret: true } });
    return NginxToken.literal(`${folder}/${file}`);
  };
  if (certificate !== undefined) {
    statements.push(directive('proxy_ssl_certificate', store(certificate.value.certificate, '.crt')));
    statements.push(directive('proxy_ssl_certificate_key', store(certificate.value.key, '.key')));
  }
  if (ca !== undefined) statements.push(directive('proxy_ssl_trusted_certificate', store(ca.value, '-ca.crt')));
  else if (verify.value)
    return refused(because('T5103', { what: 'proxy-ssl-verify on', why: 'it needs a CA to verify with' }, verify.from));
  const versions = protocolWords(protocols.value);
  if (versions.length === 0)
    return refused(
      because(
        'T5103',
        { what: `proxy-ssl-protocols ${protocols.value.join(' ')}`, why: 'it knows none of them' },
        protocols.from,
      ),
    );
  const unusable: Reason[] = [];
  if (isCipherList(ciphers.value)) {
    statements.push(directive('proxy_ssl_ciphers', NginxToken.literal(ciphers.value)));
  } else {
    const what = `proxy-ssl-ciphers ${ciphers.value}`;
    unusable.push(because('T5103', { what, why: 'OpenSSL may find no suite in it' }, ciphers.from));
  }
  statements.push(directive('proxy_ssl_protocols', ...versions));
  statements.push(directive('proxy_ssl_name', NginxToken.text(name?.value ?? controllerUpstream)));
  statements.push(directive('proxy_ssl_verify', NginxToken.word(verify.value ? 'on' : 'off')));
  statements.push(directive('proxy_ssl_verify_depth', NginxToken.integer(verifyDepth.value)));
  statements.push(directive('proxy_ssl_server_name', NginxToken.word(sni.value ? 'on' : 'off')));
  return withDifferences([...nodes, { at: 'backend-tls', statements }], unusable);
};

export const fastCgi = ({ index, parameters, ...rest }: FastCgi): Outcome<NginxNode> => {
  spent(rest);
  const statements: Statement<'location'>[] = [];
  if (index !== undefined) statements.push(directive('fastcgi_index', NginxToken.text(index.value)));
  for (const { name, value, ...more } of parameters) {
    spent(more);
    const expanded = expand(value.value);
    if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, value.from));
    statements.push(directive('fastcgi_param', NginxToken.literal(name), NginxToken.value(expanded.text)));
  }
  return exact({ at: 'location', statements });
};

export const canary = (rules: CanaryRules): Outcome<NginxNode> => {
  const differences: Reason[] = [];
  const test = rules.header?.value.test;
  if (test?.kind === 'pattern') {
    const check = checkPcre(test.pattern.source);
    if (!check.ok) differences.push(because('T5102', { pattern: test.pattern.source, why: check.why }));
  }
  const percent = canaryPercent(rules);
  const { weight } = rules.weight.value;
  if (weight > 0 && percent < 100) differences.push(because('T5131', { share: String(percent) }, rules.weight.from));
  return withDifferences([{ at: 'canary', rules }], differences);
};

export const sessionCookie = ({ path, ...rest }: SessionCookie): Outcome<NginxNode> => {
  spent(rest);
  return exact({ at: 'session-cookie', path: path.value });
};

export const mirror = (feature: Mirror): Outcome<NginxNode> => {
  if (feature.url === undefined) return approximate([], because('T5117', {}));
  const url = expand(feature.url.value);
  if (!url.ok) return refused(because('T5104', { variable: url.name }, feature.url.from));
  const host = feature.host === undefined ? undefined : expand(feature.host.value);
  if (host?.ok === false) return refused(because('T5104', { variable: host.name }));
  return exact({ at: 'mirror', mirror: feature });
};

export const errorPages = (pages: ErrorPages): Outcome<NginxNode> => {
  const wrong = wrongStatus(pages.statuses.value);
  if (wrong === undefined) return exact({ at: 'error-pages', pages });
  return refused(
    because(
      'T5103',
      { what: `custom-http-errors ${wrong}`, why: 'it is not a status of an error page' },
      pages.statuses.from,
    ),
  );
};

export const externalAuth = (auth: ExternalAuth): Outcome<NginxNode> => {
  const {
    url,
    host,
    method: _method,
    signin,
    responseHeaders: _headers,
    requestHeaders,
    requestRedirect,
    cache,
    alwaysSetCookie: _always,
    keepalive,
    global: _global,
    ...rest
  } = auth;
  spent(rest);
  const templates = [url.value, host, requestRedirect.value, ...requestHeaders.map((h) => h.value.value)];
  if (signin !== undefined) templates.push(signin.url.value);
  if (cache !== undefined) templates.push(cache.key.value);
  for (const template of templates) {
    const expanded = expand(template);
    if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, url.from));
  }
  const differences: Reason[] = keepalive === undefined ? [] : [because('T5122', {}, keepalive.connections.from)];
  if (signin !== undefined) differences.push(because('T5126', {}, signin.url.from));
  return withDifferences([{ at: 'external-auth', auth }], differences);
};

/** Without rules that switch the engine on ModSecurity only watches: leaving it away lets nobody in. */
export const waf = ({ on, coreRules, transactionId: _id, rules, ...rest }: Waf): Outcome<NginxNode> => {
  spent(rest);
  if (!on.value && !coreRules.value) return exact();
  if (rules !== undefined) return refused(because('T5105', {}, on.from, rules.from));
  return approximate([], because('T5132', {}, on.from, coreRules.from));
};

export const tracing = ({ on, trustIncoming: _trust, operation: _operation, ...rest }: Tracing): Outcome<NginxNode> => {
  spent(rest);
  return on.value ? refused(because('T5106', {}, on.from)) : exact();
};

export const rawText = ({ texts, guards: _guards, ...rest }: RawText): Outcome<NginxNode> => {
  spent(rest);
  const [first, ...more] = texts.map(({ text }) => because('T5108', { text: excerpt(text.value) }, text.from));
  return first === undefined ? exact() : refused(first, ...more);
};

const excerpt = (raw: string): string => JSON.stringify(raw.length > 80 ? `${raw.slice(0, 80)}…` : raw);
