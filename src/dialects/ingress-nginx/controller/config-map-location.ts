/** What a location gets when no annotation says otherwise. */
import type { Sink } from '../../../diagnostics/report.ts';
import type * as backend from '../../../model/features/backend-features.ts';
import type * as route from '../../../model/features/route-features.ts';
import { bytes, parseBytes } from '../../../model/values/bytes.ts';
import { seconds } from '../../../model/values/duration.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { bandwidth } from '../read/bandwidth.ts';
import { cookieMapping } from '../read/cookie-rewrite.ts';
import { defined } from '../read/defined.ts';
import { locationMapping } from '../read/location-rewrite.ts';
import { retryWords } from '../read/retry.ts';
import { exceedsNginx } from '../read/written-out.ts';
import type { LocationFeatures } from '../settings.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import { cidrList, natural } from './config-map-checked.ts';
import { type ConfigKey, configMapKeys } from './config-map-keys.ts';

export const readLocationDefaults = (values: ConfigMapReader, report: Sink): LocationFeatures => ({
  timeouts: {
    connect: mapTraced(natural(values, 'proxy-connect-timeout'), seconds),
    send: mapTraced(natural(values, 'proxy-send-timeout'), seconds),
    read: mapTraced(natural(values, 'proxy-read-timeout'), seconds),
  },
  bodySize: { max: bodySize(values) },
  requestBuffering: {
    on: onOff(values, 'proxy-request-buffering', true),
    memory: memory(values, 'client-body-buffer-size', 8192),
  },
  responseBuffering: responseBuffering(values),
  retry: retry(values),
  upstreamHttpVersion: { version: httpVersion(values) },
  redirectStyle: { withPort: values.flag('use-port-in-redirects'), relative: values.flag('relative-redirects') },
  accessLog: { on: traced(true, defaultOrigin('enable-access-log')) },
  ...defined({
    accessList: accessList(values),
    cookieRewrite: cookieRewrite(values),
    locationRewrite: locationRewrite(values, report),
    bandwidth: onOff(values, 'proxy-buffering', false).value
      ? bandwidth(values.integer('limit-rate'), values.integer('limit-rate-after'))
      : undefined,
    waf: waf(values),
    tracing: tracing(values),
  }),
});

const onOff = (values: ConfigMapReader, key: ConfigKey, standard: boolean): Traced<boolean> => {
  const text = values.text(key);
  if (text.value === 'on' || text.value === 'off') return mapTraced(text, (word) => word === 'on');
  values.breaks(key, 'on or off', `${standard ? 'on' : 'off'} holds`);
  return traced(standard, defaultOrigin(key));
};

/** Sizes the controller leaves out when they are none: nginx's own default holds then. */
const bodySize = (values: ConfigMapReader): route.BodySize['max'] => {
  const text = values.text('proxy-body-size');
  const size = parseBytes(text.value);
  if (exceedsNginx(text.value)) {
    values.breaks('proxy-body-size', 'a size nginx can count', '1m holds');
    return traced(bytes(1024 ** 2), ...text.from);
  }
  if (size !== undefined && !/b$/i.test(text.value))
    return mapTraced(text, () => (size.bytes === 0 ? 'unlimited' : size));
  values.refuse('proxy-body-size', 'a size such as 8m', "nginx's own limit, 1m");
  return traced(bytes(1024 ** 2), ...text.from);
};

const memory = (values: ConfigMapReader, key: ConfigKey, standard: number): backend.ResponseBuffering['header'] => {
  const text = values.text(key);
  const size = parseBytes(text.value);
  if (size !== undefined && !/[bg]$/i.test(text.value) && !exceedsNginx(text.value)) return mapTraced(text, () => size);
  values.breaks(key, 'a size such as 8k', `${configMapKeys[key][1]} holds`);
  return traced(bytes(standard), defaultOrigin(key));
};

const responseBuffering = (values: ConfigMapReader): backend.ResponseBuffering => ({
  on: onOff(values, 'proxy-buffering', false),
  header: memory(values, 'proxy-buffer-size', 4096),
  count: natural(values, 'proxy-buffers-number'),
  temporaryFile: memory(values, 'proxy-max-temp-file-size', 1024 ** 3),
  ...defined({ busy: busyBuffers(values) }),
});

