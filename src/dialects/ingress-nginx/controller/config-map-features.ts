/** Features of the controller as a whole, from its ConfigMap. */
import type * as controller from '../../../model/features/controller-features.ts';
import type { RawText } from '../../../model/features/route-features.ts';
import type { Features } from '../../../model/universe.ts';
import { type Bytes, bytes, parseBytes } from '../../../model/values/bytes.ts';
import { type Duration, seconds } from '../../../model/values/duration.ts';
import { joinOrigins, mapTraced, type Origin, type Traced, traced } from '../../../source/traced.ts';
import type { Hardening } from '../hardening/hardening.ts';
import { brokenExpression } from '../merge/broken-expression.ts';
import { defined } from '../read/defined.ts';
import { exceedsNginx } from '../read/written-out.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import { cidrList, span as lifetime, natural } from './config-map-checked.ts';
import { forwardedHeaders } from './config-map-forwarded.ts';
import type { HeaderMaps } from './config-map-headers.ts';
import { type ConfigKey, configMapKeys } from './config-map-keys.ts';
import { tlsPolicy } from './config-map-tls.ts';
import { isHeaderName } from './header-entries.ts';

type Taken = Omit<Features<'controller'>, 'defaultCertificate' | 'defaultBackend' | 'http3'>;

export const readControllerFeatures = (
  values: ConfigMapReader,
  headers: HeaderMaps,
  rawText: RawText | undefined,
  harden: Hardening<Origin>,
): Taken => {
  const foreign = values.foreign();
  values.ignore('strict-validate-path-type', 'it is for the admission of new Ingresses');
  return {
    tlsPolicy: tlsPolicy(values, harden),
    http2: { on: values.flag('use-http2'), maxStreams: natural(values, 'http2-max-concurrent-streams') },
    forwardedHeaders: forwardedHeaders(values, harden),
    requestIds: { generate: values.flag('generate-request-id') },
    clientLimits: clientLimits(values),
    upstreamConnections: upstreamConnections(values),
    compression: compression(values),
    responseHeaders: responseHeaders(values, headers),
    accessLogs: accessLogs(values),
    ...(headers.sent.length > 0 ? { requestHeaders: { set: headers.sent } } : {}),
    ...defined({ blocks: blocks(values), errorPages: errorPages(values), rawText }),
    ...(foreign.length > 0 ? { foreignSettings: { settings: foreign } } : {}),
  };
};

const clientLimits = (values: ConfigMapReader): controller.ClientLimits => ({
  headerTimeout: span(values, 'client-header-timeout'),
  bodyTimeout: span(values, 'client-body-timeout'),
  keepAlive: span(values, 'keep-alive'),
  keepAliveRequests: natural(values, 'keep-alive-requests'),
  headerBuffer: size(values, 'client-header-buffer-size', 1024),
  largeHeaders: largeHeaders(values),
  underscores: values.flag('enable-underscores-in-headers'),
  ignoreInvalid: values.flag('ignore-invalid-headers'),
});

const span = (values: ConfigMapReader, key: ConfigKey): Traced<Duration> => mapTraced(natural(values, key), seconds);

const size = (values: ConfigMapReader, key: ConfigKey, standard: number): Traced<Bytes> => {
  const text = values.text(key);
  const parsed = parseBytes(text.value);
  if (parsed !== undefined && !/[bg]$/i.test(text.value) && !exceedsNginx(text.value))
    return mapTraced(text, () => parsed);
  values.breaks(key, 'a size such as 8k', `${configMapKeys[key][1]} holds`);
  return traced(bytes(standard), defaultOrigin(key));
};

const largeHeaders = (values: ConfigMapReader): controller.ClientLimits['largeHeaders'] => {
  const key = 'large-client-header-buffers';
  const text = values.text(key);
  const [count, length, ...rest] = text.value.trim().split(/\s+/);
  const parsed = parseBytes(length ?? '');
  if (
    rest.length === 0 &&
    /^[1-9][0-9]{0,5}$/.test(count ?? '') &&
    parsed !== undefined &&
    !exceedsNginx(length ?? '')
  ) {
    return mapTraced(text, () => ({ count: Number(count), size: parsed }));
  }
  values.breaks(key, 'a number and a size such as 4 8k', '4 8k holds');
  return traced({ count: 4, size: bytes(8192) }, defaultOrigin(key));
};

const upstreamConnections = (values: ConfigMapReader): controller.UpstreamConnections => ({
  // Above, memory does not suffice.
  idle: mapTraced(natural(values, 'upstream-keepalive-connections', Number.MIN_SAFE_INTEGER, 1_000_000), (n) =>
    Math.max(0, n),
  ),
  timeout: span(values, 'upstream-keepalive-timeout'),
  requests: natural(values, 'upstream-keepalive-requests'),
  ...defined({
    lifetime: values.isWritten('upstream-keepalive-time') ? lifetime(values, 'upstream-keepalive-time') : undefined,
  }),
});

