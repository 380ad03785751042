/** Settings for every host: TLS, listeners' limits, compression, blocks, logs. */

import { because, type Reason } from '../../../diagnostics/report.ts';
import type * as controller from '../../../model/features/controller-features.ts';
import { isCipherList } from '../../../model/values/cipher-list.ts';
import type { Traced } from '../../../source/traced.ts';
import { type AtController, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { wrongStatus } from '../error-pages.ts';
import { nameFor } from '../names.ts';
import type { NginxNode } from '../node.ts';
import { checkPcre, quotePattern, withoutNames } from '../pcre.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row, type Statement } from '../tree.ts';
import { protocolWords } from './backend.ts';
import { certificatePath, secretFile } from './site.ts';

const onOff = (on: boolean): NginxToken => NginxToken.word(on ? 'on' : 'off');

export const tlsPolicy = (feature: controller.TlsPolicy): Outcome<NginxNode> => {
  const { protocols, ciphers, rejectUnknownNames: _reject, sessionTickets, earlyData, tuning = [], ...rest } = feature;
  spent(rest);
  const versions = protocolWords(protocols.value);
  if (versions.length === 0)
    return refused(
      because(
        'T5103',
        { what: `ssl-protocols ${protocols.value.join(' ')}`, why: 'it knows none of them' },
        protocols.from,
      ),
    );
  const statements: Statement<'http'>[] = [directive('ssl_protocols', ...versions)];
  const usable = isCipherList(ciphers.value);
  if (usable) {
    statements.push(
      directive('ssl_ciphers', NginxToken.literal(ciphers.value)),
      directive('ssl_prefer_server_ciphers', onOff(true)),
    );
  }
  const tuned = tlsTuning(tuning);
  statements.push(
    ...tuned.curves,
    directive('ssl_session_cache', tuned.cache),
    directive('ssl_session_timeout', tuned.timeout),
    directive('ssl_session_tickets', onOff(sessionTickets.value)),
    directive('ssl_early_data', onOff(earlyData.value)),
    directive('ssl_buffer_size', tuned.record),
  );
  // The versions of the protocol hold all the same.
  const what = `ssl-ciphers ${ciphers.value}`;
  const unusable =
    usable || ciphers.value === ''
      ? []
      : [because('T5103', { what, why: 'OpenSSL may find no suite in it' }, ciphers.from)];
  return withDifferences([{ at: 'http', statements }], [...unusable, ...tuned.differences]);
};

/** Curves that every OpenSSL in use knows; with another name nginx may not start. */
const knownCurves = /^(X25519|X448|prime256v1|secp384r1|secp521r1|P-256|P-384|P-521)$/;

interface Tuned {
  readonly curves: readonly Statement<'http'>[];
  readonly cache: NginxToken;
  readonly timeout: NginxToken;
  readonly record: NginxToken;
  readonly differences: readonly Reason[];
}

const tlsTuning = (tuning: readonly Traced<controller.TlsTuning>[]): Tuned => {
  const curves: Statement<'http'>[] = [];
  const differences: Reason[] = [];
  let cache = NginxToken.literal('shared:SSL:10m');
  let timeout = NginxToken.literal('10m');
  let record = NginxToken.literal('4k');
  for (const { value, from } of tuning) {
    if (value.of === 'sessionCache')
      cache = value.size === 'off' ? NginxToken.word('off') : NginxToken.literal(`shared:SSL:${value.size.bytes}`);
    else if (value.of === 'sessionTimeout') timeout = NginxToken.milliseconds(value.time.ms);
    else if (value.of === 'recordSize') record = NginxToken.bytes(value.size.bytes);
    else if (value.names.split(':').every((name) => knownCurves.test(name)))
      curves.push(directive('ssl_ecdh_curve', NginxToken.literal(value.names)));
    else
      differences.push(
        because('T5103', { what: `ssl-ecdh-curve ${value.names}`, why: 'OpenSSL may not know it' }, from),
      );
  }
  return { curves, cache, timeout, record, differences };
};

export const defaultCertificate = (
  { certificate, ...rest }: controller.DefaultCertificate,
  at: AtController,
): Outcome<NginxNode> => {
  spent(rest);
  const { certificate: chain, key, names: _names, ...more } = certificate.value;
  spent(more);
  const [crt, pem] = [secretFile(chain, '.crt'), secretFile(key, '.key')];
  const statements = [
    directive('ssl_certificate', certificatePath(at.options.certificates, crt.name)),
    directive('ssl_certificate_key', certificatePath(at.options.certificates, pem.name)),
  ];
  return exact(crt.node, pem.node, { at: 'default-certificate', statements });
};

export const http2 = ({ on: _on, maxStreams, ...rest }: controller.Http2): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'http',
    statements: [directive('http2_max_concurrent_streams', NginxToken.integer(maxStreams.value))],
  });
};

export const http3 = ({ on, ...rest }: controller.Http3, at: AtController): Outcome<NginxNode> => {
  spent(rest);
  const [major, minor] = at.options.version;
  if (!on.value || minor >= 25 || major > 1) return exact();
  return withDifferences(
    [],
    [because('T5109', { what: 'HTTP/3', version: `${major}.${minor}`, since: '1.26' }, on.from)],
  );
};

