/** The client side of the whole proxy: static configuration of the entry points. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type * as c from '../../../model/features/controller-features.ts';
import { cidrText } from '../../../model/values/cidr.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import { isWritten } from '../../../source/traced.ts';
import { type AtController, approximate, exact, type Outcome, spent, withDifferences } from '../../target.ts';
import { goCiphers, goVersions } from '../tls-names.ts';
import { entryPoints, type StaticValue, type TlsOption, type TraefikNode } from '../tree.ts';
import { newSettings } from '../versions.ts';

const onEntryPoints = (path: readonly string[], value: StaticValue): readonly TraefikNode[] =>
  entryPoints.map((e) => ({ kind: 'static', path: ['entryPoints', e, ...path], value }));

const tuned = {
  curves: 'ssl-ecdh-curve',
  sessionCache: 'ssl-session-cache',
  sessionTimeout: 'ssl-session-timeout',
  recordSize: 'ssl-buffer-size',
} as const;

export const tlsPolicy = (feature: c.TlsPolicy): Outcome<TraefikNode> => {
  const { protocols, ciphers, rejectUnknownNames, sessionTickets, earlyData, tuning = [], ...rest } = feature;
  spent(rest);
  const reasons: Reason[] = [];
  let option: TlsOption = {};
  if (isWritten(protocols)) {
    const versions = goVersions(protocols.value);
    const only = protocols.value.length === 1 && protocols.value[0] === 'TLSv1.3';
    if (versions !== undefined)
      option = {
        ...option,
        minVersion: versions.min,
        ...(versions.max === 'VersionTLS13' ? {} : { maxVersion: versions.max }),
      };
    else if (only) option = { ...option, minVersion: 'VersionTLS13' };
    else if (protocols.value.length === 1 && protocols.value[0] === 'TLSv1.2')
      option = { ...option, minVersion: 'VersionTLS12', maxVersion: 'VersionTLS12' };
    else
      reasons.push(
        because(
          'T5381',
          { value: `ssl-protocols ${protocols.value.join(' ')}`, why: 'the versions of Go are used' },
          protocols.from,
        ),
      );
  }
  for (const { value, from } of tuning)
    reasons.push(because('T5381', { value: tuned[value.of], why: 'the value of Go holds' }, from));
  const { known, unknown } = goCiphers(ciphers.value);
  if (isWritten(ciphers)) {
    if (known.length > 0) option = { ...option, ciphers: known };
    if (unknown.length > 0) reasons.push(because('T5380', { value: unknown.join(':') }, ciphers.from));
  }
  if (rejectUnknownNames.value) option = { ...option, sniStrict: true };
  if (isWritten(sessionTickets) && sessionTickets.value)
    reasons.push(
      because('T5381', { value: 'ssl-session-tickets', why: 'Go manages session tickets itself' }, sessionTickets.from),
    );
  if (earlyData.value)
    reasons.push(
      because('T5381', { value: 'ssl-early-data', why: 'Traefik does not accept early data' }, earlyData.from),
    );
  return withDifferences(Object.keys(option).length === 0 ? [] : [{ kind: 'tls-option', option }], reasons);
};

export const defaultCertificate = ({ certificate, ...rest }: c.DefaultCertificate): Outcome<TraefikNode> => {
  spent(rest);
  return exact({ kind: 'default-certificate', certificate: certificate.value });
};

export const http2 = ({ on, maxStreams, ...rest }: c.Http2): Outcome<TraefikNode> => {
  spent(rest);
  if (!on.value)
    return approximate(
      [{ kind: 'tls-option', option: { http2: false } }],
      because('T5385', { value: 'use-http2', why: 'HTTP/2 without TLS stays possible' }, on.from),
    );
  return exact(...onEntryPoints(['http2', 'maxConcurrentStreams'], maxStreams.value));
};

export const http3 = ({ on, ...rest }: c.Http3): Outcome<TraefikNode> => {
  spent(rest);
  return on.value ? exact({ kind: 'static', path: ['entryPoints', 'websecure', 'http3'], value: {} }) : exact();
};

export const forwardedHeaders = (feature: c.ForwardedHeaders, { options }: AtController): Outcome<TraefikNode> => {
  const {
    trust,
    realIp,
    trustedProxies,
    // Traefik believes nobody else anyway.
    fromTrustedOnly: _only,
    appendFor,
    forHeader,
    hostHeader,
    proxyProtocol,
    originalUri,
    ...rest
  } = feature;
  spent(rest);
  const nodes: TraefikNode[] = [];
  const reasons: Reason[] = [];
  const differ = (value: string, why: string, from: typeof trust.from): void =>
    void reasons.push(because('T5385', { value, why }, from));
  const all = trustedProxies.value.some((p) => p.prefix === 0);
  const trusted: StaticValue = all ? { insecure: true } : { trustedIPs: trustedProxies.value.map(cidrText) };
  if (trust.value) {
    const whole = !appendFor.value && newSettings(options.version);
    nodes.push(
      ...onEntryPoints(['forwardedHeaders'], { ...trusted, ...(whole ? { notAppendXForwardedFor: true } : {}) }),
    );
    const why = 'X-Real-IP names the peer, and X-Forwarded-For and X-Forwarded-Host stay as the client sent them';
    differ('use-forwarded-headers', why, trust.from);
  }
  if (realIp.value && !trust.value) differ('enable-real-ip', 'backends see the address of the connection', realIp.from);
  if (isWritten(hostHeader)) differ('forwarded-host-header', 'Traefik knows X-Forwarded-Host only', hostHeader.from);
  if (isWritten(forHeader)) differ('forwarded-for-header', 'Traefik knows X-Forwarded-For only', forHeader.from);
  if (proxyProtocol.value) nodes.push(...onEntryPoints(['proxyProtocol'], trusted));
  if (originalUri.value)
    differ('proxy-add-original-uri-header', 'Traefik cannot make X-Original-URI', originalUri.from);
  return withDifferences(nodes, reasons);
};

export const requestIds = ({ generate, ...rest }: c.RequestIds): Outcome<TraefikNode> => {
  spent(rest);
  return generate.value ? approximate([], because('T5305', { headers: 'X-Request-ID' }, generate.from)) : exact();
};

export const clientLimits = (feature: c.ClientLimits, { options }: AtController): Outcome<TraefikNode> => {
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
  const nodes: TraefikNode[] = [
    ...onEntryPoints(['transport', 'respondingTimeouts', 'idleTimeout'], `${inSeconds(keepAlive.value)}s`),
    // nginx limits the gap between two reads, Traefik the whole request: no limit is closer to the former.
    ...onEntryPoints(['transport', 'respondingTimeouts', 'readTimeout'], '0s'),
    ...(keepAliveRequests.value > 0
      ? onEntryPoints(['transport', 'keepAliveMaxRequests'], keepAliveRequests.value)
      : []),
  ];
  const reasons: Reason[] = [];
  if (!underscores.value) {
    if (newSettings(options.version)) nodes.push(...onEntryPoints(['http', 'underscoreHeadersStrategy'], 'delete'));
    else
      reasons.push(
        because(
          'T5385',
          { value: 'enable-underscores-in-headers', why: 'headers with underscores reach the backend' },
          underscores.from,
        ),
      );
  }
  const written = [headerTimeout, bodyTimeout, headerBuffer, largeHeaders, ignoreInvalid].filter(isWritten);
  const [first, ...more] = written;
  if (first !== undefined)
    reasons.push(
      because(
        'T5385',
        {
          value: 'client header and body limits',
          why: 'Traefik limits the size of all headers to 1 MiB and has no timeout between two reads',
        },
        first.from,
        ...more.map((m) => m.from),
      ),
    );
  return withDifferences(nodes, reasons);
};
