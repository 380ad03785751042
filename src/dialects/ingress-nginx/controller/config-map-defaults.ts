/** Defaults of annotations that come from the ConfigMap: the settings of an Ingress without annotations. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { LoadBalancing } from '../../../model/features/pool-features.ts';
import type { RateLimit } from '../../../model/features/route-features.ts';
import { bytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Origin, type Traced, traced } from '../../../source/traced.ts';
import { clientChooses } from '../hardening/client-chosen.ts';
import type { Hardening } from '../hardening/hardening.ts';
import { parseTemplate } from '../nginx-variables.ts';
import type { ControllerSettings, IngressSettings, LocationFeatures } from '../settings.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import type { AnnotationDefaults } from './controller.ts';
import { isHeaderName } from './header-entries.ts';

export const readBaseSettings = (
  values: ConfigMapReader,
  settings: ControllerSettings,
  location: LocationFeatures,
): IngressSettings => ({
  location,
  backendProtocol: traced('http', defaultOrigin('backend-protocol')),
  useRegex: traced(false, defaultOrigin('use-regex')),
  sslRedirect: values.flag('ssl-redirect'),
  forceSslRedirect: values.flag('force-ssl-redirect'),
  preserveTrailingSlash: values.flag('preserve-trailing-slash'),
  affinityCanaryBehavior: traced('sticky', defaultOrigin('affinity-canary-behavior')),
  loadBalancing: loadBalancing(values),
  serviceUpstream: values.flag('service-upstream'),
  externalAuth: settings.globalAuth,
  denied: undefined,
  hostClosed: undefined,
  rewriteTarget: undefined,
  forwardedPrefix: undefined,
  appRoot: undefined,
  fromToWww: undefined,
  basicAuth: undefined,
  aliases: undefined,
  clientCertificates: undefined,
  tlsCiphers: undefined,
  passthrough: undefined,
  serverSnippet: undefined,
  hostFeatures: undefined,
  hostRules: undefined,
  hostLocations: undefined,
  serverBackendTls: undefined,
  affinity: undefined,
  canary: undefined,
  defaultBackend: undefined,
  streamSnippet: undefined,
});

const loadBalancing = (values: ConfigMapReader): LoadBalancing => {
  const text = values.text('load-balance');
  if (text.value === 'ewma') return { algorithm: mapTraced(text, () => 'ewma') };
  if (text.value !== '' && text.value !== 'round_robin') {
    values.refuse('load-balance', 'round_robin or ewma', 'the word, which its Lua code takes for round_robin');
  }
  return { algorithm: mapTraced(text, () => 'round-robin') };
};

export const readAnnotationDefaults = (
  values: ConfigMapReader,
  report: Sink,
  harden: Hardening<Origin>,
): AnnotationDefaults => ({
  closedLocation: { bodySize: { max: traced(bytes(1024 ** 2), defaultOrigin('proxy-body-size')) } },
  limits: {
    requestStatus: status(values, 'limit-req-status-code'),
    connectionStatus: status(values, 'limit-conn-status-code'),
    key: limitKey(values, report, harden),
  },
  proxySslLocationOnly: values.flag('proxy-ssl-location-only').value,
  locationRewrite: { from: values.text('proxy-redirect-from'), to: values.text('proxy-redirect-to') },
  bandwidth: { rate: values.integer('limit-rate'), after: values.integer('limit-rate-after') },
  retryNonIdempotent: values.flag('retry-non-idempotent'),
  allowedResponseHeaders: allowedResponseHeaders(values),
  http2: values.flag('use-http2').value,
  coreRules: values.flag('enable-owasp-modsecurity-crs'),
  interceptsEverywhere:
    values.list('custom-http-errors').value.length > 0 && !values.flag('disable-proxy-intercept-errors').value,
});

const allowedResponseHeaders = (values: ConfigMapReader): readonly string[] => {
  const key = 'global-allowed-response-headers';
  const names = values.list(key).value;
  const good = names.filter(isHeaderName);
  if (good.length < names.length) values.refuse(key, 'header names separated by commas', 'the good ones only');
  return good;
};

const status = (values: ConfigMapReader, key: 'limit-req-status-code' | 'limit-conn-status-code'): Traced<number> => {
  const code = values.integer(key);
  if (code.value >= 400 && code.value <= 599) return code;
  values.breaks(key, 'a status from 400 to 599', '503 holds');
  return traced(503, defaultOrigin(key));
};

/** The client address by either of its names needs no template. */
const limitKey = (values: ConfigMapReader, report: Sink, harden: Hardening<Origin>): RateLimit['key'] => {
  const key = 'limit-conn-zone-variable';
  const text = values.text(key);
  if (text.value === '$binary_remote_addr' || text.value === '$remote_addr')
    return mapTraced(text, () => 'clientAddress');
  const template = parseTemplate(text.value);
  if (template !== undefined) {
    const closed = clientChooses(template) && harden('D397', { key, value: text.value }, text.from);
    return mapTraced(text, () => (closed ? 'clientAddress' : template));
  }
  report.add(
    'D360',
    { key, value: text.value, why: 'has a dollar sign without a name', instead: 'the client address is counted' },
    text.from,
  );
  values.mark(key, 'invalid', 'D360');
  return traced('clientAddress', defaultOrigin(key));
};
