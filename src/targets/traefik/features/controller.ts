/** What holds for the whole proxy: mostly static configuration. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type * as c from '../../../model/features/controller-features.ts';
import { cidrText } from '../../../model/values/cidr.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import { literalText } from '../../../model/values/template.ts';
import { isWritten } from '../../../source/traced.ts';
import { type AtController, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { clientAddress, clientIn } from '../client.ts';
import { quoteRegex, re2 } from '../re2.ts';
import { match, or, type Rule } from '../rule.ts';
import { answer, responseHeader, stepNode } from '../steps.ts';
import { goCiphers, goVersions } from '../tls-names.ts';
import { unprintable } from '../token.ts';
import { entryPoints, type StaticValue, type TlsOption, type TraefikNode } from '../tree.ts';
import { newSettings } from '../versions.ts';
import { headerName } from './headers.ts';

const onEntryPoints = (path: readonly string[], value: StaticValue): readonly TraefikNode[] =>
  entryPoints.map((e) => ({ kind: 'static', path: ['entryPoints', e, ...path], value }));

export const tlsPolicy = (feature: c.TlsPolicy): Outcome<TraefikNode> => {
  const { protocols, ciphers, rejectUnknownNames, sessionTickets, earlyData, ...rest } = feature;
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

export const forwardedHeaders = (feature: c.ForwardedHeaders): Outcome<TraefikNode> => {
  const { trust, realIp, trustedProxies, appendFor, forHeader, hostHeader, proxyProtocol, originalUri, ...rest } =
    feature;
  spent(rest);
  const nodes: TraefikNode[] = [];
  const reasons: Reason[] = [];
  const differ = (value: string, why: string, from: typeof trust.from): void =>
    void reasons.push(because('T5385', { value, why }, from));
  const all = trustedProxies.value.some((p) => p.prefix === 0);
  const trusted: StaticValue = all ? { insecure: true } : { trustedIPs: trustedProxies.value.map(cidrText) };
  if (trust.value) {
    nodes.push(...onEntryPoints(['forwardedHeaders'], { ...trusted, ...(appendFor.value ? {} : {}) }));
    if (!appendFor.value)
      differ(
        'use-forwarded-headers',
        'the address of the peer is appended to X-Forwarded-For, not put in its place',
        trust.from,
      );
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

export const upstreamConnections = ({
  idle,
  timeout,
  requests,
  ...rest
}: c.UpstreamConnections): Outcome<TraefikNode> => {
  spent(rest);
  const nodes: TraefikNode[] = [
    { kind: 'static', path: ['serversTransport', 'maxIdleConnsPerHost'], value: idle.value === 0 ? -1 : idle.value },
    {
      kind: 'static',
      path: ['serversTransport', 'forwardingTimeouts', 'idleConnTimeout'],
      value: `${inSeconds(timeout.value)}s`,
    },
  ];
  return isWritten(requests)
    ? approximate(
        nodes,
        because(
          'T5385',
          { value: 'upstream-keepalive-requests', why: 'Traefik does not count requests per connection' },
          requests.from,
        ),
      )
    : exact(...nodes);
};

export const compression = ({ gzip, level, minLength, types, ...rest }: c.Compression): Outcome<TraefikNode> => {
  spent(rest);
  if (!gzip.value) return exact();
  const words = ['text/html', ...types.value.filter((t) => /^[\w.+-]+\/[\w.+-]+$/.test(t))];
  const node = stepNode('everywhere', 'compress', {
    type: 'compress',
    encodings: ['gzip'],
    minBytes: minLength.value.bytes,
    types: [...new Set(words)].sort(),
  });
  return isWritten(level)
    ? approximate([node], because('T5385', { value: 'gzip-level', why: 'Traefik has a level of its own' }, level.from))
    : exact(node);
};

/** Refused before any host is chosen, as in every server block of nginx. */
export const blocks = (
  { cidrs, userAgents, referers, ...rest }: c.Blocks,
  { model }: AtController,
): Outcome<TraefikNode> => {
  spent(rest);
  const rules: Rule[] = [];
  if (cidrs !== undefined && cidrs.value.length > 0) {
    const rule = clientIn(cidrs.value, clientAddress(model));
    if ('because' in rule) return refused(because('T5337', { value: 'block-cidrs', why: rule.because }, cidrs.from));
    rules.push(rule);
  }
  for (const [header, patterns] of [
    ['User-Agent', userAgents],
    ['Referer', referers],
  ] as const) {
    for (const text of patterns?.value ?? []) {
      const source = blockRegex(text);
      if ('because' in source)
        return refused(
          because('T5337', { value: text, why: source.because }, ...(patterns === undefined ? [] : [patterns.from])),
        );
      rules.push(match('HeaderRegexp', header, source.regex));
    }
  }
  const when = or(rules);
  return when === undefined ? exact() : exact({ kind: 'front', when, steps: [answer('closed', 403)] });
};

