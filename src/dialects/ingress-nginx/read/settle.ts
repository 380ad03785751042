/** Features that other annotations make idle, once all of them are read. */
import type { BackendProtocol } from '../../../model/model.ts';
import { joinOrigins } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import type { IngressSettings, LocationFeatures } from '../settings.ts';
import { settleBandwidth } from './bandwidth.ts';
import type { Given } from './given.ts';

const settled: readonly AnnotationKey[] = [
  'limit-rate',
  'limit-rate-after',
  'proxy-buffering',
  'proxy-ssl-secret',
  'custom-http-errors',
  'configuration-snippet',
];

export const settle = (given: Given, settings: IngressSettings): IngressSettings => {
  if (!settled.some(given.has)) return settings;
  const { backendProtocol: protocol } = settings;
  const wholeHost = settings.serverBackendTls !== undefined;
  const location = errorPages(
    protocol,
    backendTls(given, protocol, settleBandwidth(given, settings.location), wholeHost),
  );
  return location === settings.location ? settings : { ...settings, location };
};

type Protocol = IngressSettings['backendProtocol'];

const proxied: readonly BackendProtocol[] = ['http', 'https', 'auto'];

/** proxy_ssl_* lines act on HTTPS backends only; gRPC and FastCGI have directives of their own. */
const backendTls = (
  given: Given,
  protocol: Protocol,
  location: LocationFeatures,
  wholeHost: boolean,
): LocationFeatures => {
  if (location.backendTls === undefined || protocol.value === 'https' || protocol.value === 'auto') return location;
  const side = ['ciphers', 'protocols', 'name', 'verify', 'verify-depth', 'server-name'] as const;
  const keys: readonly AnnotationKey[] = ['proxy-ssl-secret', ...side.map((name) => `proxy-ssl-${name}` as const)];
  // At the level of the host they may act on paths of other Ingresses.
  if (!wholeHost) given.ignore(keys, 'backend-protocol is not HTTPS');
  const { backendTls: _idle, ...rest } = location;
  return rest;
};

/** Answers of gRPC and FastCGI backends are never intercepted. */
const errorPages = (protocol: Protocol, location: LocationFeatures): LocationFeatures => {
  const pages = location.errorPages;
  if (pages === undefined || proxied.includes(protocol.value) || !pages.interceptBackend.value) return location;
  const interceptBackend = { value: false, from: joinOrigins(pages.interceptBackend.from, protocol.from) };
  return { ...location, errorPages: { ...pages, interceptBackend } };
};
