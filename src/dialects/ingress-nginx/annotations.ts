/** One row per annotation of ingress-nginx: what is accepted, how risky it is, what a wrong value does and which reader takes it. */
import * as p from './annotation-patterns.ts';
import { rows } from './annotation-row.ts';
import * as v from './validators.ts';

// biome-ignore format: a table
export const annotationRows = {
  ...rows('sessionaffinity', 'affinity', {
    'affinity': [v.option(['cookie']), 'Low', 'upstream', 'use_default', 'Keeps a client on one endpoint by a cookie.'],
    'affinity-mode': [v.option(['balanced', 'persistent']), 'Medium', 'upstream', 'use_default', 'balanced spreads anew when scaling; persistent keeps the endpoint.'],
    'affinity-canary-behavior': [v.option(['sticky', 'legacy']), 'Low', 'upstream', 'use_default', 'Whether a canary shares the affinity of the primary.'],
    'session-cookie-name': [v.basicChars, 'Medium', 'upstream', 'use_default', 'Name of the affinity cookie.'],
    'session-cookie-secure': [v.bool, 'Low', 'upstream', 'use_default', 'Adds Secure on plain HTTP as well.'],
    'session-cookie-expires': [v.seconds(true), 'Medium', 'upstream', 'use_default', 'Seconds until the affinity cookie expires, as a date.'],
    'session-cookie-max-age': [v.seconds(false), 'Medium', 'upstream', 'use_default', 'Seconds until the affinity cookie expires, as a number.'],
    'session-cookie-path': [v.urlChars, 'Medium', 'upstream', 'use_default', 'Path of the affinity cookie.'],
    'session-cookie-domain': [v.basicChars, 'Medium', 'upstream', 'use_default', 'Domain of the affinity cookie.'],
    'session-cookie-samesite': [v.option(['none', 'lax', 'strict'], true), 'Low', 'upstream', 'use_default', 'SameSite of the affinity cookie.'],
    'session-cookie-conditional-samesite-none': [v.bool, 'Low', 'upstream', 'use_default', 'Leaves SameSite=None out for browsers that mishandle it.'],
    'session-cookie-change-on-failure': [v.bool, 'Low', 'upstream', 'use_default', 'Another endpoint and cookie after a failed try.'],
  }),
  ...rows('alias', 'aliases', {
    'server-alias': [v.serverNameList, 'High', 'server', 'drop_ingress', 'Further names of the hosts.'],
  }),
  ...rows('auth', 'basic-auth', {
    'auth-type': [p.authType, 'Low', 'location', 'drop_ingress', 'Password check by the proxy.'],
    'auth-secret': [v.basicChars, 'Medium', 'location', 'deny_location', 'Secret with the passwords.'],
    'auth-secret-type': [p.authSecretType, 'Low', 'location', 'drop_ingress', 'Layout of the password Secret.'],
    'auth-realm': [v.charsWithSpace, 'Medium', 'location', 'drop_ingress', 'Realm shown with the password prompt.'],
  }),
  ...rows('authreq', 'external-auth', {
    'auth-url': [v.urlVarChars, 'High', 'location', 'drop_ingress', 'Service asked before each request.'],
    'auth-method': [p.authMethod, 'Low', 'location', 'deny_location', 'Method of the authentication request.'],
    'auth-signin': [v.urlVarChars, 'High', 'location', 'use_default', 'Where unauthenticated clients are sent.'],
    'auth-signin-redirect-param': [v.urlChars, 'Medium', 'location', 'use_default', 'Query parameter with the original URL.'],
    'auth-snippet': [v.none, 'Critical', 'location', 'never', 'Raw nginx text of the authentication request.'],
    'auth-cache-key': [v.nginxVar, 'Medium', 'location', 'use_default', 'What a cached authentication answer depends on.'],
    'auth-cache-duration': [v.extendedChars, 'Medium', 'location', 'drop_group', 'How long authentication answers are cached.'],
    'auth-keepalive': [v.int, 'Low', 'location', 'use_default', 'Idle connections kept to the authentication service.'],
    'auth-keepalive-share-vars': [v.bool, 'Low', 'location', 'use_default', 'Shares nginx variables with the authentication request.'],
    'auth-keepalive-requests': [v.int, 'Low', 'location', 'use_default', 'Requests per connection to the authentication service.'],
    'auth-keepalive-timeout': [v.int, 'Low', 'location', 'use_default', 'Seconds an idle connection to the authentication service lives.'],
    'auth-response-headers': [v.headerList, 'Medium', 'location', 'deny_location', 'Headers of the authentication answer that go to the backend.'],
    'auth-proxy-set-headers': [v.basicChars, 'Medium', 'location', 'use_default', 'ConfigMap with headers of the authentication request.'],
    'auth-request-redirect': [v.urlChars, 'Medium', 'location', 'drop_group', 'Text of X-Auth-Request-Redirect.'],
    'auth-always-set-cookie': [v.bool, 'Low', 'location', 'drop_group', 'Cookies of the authentication answer on every status.'],
  }),
  ...rows('authreqglobal', 'external-auth', {
    'enable-global-auth': [v.bool, 'Low', 'location', 'use_default', 'Exempts the Ingress from the global authentication.'],
  }),
  ...rows('authtls', 'client-certificates', {
    'auth-tls-secret': [v.basicChars, 'Medium', 'server', 'drop_ingress', 'Secret with the CA of client certificates.'],
    'auth-tls-verify-client': [p.authTlsVerifyClient, 'Medium', 'server', 'use_default', 'How client certificates are checked.'],
    'auth-tls-verify-depth': [v.int, 'Low', 'server', 'use_default', 'Longest chain of a client certificate.'],
    'auth-tls-error-page': [p.authTlsErrorPage, 'High', 'server', 'drop_ingress', 'Where clients without certificate are sent.'],
    'auth-tls-pass-certificate-to-upstream': [v.bool, 'Low', 'server', 'drop_ingress', 'Hands the client certificate to the backend.'],
    'auth-tls-match-cn': [v.cnRegex, 'High', 'server', 'drop_ingress', 'Pattern the subject of the certificate must match.'],
  }),
  ...rows('backendprotocol', 'backend-protocol', {
    'backend-protocol': [v.option(['auto_http', 'http', 'https', 'grpc', 'grpcs', 'fcgi'], true), 'Low', 'location', 'use_default', 'Protocol spoken to the backend.'],
  }),
  ...rows('canary', 'canary', {
    'canary': [v.bool, 'Low', 'ingress', 'use_default', 'Makes the Ingress a canary of another one.'],
    'canary-weight': [v.int, 'Low', 'ingress', 'use_default', 'Share of requests that go to the canary.'],
    'canary-weight-total': [v.int, 'Low', 'ingress', 'use_default', 'What canary-weight is a share of.'],
    'canary-by-header': [v.basicChars, 'Medium', 'ingress', 'use_default', 'Request header that chooses the canary.'],
    'canary-by-header-value': [v.basicChars, 'Medium', 'ingress', 'use_default', 'Value of the header that chooses the canary.'],
    'canary-by-header-pattern': [v.regexChars, 'Medium', 'ingress', 'use_default', 'Pattern of the header value that chooses the canary.'],
    'canary-by-cookie': [v.basicChars, 'Medium', 'ingress', 'use_default', 'Cookie that chooses the canary.'],
  }),
  ...rows('clientbodybuffersize', 'request-buffering', {
    'client-body-buffer-size': [v.size, 'Low', 'location', 'drop_ingress', 'Memory for a request body.'],
  }),
  ...rows('connection', 'connection-header', {
    'connection-proxy-header': [p.connectionProxyHeader, 'Low', 'location', 'drop_ingress', 'Fixed Connection header to the backend.'],
  }),
  ...rows('cors', 'cors', {
    'enable-cors': [v.bool, 'Low', 'location', 'use_default', 'Answers cross-origin requests.'],
    'cors-allow-origin': [v.corsOrigins, 'Medium', 'location', 'use_default', 'Origins that are allowed.'],
    'cors-allow-methods': [v.corsMethods, 'Medium', 'location', 'use_default', 'Methods that are allowed.'],
    'cors-allow-headers': [v.headerList, 'Medium', 'location', 'use_default', 'Request headers that are allowed.'],
    'cors-allow-credentials': [v.bool, 'Low', 'location', 'use_default', 'Allows credentials.'],
    'cors-expose-headers': [v.corsExpose, 'Medium', 'location', 'use_default', 'Response headers scripts may read.'],
    'cors-max-age': [v.int, 'Low', 'location', 'use_default', 'Seconds a preflight answer may be kept.'],
  }),
  ...rows('customheaders', 'response-headers', {
    'custom-headers': [v.basicChars, 'Medium', 'location', 'use_default', 'ConfigMap with response headers.'],
  }),
  ...rows('customhttperrors', 'error-pages', {
    'custom-http-errors': [p.customHttpErrors, 'Low', 'location', 'drop_ingress', 'Statuses answered by the error service.'],
  }),
  ...rows('defaultbackend', 'error-pages', {
    'default-backend': [v.serviceName, 'Low', 'location', 'drop_ingress', 'Service that answers errors and stands in for a missing backend.'],
  }),
  ...rows('disableproxyintercepterrors', 'error-pages', {
    'disable-proxy-intercept-errors': [v.bool, 'Low', 'location', 'use_default', 'Leaves answers of the backend alone.'],
  }),
  ...rows('fastcgi', 'fast-cgi', {
    'fastcgi-index': [p.fastcgiIndex, 'Medium', 'location', 'drop_ingress', 'Index file of a FastCGI backend.'],
    'fastcgi-params-configmap': [v.basicChars, 'Medium', 'location', 'drop_ingress', 'ConfigMap with FastCGI parameters.'],
  }),
  ...rows('http2pushpreload', 'http2-push', {
    'http2-push-preload': [v.bool, 'Low', 'location', 'drop_ingress', 'HTTP/2 push; obsolete.'],
  }),
  ...rows('ipallowlist', 'access-list', {
    'allowlist-source-range': [v.cidrList, 'Medium', 'location', 'deny_location', 'Client addresses that are let in.', 'whitelist-source-range'],
  }),
  ...rows('ipdenylist', 'access-list', {
    'denylist-source-range': [v.cidrList, 'Medium', 'location', 'deny_location', 'Client addresses that are kept out.'],
  }),
  ...rows('loadbalancing', 'load-balancing', {
    'load-balance': [v.option(['round_robin', 'chash', 'chashsubset', 'sticky_balanced', 'sticky_persistent', 'ewma']), 'Low', 'upstream', 'drop_ingress', 'How requests are spread over endpoints.'],
  }),
  ...rows('log', 'logs', {
    'enable-access-log': [v.bool, 'Low', 'location', 'use_default', 'Access log of the paths.'],
    'enable-rewrite-log': [v.bool, 'Low', 'location', 'use_default', 'Logs rewrite processing.'],
  }),
  ...rows('mirror', 'mirror', {
    'mirror-target': [v.serverName, 'High', 'location', 'use_default', 'URL that gets a copy of each request.'],
    'mirror-request-body': [p.onOff, 'Low', 'location', 'use_default', 'Whether the copy has the body.'],
    'mirror-host': [v.serverName, 'High', 'location', 'use_default', 'Host header of the copy.'],
  }),
  ...rows('modsecurity', 'waf', {
    'enable-modsecurity': [v.bool, 'Low', 'location', 'use_default', 'Web application firewall.'],
    'enable-owasp-core-rules': [v.bool, 'Low', 'location', 'use_default', 'OWASP core rules of the firewall.'],
    'modsecurity-transaction-id': [v.nginxVar, 'High', 'location', 'use_default', 'Transaction id of the firewall.'],
    'modsecurity-snippet': [v.none, 'Critical', 'location', 'never', 'Rules of the firewall.'],
  }),
  ...rows('opentelemetry', 'tracing', {
    'enable-opentelemetry': [v.bool, 'Low', 'location', 'use_default', 'Tracing.'],
    'opentelemetry-trust-incoming-span': [v.bool, 'Low', 'location', 'use_default', 'Continues the trace of the client.'],
    'opentelemetry-operation-name': [p.opentelemetryOperationName, 'Medium', 'location', 'drop_ingress', 'Name of the span.'],
  }),
  ...rows('portinredirect', 'redirect', {
    'use-port-in-redirects': [v.bool, 'Low', 'location', 'use_default', 'Writes the port into redirects.'],
  }),
  ...rows('proxy', 'timeouts', {
    'proxy-connect-timeout': [v.int, 'Low', 'location', 'use_default', 'Seconds until the backend connection stands.'],
    'proxy-send-timeout': [v.int, 'Low', 'location', 'use_default', 'Seconds between two writes to the backend.'],
    'proxy-read-timeout': [v.int, 'Low', 'location', 'use_default', 'Seconds between two reads from the backend.'],
  }),
  ...rows('proxy', 'response-buffering', {
    'proxy-buffers-number': [v.int, 'Low', 'location', 'use_default', 'Number of response buffers.'],
    'proxy-buffer-size': [v.size, 'Low', 'location', 'use_default', 'Size of a response buffer and of the largest response header.'],
    'proxy-busy-buffers-size': [v.size, 'Low', 'location', 'use_default', 'Response buffers busy sending to the client.'],
    'proxy-buffering': [v.option(['on', 'off']), 'Low', 'location', 'use_default', 'Buffers responses.'],
    'proxy-max-temp-file-size': [v.size, 'Low', 'location', 'use_default', 'Largest temporary file of a response.'],
  }),
  ...rows('proxy', 'cookie-rewrite', {
    'proxy-cookie-path': [v.urlChars, 'Medium', 'location', 'use_default', 'Maps the Path of backend cookies.'],
    'proxy-cookie-domain': [p.proxyCookieDomain, 'Medium', 'location', 'use_default', 'Maps the Domain of backend cookies.'],
  }),
  ...rows('proxy', 'body-size', {
    'proxy-body-size': [v.size, 'Medium', 'location', 'use_default', 'Largest request body.'],
  }),
  ...rows('proxy', 'retry', {
    'proxy-next-upstream': [p.proxyNextUpstream, 'Medium', 'location', 'use_default', 'When another endpoint is tried.'],
    'proxy-next-upstream-timeout': [v.int, 'Low', 'location', 'use_default', 'Seconds in which further tries may start.'],
    'proxy-next-upstream-tries': [v.int, 'Low', 'location', 'use_default', 'Number of tries.'],
  }),
  ...rows('proxy', 'request-buffering', {
    'proxy-request-buffering': [v.option(['on', 'off']), 'Low', 'location', 'use_default', 'Reads the request body before the backend is contacted.'],
  }),
  ...rows('proxy', 'location-rewrite', {
    'proxy-redirect-from': [v.urlChars, 'Medium', 'location', 'use_default', 'Text in Location headers of the backend that is replaced.'],
    'proxy-redirect-to': [v.urlChars, 'Medium', 'location', 'use_default', 'Replacement in Location headers of the backend.'],
  }),
  ...rows('proxy', 'upstream-http-version', {
    'proxy-http-version': [v.option(['1.0', '1.1']), 'Low', 'location', 'use_default', 'HTTP version spoken to the backend.'],
  }),
  ...rows('proxyssl', 'backend-tls', {
    'proxy-ssl-secret': [v.basicChars, 'Medium', 'location', 'drop_ingress', 'Secret for TLS to the backend.'],
    'proxy-ssl-ciphers': [p.proxySslCiphers, 'Medium', 'location', 'use_default', 'Ciphers of TLS to the backend.'],
    'proxy-ssl-protocols': [p.proxySslProtocols, 'Low', 'location', 'use_default', 'Protocols of TLS to the backend.'],
    'proxy-ssl-name': [v.serverName, 'High', 'location', 'use_default', 'Name in the certificate of the backend.'],
    'proxy-ssl-verify': [p.onOff, 'Low', 'location', 'use_default', 'Checks the certificate of the backend.'],
    'proxy-ssl-verify-depth': [v.int, 'Low', 'location', 'use_default', 'Longest chain of the backend\'s certificate.'],
    'proxy-ssl-server-name': [p.onOff, 'Low', 'location', 'use_default', 'Sends the server name to the backend.'],
  }),
  ...rows('ratelimit', 'rate-limit', {
    'limit-rps': [v.int, 'Low', 'location', 'drop_ingress', 'Requests per second and client.'],
    'limit-rpm': [v.int, 'Low', 'location', 'drop_ingress', 'Requests per minute and client.'],
    'limit-connections': [v.int, 'Low', 'location', 'drop_ingress', 'Concurrent requests per client.'],
    'limit-burst-multiplier': [v.int, 'Low', 'location', 'use_default', 'Burst of the rate limits.'],
    'limit-allowlist': [v.cidrList, 'Low', 'location', 'drop_ingress', 'Clients that are not limited.', 'limit-whitelist'],
  }),
  ...rows('ratelimit', 'bandwidth', {
    'limit-rate': [v.int, 'Low', 'location', 'use_default', 'Kilobytes per second of a response.'],
    'limit-rate-after': [v.int, 'Low', 'location', 'use_default', 'Kilobytes sent at full speed first.'],
  }),
  ...rows('redirect', 'redirect', {
    'permanent-redirect': [v.urlCharsExact, 'Medium', 'location', 'drop_ingress', 'URL every request is sent to for good.'],
    'permanent-redirect-code': [v.int, 'Low', 'location', 'drop_ingress', 'Status of permanent-redirect.'],
    'temporal-redirect': [v.urlCharsExact, 'Medium', 'location', 'drop_ingress', 'URL every request is sent to for now.'],
    'temporal-redirect-code': [v.int, 'Low', 'location', 'drop_ingress', 'Status of temporal-redirect.'],
    'from-to-www-redirect': [v.bool, 'Low', 'server', 'drop_ingress', 'Redirects the counterpart with or without www.'],
    'relative-redirects': [v.bool, 'Low', 'location', 'drop_ingress', 'Redirects made by nginx stay relative.'],
  }),
  ...rows('rewrite', 'rewrite', {
    'rewrite-target': [v.pathCaptureExact, 'Medium', 'location', 'use_default', 'Path sent to the backend in place of the request\'s.'],
    'use-regex': [v.bool, 'Low', 'server', 'use_default', 'Paths are regular expressions.'],
    'app-root': [v.pathCaptureExact, 'Medium', 'server', 'use_default', 'Where / is sent.'],
  }),
  ...rows('rewrite', 'https-redirect', {
    'ssl-redirect': [v.bool, 'Low', 'location', 'use_default', 'Sends plain HTTP to HTTPS on hosts with TLS.'],
    'force-ssl-redirect': [v.bool, 'Medium', 'location', 'use_default', 'Sends plain HTTP to HTTPS always.'],
    'preserve-trailing-slash': [v.bool, 'Medium', 'location', 'use_default', 'Keeps a final slash in the HTTPS redirect.'],
  }),
  ...rows('satisfy', 'satisfy', {
    'satisfy': [v.option(['any', 'all']), 'Low', 'location', 'use_default', 'Whether one of the access checks is enough.'],
  }),
  ...rows('serversnippet', 'snippets', {
    'server-snippet': [v.none, 'Critical', 'server', 'never', 'Raw nginx text of the host.'],
  }),
  ...rows('snippet', 'snippets', {
    'configuration-snippet': [v.none, 'Critical', 'location', 'never', 'Raw nginx text of the paths.'],
  }),
  ...rows('streamsnippet', 'snippets', {
    'stream-snippet': [v.none, 'Critical', 'ingress', 'never', 'Raw nginx text for TCP and UDP.'],
  }),
  ...rows('serviceupstream', 'load-balancing', {
    'service-upstream': [v.bool, 'Low', 'upstream', 'other', 'Sends to the Service address in place of the pods.'],
  }),
  ...rows('sslcipher', 'tls-ciphers', {
    'ssl-ciphers': [p.sslCiphers, 'Low', 'server', 'drop_ingress', 'TLS 1.2 ciphers of the hosts.'],
    'ssl-prefer-server-ciphers': [v.bool, 'Low', 'server', 'use_default', 'Whose order of ciphers counts.'],
  }),
  ...rows('sslpassthrough', 'passthrough', {
    'ssl-passthrough': [v.bool, 'Low', 'server', 'drop_ingress', 'Pipes TLS through undecrypted.'],
  }),
  ...rows('upstreamhashby', 'load-balancing', {
    'upstream-hash-by': [p.upstreamHashBy, 'High', 'upstream', 'drop_ingress', 'Text that chooses the endpoint.'],
    'upstream-hash-by-subset': [v.bool, 'Low', 'upstream', 'drop_ingress', 'Hashes to a group of endpoints.'],
    'upstream-hash-by-subset-size': [v.int, 'Low', 'upstream', 'drop_ingress', 'Size of such a group.'],
  }),
  ...rows('upstreamvhost', 'upstream-host', {
    'upstream-vhost': [v.serverName, 'Low', 'location', 'drop_ingress', 'Host header sent to the backend.'],
  }),
  ...rows('xforwardedprefix', 'rewrite', {
    'x-forwarded-prefix': [v.pathCapture, 'Medium', 'location', 'drop_ingress', 'X-Forwarded-Prefix header next to a rewrite.'],
  }),
};

export type AnnotationKey = keyof typeof annotationRows;

export const isAnnotationKey = (key: string): key is AnnotationKey => Object.hasOwn(annotationRows, key);

/** Older spelling → key. */
export const aliases: ReadonlyMap<string, AnnotationKey> = new Map(
  Object.entries(annotationRows).flatMap(([key, row]) =>
    isAnnotationKey(key) ? row.aliases.map((alias) => [alias, key] as const) : [],
  ),
);
