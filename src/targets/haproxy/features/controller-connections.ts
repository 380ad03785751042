/** Connections of clients: TLS, protocols, limits, logs. */

import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  AccessLogs,
  ClientLimits,
  Compression,
  DefaultCertificate,
  Http2,
  Http3,
  TlsPolicy,
  UpstreamConnections,
} from '../../../model/features/controller-features.ts';
import { isCipherList } from '../../../model/values/cipher-list.ts';
import { isWritten, type Traced } from '../../../source/traced.ts';
import { type AtController, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { secretFile } from '../names.ts';
import { HaproxyToken } from '../token.ts';
import { frontend, type HaproxyNode, line } from '../tree.ts';
import { versionBounds } from './backend-tls.ts';

const tuned = {
  curves: 'ssl-ecdh-curve',
  sessionCache: 'ssl-session-cache',
  sessionTimeout: 'ssl-session-timeout',
  recordSize: 'ssl-buffer-size',
} as const;

export const tlsPolicy = ({
  protocols,
  ciphers,
  rejectUnknownNames,
  sessionTickets,
  earlyData,
  tuning = [],
  ...rest
}: TlsPolicy): Outcome<HaproxyNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const options = versionBounds(protocols.value).flat();
  const nodes: HaproxyNode[] = [
    {
      in: 'global',
      line: [...line('ssl-default-bind-options'), ...options, ...(sessionTickets.value ? [] : line('no-tls-tickets'))],
    },
  ];
  if (isCipherList(ciphers.value))
    nodes.push({ in: 'global', line: line('ssl-default-bind-ciphers', HaproxyToken.suites(ciphers.value)) });
  else if (ciphers.value !== '') differences.push(because('T5217', { what: 'ssl-ciphers' }, ciphers.from));
  if (rejectUnknownNames.value) nodes.push({ in: 'bind', listener: 'https', words: line('strict-sni') });
  if (earlyData.value) differences.push(because('T5260', {}, earlyData.from));
  for (const { value, from } of tuning)
    differences.push(because('T5265', { what: tuned[value.of], why: "HAProxy's own value holds" }, from));
  return withDifferences(nodes, differences);
};

export const defaultCertificate = (
  { certificate, ...rest }: DefaultCertificate,
  at: AtController,
): Outcome<HaproxyNode> => {
  spent(rest);
  if (!at.options.writeSecrets) return exact();
  const { certificate: chain, key } = certificate.value;
  const file = secretFile(at.options, 'tls', chain.secret, 'pem');
  return exact({
    in: 'file',
    file: { name: file, text: `${chain.text.trimEnd()}\n${key.text.trimEnd()}\n`, secret: true },
  });
};

export const http2 = ({ on, maxStreams, ...rest }: Http2): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [
    { in: 'bind', listener: 'https', words: on.value ? line('alpn', 'h2,http/1.1') : line('alpn', 'http/1.1') },
  ];
  if (!on.value) nodes.push(frontend('settings', line('option', 'disable-h2-upgrade')));
  else
    nodes.push({ in: 'global', line: line('tune.h2.max-concurrent-streams', HaproxyToken.number(maxStreams.value)) });
  return exact(...nodes);
};

export const http3 = ({ on, ...rest }: Http3, at: AtController): Outcome<HaproxyNode> => {
  spent(rest);
  const [major, minor] = at.options.version;
  if (!on.value) return exact();
  if (major < 3) return refused(because('T5261', { version: `${major}.${minor}` }, on.from));
  const port = HaproxyToken.format([`h3=":${at.model.listeners.https.port}"; ma=900`]);
  const nodes: HaproxyNode[] = [
    { in: 'quic' },
    frontend('after-response', line('http-after-response', 'set-header', 'Alt-Svc', port, 'if', '{ ssl_fc }')),
  ];
  return minor < 2 ? exact({ in: 'global', line: line('limited-quic') }, ...nodes) : exact(...nodes);
};

