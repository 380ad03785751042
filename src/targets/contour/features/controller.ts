import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  AccessLogs,
  ClientLimits,
  Compression,
  DefaultBackend,
  DefaultCertificate,
  ForeignSettings,
  ForwardedHeaders,
  GlobalErrorPages,
  GlobalRequestHeaders,
  GlobalResponseHeaders,
  Http2,
  Http3,
  RequestIds,
  UpstreamConnections,
} from '../../../model/features/controller-features.ts';
import { cidrText } from '../../../model/values/cidr.ts';
import { isWritten, type Traced } from '../../../source/traced.ts';
import {
  type AtController,
  approximate,
  exact,
  type Outcome,
  refused,
  spent,
  type Version,
  withDifferences,
} from '../../target.ts';
import type { ContourNode } from '../node.ts';
import { HeaderValue } from '../token.ts';
import { trustOf } from '../trusted-proxies.ts';
import { headerName } from './headers.ts';
import { durationText } from './upstream.ts';

const atLeast = ([major, minor]: Version, wanted: number): boolean => major > 1 || minor >= wanted;

export const defaultCertificate = ({ certificate, ...rest }: DefaultCertificate): Outcome<ContourNode> => {
  spent(rest);
  const { namespace, name } = certificate.value.certificate.secret;
  return exact({ kind: 'default-certificate', secret: { namespace, name } });
};

export const http2 = ({ on, maxStreams, ...rest }: Http2): Outcome<ContourNode> => {
  spent(rest);
  const versions = on.value ? (['HTTP/1.1', 'HTTP/2'] as const) : (['HTTP/1.1'] as const);
  const streams = maxStreams.value > 0 ? { listener: { 'http2-max-concurrent-streams': maxStreams.value } } : {};
  return exact({ kind: 'config', config: { 'default-http-versions': versions, ...streams } });
};

export const http3 = ({ on, ...rest }: Http3): Outcome<ContourNode> => {
  spent(rest);
  return on.value ? refused(because('T5464', {}, on.from)) : exact();
};

export const forwardedHeaders = (
  {
    trust,
    realIp,
    trustedProxies,
    fromTrustedOnly: _only,
    appendFor,
    forHeader,
    hostHeader,
    proxyProtocol,
    originalUri,
    ...rest
  }: ForwardedHeaders,
  at: AtController,
): Outcome<ContourNode> => {
  spent(rest);
  const nodes: ContourNode[] = [];
  const differences: Reason[] = [];
  const believed = trustOf(at.model);
  if (believed.kind !== 'none') {
    const ranges = trustedProxies.value.map(cidrText).join(', ');
    const from = [realIp.from, trustedProxies.from, forHeader.from, hostHeader.from];
    const told = because('T5465', { ranges }, trust.from, ...from);
    const other = because('T5477', { header: forHeader.value }, forHeader.from, trust.from, realIp.from);
    differences.push(believed.kind === 'unknown' ? other : told);
  }
  if (believed.kind === 'all' || believed.kind === 'some') {
    nodes.push({ kind: 'config', config: { network: { 'num-trusted-hops': 1 } } });
    if (trust.value) nodes.push({ kind: 'trust' });
  }
  const append = trust.value && appendFor.value;
  const http = at.model.listeners.http.port;
  const policy = { applyToIngress: true, 'request-headers': forwardedPolicy(append, originalUri.value, http) } as const;
  nodes.push({ kind: 'config', config: { policy } });
  if (atLeast(at.options.version, 31))
    nodes.push({ kind: 'config', config: { network: { 'strip-trailing-host-dot': true } } });
  if (proxyProtocol.value) differences.push(because('T5466', {}, proxyProtocol.from));
  return withDifferences(nodes, differences);
};

/** What nginx tells every backend about the client. The port is that of plain HTTP; routes for HTTPS set their own. */
const forwardedPolicy = (append: boolean, originalUri: boolean, httpPort: number) => ({
  set: {
    ...(append ? {} : { 'X-Forwarded-For': HeaderValue.clientAddress }),
    'X-Forwarded-Host': HeaderValue.hostHeader,
    'X-Forwarded-Port': HeaderValue.number(httpPort),
    'X-Forwarded-Scheme': HeaderValue.scheme,
    ...(originalUri ? { 'X-Original-URI': HeaderValue.requestUri } : {}),
    'X-Real-IP': HeaderValue.clientAddress,
    'X-Scheme': HeaderValue.scheme,
  },
  remove: ['Proxy', 'X-Original-Forwarded-For', 'X-Original-Forwarded-Host'],
});

export const requestIds = ({ generate, ...rest }: RequestIds): Outcome<ContourNode> => {
  spent(rest);
  return generate.value ? exact() : refused(because('T5467', {}, generate.from));
};

