/** Patterns of the controller that belong to one annotation (or a few). */
import { pattern } from './validators.ts';

export const onOff = pattern('^(on|off)$', 'on or off', true);
export const authType = pattern('basic|digest', 'basic or digest', true);
export const authSecretType = pattern('auth-file|auth-map', 'auth-file or auth-map', true);
export const authMethod = pattern(
  '^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$',
  'an HTTP method in capital letters',
  true,
);
export const authTlsVerifyClient = pattern(
  '^(on|off|optional|optional_no_ca)$',
  'on, off, optional or optional_no_ca',
  true,
);
export const authTlsErrorPage = pattern(
  '^(@[A-Za-z0-9_-]+|((https?://)?[A-Za-z0-9.-]+(:[0-9]+)?)?(/[A-Za-z0-9._-]+)*/?)$',
  'a URL without query, a path or @name',
  true,
);
export const connectionProxyHeader = pattern('^(close|keep-alive)$', 'close or keep-alive', true);
export const customHttpErrors = pattern('^(?:[4,5][0-9]{2},?)*$', 'statuses from 400 to 599 separated by commas', true);
export const fastcgiIndex = pattern('^[A-Za-z0-9._-]+$', 'a plain file name', true);
export const opentelemetryOperationName = pattern('^[A-Za-z0-9_-]*$', 'letters, digits, _ and -', true);
export const proxyCookieDomain = pattern(
  '^(off|[A-Za-z0-9/:._~-]+[ \\t\\f]+[A-Za-z0-9/:._~-]+)$',
  'off, or two names separated by a blank',
  false,
);
export const proxyNextUpstream = pattern(
  '^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)[ \\t\\f]?)+$',
  'conditions of proxy_next_upstream separated by blanks',
  false,
);
export const proxySslCiphers = pattern('^[A-Za-z0-9+:_!-]*$', 'an OpenSSL cipher list', true);
export const proxySslProtocols = pattern('^(TLSv1\\.2|TLSv1\\.3| )*$', 'TLSv1.2 and TLSv1.3 separated by blanks', true);
export const sslCiphers = pattern('^(?:[A-Za-z0-9!:+_-]|@STRENGTH|@SECLEVEL=[0-5])*$', 'an OpenSSL cipher list', true);
export const upstreamHashBy = pattern('^[A-Za-z0-9_${}-]*$', 'letters, digits and _ - with $variables', true);