/** The maps are the assembly's: they are read by every route. */
export const forwardedHeaders = (feature: controller.ForwardedHeaders): Outcome<NginxNode> => {
  const {
    trust,
    realIp,
    trustedProxies,
    fromTrustedOnly: _only,
    appendFor: _append,
    forHeader,
    hostHeader,
    proxyProtocol,
    originalUri: _uri,
    ...rest
  } = feature;
  spent(rest);
  for (const header of [forHeader, hostHeader]) {
    if (!/^[A-Za-z0-9-]+$/.test(header.value))
      return refused(because('T5125', { value: header.value, why: 'it is not the name of a header' }, header.from));
  }
  if (!trust.value && !realIp.value && !proxyProtocol.value) return exact();
  const from = trustedProxies.value.map((c) => directive('set_real_ip_from', NginxToken.cidr(c)));
  const header = proxyProtocol.value && !trust.value ? 'proxy_protocol' : forHeader.value;
  const statements = [
    ...from,
    directive('real_ip_header', NginxToken.literal(header)),
    directive('real_ip_recursive', onOff(true)),
  ];
  return exact({ at: 'http', statements });
};

export const requestIds = ({ generate: _generate, ...rest }: controller.RequestIds): Outcome<NginxNode> => {
  spent(rest);
  return exact();
};

export const clientLimits = (feature: controller.ClientLimits): Outcome<NginxNode> => {
  const {
    headerTimeout,
    bodyTimeout,
    keepAlive,
    keepAliveRequests,
    headerBuffer,
    largeHeaders,
    underscores,
    ignoreInvalid,
    ...rest
  } = feature;
  spent(rest);
  return exact({
    at: 'http',
    statements: [
      directive('client_header_timeout', NginxToken.milliseconds(headerTimeout.value.ms)),
      directive('client_body_timeout', NginxToken.milliseconds(bodyTimeout.value.ms)),
      directive('keepalive_timeout', NginxToken.milliseconds(keepAlive.value.ms)),
      directive('keepalive_requests', NginxToken.integer(keepAliveRequests.value)),
      directive('client_header_buffer_size', NginxToken.bytes(headerBuffer.value.bytes)),
      directive(
        'large_client_header_buffers',
        NginxToken.integer(largeHeaders.value.count),
        NginxToken.bytes(largeHeaders.value.size.bytes),
      ),
      directive('underscores_in_headers', onOff(underscores.value)),
      directive('ignore_invalid_headers', onOff(ignoreInvalid.value)),
    ],
  });
};

/** Put into each upstream by the assembly. */
export const upstreamConnections = ({
  idle: _idle,
  timeout: _timeout,
  requests: _requests,
  lifetime: _lifetime,
  ...rest
}: controller.UpstreamConnections): Outcome<NginxNode> => {
  spent(rest);
  return exact();
};

export const compression = ({ gzip, level, minLength, types, ...rest }: controller.Compression): Outcome<NginxNode> => {
  spent(rest);
  if (!gzip.value) return exact();
  if (level.value < 1 || level.value > 9)
    return refused(because('T5103', { what: `gzip-level ${level.value}`, why: 'levels are 1 to 9' }, level.from));
  const kinds = types.value.filter((t) => t !== 'text/html');
  const statements = [
    directive('gzip', onOff(true)),
    directive('gzip_comp_level', NginxToken.integer(level.value)),
    directive('gzip_min_length', NginxToken.integer(minLength.value.bytes)),
    ...(kinds.length === 0 ? [] : [directive('gzip_types', ...kinds.map(NginxToken.literal))]),
    directive('gzip_proxied', NginxToken.word('any')),
    directive('gzip_vary', onOff(true)),
  ];
  return exact({ at: 'http', statements });
};

export const blocks = ({ cidrs, userAgents, referers, ...rest }: controller.Blocks): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [
    { at: 'http', statements: (cidrs?.value ?? []).map((c) => directive('deny', NginxToken.cidr(c))) },
  ];
  for (const [list, header] of [
    [userAgents, 'http_user_agent'],
    [referers, 'http_referer'],
  ] as const) {
    if (list === undefined || list.value.length === 0) continue;
    const rows = [row(NginxToken.word('default'), NginxToken.text('0'))];
    for (const item of list.value) {
      const [, operator, rest_] = /^(~\*?)?(.*)$/s.exec(item) ?? [];
      const source = operator === undefined ? `^${quotePattern(rest_ ?? '')}$` : (rest_ ?? '');
      const check = checkPcre(source);
      if (!check.ok) return refused(because('T5102', { pattern: source, why: check.why }, list.from));
      rows.push(
        row(
          NginxToken.patternKey({ source: withoutNames(source), ignoreCase: operator !== '~' }),
          NginxToken.text('1'),
        ),
      );
    }
    const name = nameFor('blocked', `${header}\n${list.value.join('\n')}`);
    const test = block('if', [NginxToken.variable(name)], [directive('return', NginxToken.integer(403))]);
    nodes.push({
      at: 'define',
      definition: { name, statement: block('map', [NginxToken.variable(header), NginxToken.variable(name)], rows) },
    });
    nodes.push({ at: 'server', rank: 1, statements: [test], answers: true });
  }
  return exact(...nodes);
};

/** Error pages and the default backend are the assembly's: each server needs locations for them. */
export const errorPages = ({
  statuses,
  interceptBackend: _intercept,
  ...rest
}: controller.GlobalErrorPages): Outcome<NginxNode> => {
  spent(rest);
  const wrong = wrongStatus(statuses.value);
  if (wrong === undefined) return exact();
  return refused(
    because(
      'T5103',
      { what: `custom-http-errors ${wrong}`, why: 'it is not a status of an error page' },
      statuses.from,
    ),
  );
};

export const defaultBackend = ({ pool: _pool, ...rest }: controller.DefaultBackend): Outcome<NginxNode> => {
  spent(rest);
  return exact();
};