const busyBuffers = (values: ConfigMapReader): backend.ResponseBuffering['busy'] => {
  const key = 'proxy-busy-buffers-size';
  const text = values.text(key);
  if (text.value === '') return undefined;
  const size = parseBytes(text.value);
  if (size !== undefined && !/[bg]$/i.test(text.value) && !exceedsNginx(text.value)) return mapTraced(text, () => size);
  values.breaks(key, 'a size such as 8k', 'it is left out');
  return undefined;
};

const retry = (values: ConfigMapReader): backend.Retry => {
  const text = values.text('proxy-next-upstream');
  const words = retryWords(text.value);
  if (words === undefined)
    values.breaks('proxy-next-upstream', 'conditions of proxy_next_upstream', 'error timeout holds');
  const always = values.flag('retry-non-idempotent');
  const standard = traced<backend.Retry['on']['value']>(['error', 'timeout'], defaultOrigin('proxy-next-upstream'));
  return {
    on: words === undefined ? standard : mapTraced(text, () => words.on),
    nonIdempotent: words?.nonIdempotent === true && !always.value ? mapTraced(text, () => true) : always,
    tries: natural(values, 'proxy-next-upstream-tries'),
    within: mapTraced(natural(values, 'proxy-next-upstream-timeout'), seconds),
  };
};

const httpVersion = (values: ConfigMapReader): backend.UpstreamHttpVersion['version'] => {
  const text = values.text('proxy-http-version');
  if (text.value === '1.0' || text.value === '1.1') return mapTraced(text, (v) => (v === '1.0' ? '1.0' : '1.1'));
  values.breaks('proxy-http-version', '1.0 or 1.1', '1.1 holds');
  return traced('1.1', defaultOrigin('proxy-http-version'));
};

const accessList = (values: ConfigMapReader): route.AccessList | undefined => {
  const deny = cidrList(values, 'denylist-source-range');
  const allow = cidrList(values, 'whitelist-source-range');
  const found = {
    ...(deny.value.length > 0 ? { deny } : {}),
    // A list of which nothing is left still restricts.
    ...(allow.value.length > 0 || values.items('whitelist-source-range').value.length > 0 ? { allow } : {}),
  };
  return Object.keys(found).length === 0 ? undefined : found;
};

const cookieRewrite = (values: ConfigMapReader): backend.CookieRewrite | undefined => {
  const mapping = (key: ConfigKey): backend.CookieRewrite['path'] => {
    const text = values.text(key);
    const words = cookieMapping(text.value);
    if (words === undefined) values.breaks(key, 'off or two words', 'off holds');
    return words === undefined || words === 'off' ? undefined : mapTraced(text, () => words);
  };
  const found = defined({ domain: mapping('proxy-cookie-domain'), path: mapping('proxy-cookie-path') });
  return Object.keys(found).length === 0 ? undefined : found;
};

const locationRewrite = (values: ConfigMapReader, report: Sink): backend.LocationRewrite | undefined => {
  const from = values.text('proxy-redirect-from');
  const to = values.text('proxy-redirect-to');
  if (from.value !== 'off' && from.value !== 'default') {
    const why = 'is given to the catch-all server without proxy-redirect-to';
    report.add('D360', { key: 'proxy-redirect-from', value: from.value, why, instead: 'off holds' }, from.from);
    values.mark('proxy-redirect-from', 'invalid', 'D360');
    return undefined;
  }
  values.ignore('proxy-redirect-to', `proxy-redirect-from is ${from.value}`);
  return locationMapping(from, to);
};

const waf = (values: ConfigMapReader): route.Waf | undefined => {
  const on = values.flag('enable-modsecurity');
  const coreRules = values.flag('enable-owasp-modsecurity-crs');
  const rules = values.text('modsecurity-snippet');
  if (on.value) return { on, coreRules, ...(rules.value.trim() === '' ? {} : { rules }) };
  values.ignore('enable-owasp-modsecurity-crs', 'enable-modsecurity is not true');
  values.ignore('modsecurity-snippet', 'enable-modsecurity is not true');
  return undefined;
};

const tracing = (values: ConfigMapReader): route.Tracing | undefined => {
  const on = values.flag('enable-opentelemetry');
  const operation = values.text('opentelemetry-operation-name');
  if (!on.value) {
    values.ignore('opentelemetry-operation-name', 'enable-opentelemetry is not true');
    values.ignore('opentelemetry-trust-incoming-span', 'enable-opentelemetry is not true');
    return undefined;
  }
  const trustIncoming = values.flag('opentelemetry-trust-incoming-span');
  return { on, trustIncoming, ...(operation.value === '' ? {} : { operation }) };
};