/** An entry of an nginx map: `~` and `~*` begin expressions, anything else is the whole value in any letter case. */
const blockRegex = (text: string): { readonly regex: string } | { readonly because: string } => {
  if (!text.startsWith('~')) return { regex: `(?i)^${quoteRegex(text)}$` };
  const reading = re2({ source: text.replace(/^~\*?/, ''), ignoreCase: text.startsWith('~*') });
  if (!reading.ok) return { because: `RE2 cannot say ${reading.because}` };
  return reading.regex.also.length + reading.regex.never.length > 0
    ? { because: 'RE2 has no look-around' }
    : { regex: reading.regex.source };
};

export const globalResponseHeaders = ({
  set,
  hide,
  showServer,
  ...rest
}: c.GlobalResponseHeaders): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  // Server of the backend never reaches the client: with server-tokens nginx writes its own.
  const response: Record<string, string> = { Server: '' };
  if (showServer.value)
    reasons.push(
      because('T5385', { value: 'server-tokens', why: 'Traefik has no Server header of its own' }, showServer.from),
    );
  for (const h of hide) if (headerName(h.value)) response[h.value] = '';
  for (const { name, value } of set) {
    const text = literalText(value.value);
    if (text === undefined || text === '' || !headerName(name) || unprintable(text))
      reasons.push(
        because('T5360', { value: name, why: 'its value depends on the request or cannot be written' }, value.from),
      );
    else response[name] = text;
  }
  return withDifferences([{ kind: 'step', step: responseHeader('everywhere', 'response', response) }], reasons);
};

export const globalRequestHeaders = ({ set, ...rest }: c.GlobalRequestHeaders): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  const request: Record<string, string> = {};
  for (const { name, value } of set) {
    const text = literalText(value.value);
    if (text === undefined || text === '' || !headerName(name) || unprintable(text))
      reasons.push(
        because('T5360', { value: name, why: 'its value depends on the request or cannot be written' }, value.from),
      );
    else request[name] = text;
  }
  if (Object.keys(request).length === 0) return withDifferences([], reasons);
  return withDifferences([stepNode('requestHeaders', 'request', { type: 'headers', request })], reasons);
};

/** The error pages of the routes carry these already; what is left is the answer of the proxy itself. */
export const globalErrorPages = ({
  statuses,
  interceptBackend: _intercept,
  ...rest
}: c.GlobalErrorPages): Outcome<TraefikNode> => {
  spent(rest);
  return statuses.value.length === 0
    ? exact()
    : approximate([], because('T5365', { value: statuses.value.join(', ') }, statuses.from));
};

export const defaultBackend = ({ pool: _pool, ...rest }: c.DefaultBackend): Outcome<TraefikNode> => {
  spent(rest);
  return exact();
};

export const accessLogs = ({ on, format, ...rest }: c.AccessLogs): Outcome<TraefikNode> => {
  spent(rest);
  const nodes: readonly TraefikNode[] = on.value ? [{ kind: 'static', path: ['accessLog'], value: {} }] : [];
  return format !== undefined && isWritten(format)
    ? approximate(
        nodes,
        because('T5385', { value: 'log-format-upstream', why: 'Traefik writes its own log format' }, format.from),
      )
    : exact(...nodes);
};

export const foreignSettings = ({ settings, ...rest }: c.ForeignSettings): Outcome<TraefikNode> => {
  spent(rest);
  const reasons = settings.map((s) =>
    because('T5386', { value: s.value.key, why: 'it is a setting of nginx' }, s.from),
  );
  const [first, ...more] = reasons;
  return first === undefined ? exact() : refused(first, ...more);
};