const compression = (values: ConfigMapReader): controller.Compression => {
  const gzip = values.flag('use-gzip');
  if (!gzip.value) {
    for (const key of ['gzip-level', 'gzip-min-length', 'gzip-types'] as const)
      values.ignore(key, 'use-gzip is not true');
  }
  return {
    gzip,
    level: natural(values, 'gzip-level', 1, 9),
    minLength: mapTraced(natural(values, 'gzip-min-length'), bytes),
    types: gzipTypes(values),
  };
};

const gzipTypes = (values: ConfigMapReader): controller.Compression['types'] => {
  const key = 'gzip-types';
  const text = values.text(key);
  const words = text.value.split(/\s+/).filter((word) => word !== '');
  const types = words.filter((word) => /^(\*|[\w.+-]+\/[\w.+-]+)$/.test(word));
  const wants = 'a list of content types separated by blanks';
  if (/[;{}"'\\$#]/.test(text.value)) values.breaks(key, wants, 'the good ones hold');
  else if (types.length < words.length) values.refuse(key, wants, 'words that no answer has; here they are left out');
  return mapTraced(text, () => types);
};

const responseHeaders = (values: ConfigMapReader, headers: HeaderMaps): controller.GlobalResponseHeaders => {
  const written = values.list('hide-headers');
  const hidden = mapTraced(written, (names) => names.filter(isHeaderName));
  if (hidden.value.length < written.value.length) {
    values.refuse('hide-headers', 'header names separated by commas', 'the good ones only');
  }
  const showServer = values.flag('server-tokens');
  values.ignore(
    'allow-backend-server-header',
    showServer.value
      ? "the Server header is nginx's own here"
      : 'server-tokens is false, so the Server header is removed again',
  );
  return { set: headers.added, hide: hidden.value.map((name) => traced(name, ...hidden.from)), showServer };
};

const accessLogs = (values: ConfigMapReader): controller.AccessLogs => {
  const off = [values.flag('disable-access-log'), values.flag('disable-http-access-log')];
  const [first, second] = off;
  const from = joinOrigins(
    first?.from ?? [defaultOrigin('disable-access-log')],
    second?.from ?? [defaultOrigin('disable-http-access-log')],
  );
  const on = { value: !off.some((flag) => flag.value), from };
  const skip = patterns(values, 'skip-access-log-urls', 'they are logged');
  return {
    on,
    ...defined({
      format: values.isWritten('log-format-upstream') ? values.text('log-format-upstream') : undefined,
      escape: logEscape(values),
      skip: skip.value.length === 0 ? undefined : skip,
    }),
  };
};

const logEscape = (values: ConfigMapReader): controller.AccessLogs['escape'] => {
  const none = values.flag('log-format-escape-none');
  const json = values.flag('log-format-escape-json');
  if (none.value) {
    values.ignore('log-format-escape-json', 'log-format-escape-none is true');
    return mapTraced(none, () => 'none' as const);
  }
  return json.value ? mapTraced(json, () => 'json' as const) : undefined;
};

const blocks = (values: ConfigMapReader): controller.Blocks | undefined => {
  const listed = <T>(list: Traced<readonly T[]>): Traced<readonly T[]> | undefined =>
    list.value.length === 0 ? undefined : list;
  const found: controller.Blocks = defined({
    cidrs: listed(cidrList(values, 'block-cidrs')),
    userAgents: listed(patterns(values, 'block-user-agents')),
    referers: listed(patterns(values, 'block-referers')),
  });
  return Object.keys(found).length === 0 ? undefined : found;
};

/** Texts, or expressions behind a tilde. Those nginx cannot compile stay, so that the targets close what they would have kept out. */
const patterns = (
  values: ConfigMapReader,
  key: ConfigKey,
  here = 'every host is closed with 503',
): Traced<readonly string[]> => {
  const list = values.list(key);
  const broken = list.value.find(
    (text) => text.startsWith('~') && brokenExpression(text.replace(/^~\*?/, '')) !== undefined,
  );
  if (broken !== undefined) values.breaks(key, 'a list of texts and regular expressions', here);
  return list;
};

const errorPages = (values: ConfigMapReader): controller.GlobalErrorPages | undefined => {
  const key = 'custom-http-errors';
  const codes = values.list(key);
  const statuses = codes.value.filter((code) => /^[345][0-9]{2}$/.test(code)).map(Number);
  if (statuses.length < codes.value.length) {
    values.refuse(key, 'statuses from 300 to 599 separated by commas', 'the good ones only');
  }
  const off = values.flag('disable-proxy-intercept-errors');
  if (statuses.length === 0) {
    values.ignore('disable-proxy-intercept-errors', 'custom-http-errors is empty');
    return undefined;
  }
  const sorted = [...new Set(statuses)].sort((a, b) => a - b);
  return { statuses: mapTraced(codes, () => sorted), interceptBackend: mapTraced(off, (disabled) => !disabled) };
};