export const clientLimits = (feature: ClientLimits): Outcome<HaproxyNode> => {
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
  const nodes: HaproxyNode[] = [
    { in: 'defaults', line: line('timeout', 'http-request', HaproxyToken.time(headerTimeout.value)) },
    { in: 'defaults', line: line('timeout', 'http-keep-alive', HaproxyToken.time(keepAlive.value)) },
    { in: 'defaults', line: line('timeout', 'client', HaproxyToken.time(bodyTimeout.value)) },
  ];
  if (!underscores.value && ignoreInvalid.value)
    nodes.push({ in: 'defaults', line: line('option', 'http-restrict-req-hdr-names', 'delete') });
  const buffers = [
    ['client-header-buffer-size', headerBuffer],
    ['large-client-header-buffers', largeHeaders],
  ] as const satisfies readonly (readonly [string, Traced<unknown>])[];
  const differences: Reason[] = buffers
    .filter(([, value]) => isWritten(value))
    .map(([what, value]) => because('T5225', { what }, value.from));
  if (!isWritten(largeHeaders)) differences.push(because('T5266', {}));
  if (isWritten(keepAliveRequests)) {
    const why = 'HAProxy does not count the requests of a connection';
    differences.push(because('T5265', { what: 'keep-alive-requests', why }, keepAliveRequests.from));
  }
  return withDifferences(nodes, differences);
};

export const upstreamConnections = ({
  idle,
  timeout,
  requests,
  lifetime,
  ...rest
}: UpstreamConnections): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = idle.value === 0 ? [{ in: 'defaults', line: line('option', 'http-server-close') }] : [];
  const written = [
    ['upstream-keepalive-connections', idle],
    ['upstream-keepalive-timeout', timeout],
    ['upstream-keepalive-requests', requests],
    ...(lifetime === undefined ? [] : [['upstream-keepalive-time', lifetime] as const]),
  ] as const;
  return withDifferences(
    nodes,
    written
      .filter(([what, v]) => isWritten(v) && !(what === 'upstream-keepalive-connections' && idle.value === 0))
      .map(([what, v]) => because('T5265', { what, why: 'HAProxy decides which connections it keeps' }, v.from)),
  );
};

export const compression = (
  { gzip, level, minLength, types, ...rest }: Compression,
  at: AtController,
): Outcome<HaproxyNode> => {
  spent(rest);
  if (!gzip.value) return exact();
  const kinds = [...new Set(['text/html', ...types.value])].filter((t) => /^[A-Za-z0-9.+/_-]+$/.test(t)).slice(0, 60);
  const nodes: HaproxyNode[] = [
    { in: 'defaults', line: line('compression', 'algo', 'gzip') },
    { in: 'defaults', line: line('compression', 'type', ...kinds.map(HaproxyToken.word)) },
    { in: 'global', line: line('tune.comp.maxlevel', HaproxyToken.number(Math.min(9, Math.max(1, level.value)))) },
  ];
  const [major, minor] = at.options.version;
  if (major > 3 || (major === 3 && minor >= 2))
    return exact(...nodes, {
      in: 'defaults',
      line: line('compression', 'minsize-res', HaproxyToken.number(minLength.value.bytes)),
    });
  return approximate(nodes, because('T5262', { bytes: minLength.value.bytes }, gzip.from, minLength.from));
};

export const accessLogs = ({ on, format, escape: escaping, skip, ...rest }: AccessLogs): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = on.value
    ? [
        { in: 'global', line: line('log', 'stdout', 'format', 'raw', 'local0', 'info') },
        { in: 'defaults', line: line('log', 'global') },
        { in: 'defaults', line: line('option', 'httplog') },
        { in: 'defaults', line: line('option', 'dontlognull') },
      ]
    : [];
  const differences: Reason[] = [];
  const written = format !== undefined && isWritten(format) ? format : escaping;
  if (written !== undefined) {
    const more = escaping === undefined || written === escaping ? [] : [escaping.from];
    differences.push(because('T5263', {}, written.from, ...more));
  }
  if (skip !== undefined)
    differences.push(
      because('T5265', { what: 'skip-access-log-urls', why: 'these requests are logged, too' }, skip.from),
    );
  return withDifferences(nodes, differences);
};