export const clientLimits = (limits: ClientLimits): Outcome<ContourNode> => {
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
  } = limits;
  spent(rest);
  const written: readonly (readonly [string, Traced<unknown>])[] = [
    ['client-header-timeout', headerTimeout],
    ['client-body-timeout', bodyTimeout],
    ['keep-alive-requests', keepAliveRequests],
    ['client-header-buffer-size', headerBuffer],
    ['large-client-header-buffers', largeHeaders],
    ['enable-underscores-in-headers', underscores],
    ['ignore-invalid-headers', ignoreInvalid],
  ];
  const told = written.flatMap(([what, value]) => (isWritten(value) ? [because('T5468', { what }, value.from)] : []));
  const idle = keepAlive.value.ms > 0 ? durationText(keepAlive.value) : '60s';
  return withDifferences([{ kind: 'config', config: { timeouts: { 'connection-idle-timeout': idle } } }], told);
};

export const upstreamConnections = ({
  idle,
  timeout,
  requests,
  lifetime,
  ...rest
}: UpstreamConnections): Outcome<ContourNode> => {
  spent(rest);
  const told = (
    [
      ['upstream-keepalive-connections', idle],
      ['upstream-keepalive-timeout', timeout],
      ['upstream-keepalive-requests', requests],
      ...(lifetime === undefined ? [] : [['upstream-keepalive-time', lifetime] as const]),
    ] as const
  ).flatMap(([what, value]) => (isWritten(value) ? [because('T5469', { what }, value.from)] : []));
  return withDifferences([], told);
};

export const compression = (
  { gzip, level, minLength, types, ...rest }: Compression,
  at: AtController,
): Outcome<ContourNode> => {
  spent(rest);
  const switchable = atLeast(at.options.version, 31);
  if (!gzip.value && switchable) return exact({ kind: 'config', config: { compression: { algorithm: 'disabled' } } });
  return approximate([], because('T5470', {}, gzip.from, level.from, minLength.from, types.from));
};

/** What nginx hides of every backend by itself. */
const hidden = [
  'X-Accel-Buffering',
  'X-Accel-Charset',
  'X-Accel-Expires',
  'X-Accel-Limit-Rate',
  'X-Accel-Redirect',
  'X-Pad',
];

export const globalResponseHeaders = ({
  set,
  hide,
  showServer,
  ...rest
}: GlobalResponseHeaders): Outcome<ContourNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const headers: Record<string, HeaderValue> = {};
  for (const { name, value } of set) {
    const text = HeaderValue.template(value.value);
    if (text === undefined || !headerName.test(name)) differences.push(because('T5432', { name }, value.from));
    else {
      headers[name] = text;
      differences.push(because('T5472', { name }, value.from));
    }
  }
  const remove = hide.map((h) => h.value).filter((name) => headerName.test(name) && headers[name] === undefined);
  if (isWritten(showServer))
    differences.push(because('T5474', { key: 'server-tokens', value: String(showServer.value) }, showServer.from));
  const dropped = [...new Set([...remove, ...hidden.filter((name) => headers[name] === undefined)])];
  const policy = { ...(set.length === 0 ? {} : { set: headers }), remove: dropped };
  return withDifferences([{ kind: 'config', config: { policy: { 'response-headers': policy } } }], differences);
};

export const globalRequestHeaders = ({ set, ...rest }: GlobalRequestHeaders): Outcome<ContourNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const headers: Record<string, HeaderValue> = {};
  for (const { name, value } of set) {
    const text = HeaderValue.template(value.value);
    if (text === undefined || !headerName.test(name)) differences.push(because('T5432', { name }, value.from));
    else headers[name] = text;
  }
  if (set.length === 0) return exact();
  return withDifferences(
    [{ kind: 'config', config: { policy: { 'request-headers': { set: headers } } } }],
    differences,
  );
};

export const globalErrorPages = ({ statuses, interceptBackend, ...rest }: GlobalErrorPages): Outcome<ContourNode> => {
  spent(rest);
  if (statuses.value.length === 0) return exact();
  return refused(because('T5434', { statuses: statuses.value.join(', ') }, statuses.from, interceptBackend.from));
};

export const defaultBackend = ({ pool, ...rest }: DefaultBackend): Outcome<ContourNode> => {
  spent(rest);
  return pool === undefined ? exact() : exact({ kind: 'default-backend', pool: pool.value });
};

export const accessLogs = ({ on, format, escape: escaping, skip, ...rest }: AccessLogs): Outcome<ContourNode> => {
  spent(rest);
  const nodes: ContourNode[] = on.value ? [] : [{ kind: 'config', config: { 'accesslog-level': 'disabled' } }];
  const differences: Reason[] = [];
  const written = format !== undefined && isWritten(format) ? format : escaping;
  if (written !== undefined) {
    const more = escaping === undefined || written === escaping ? [] : [escaping.from];
    differences.push(because('T5473', {}, written.from, ...more));
  }
  if (skip !== undefined)
    differences.push(because('T5474', { key: 'skip-access-log-urls', value: skip.value.join(', ') }, skip.from));
  return withDifferences(nodes, differences);
};

export const foreignSettings = ({ settings, ...rest }: ForeignSettings): Outcome<ContourNode> => {
  spent(rest);
  const [one, ...more] = settings.map(({ value, from }) =>
    because('T5474', { key: value.key, value: value.value }, from),
  );
  return one === undefined ? exact() : refused(one, ...more);
};
