/** Findings of the Contour target. */
import { entry } from '../entry.ts';

export const contourCodes = {
  T5400: entry<{ readonly pattern: string; readonly target: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'rewrite without a counterpart',
    say: (a) =>
      `the rewrite of ${a.pattern} to ${a.target} needs captures, and Contour can only replace a fixed prefix; the path answers 503`,
    hint: 'Use a path such as /name(/|$)(.*) with the target /$2, or let the backend take the full path.',
  }),
  T5401: entry<{ readonly path: string; readonly target: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'rewrite of one path only',
    say: (a) =>
      `the rewrite to ${a.target} drops the rest of the path, which Contour cannot do: only ${a.path} itself is sent there, everything below it answers 503`,
    hint: (a) =>
      `Use the path ${a.path}(/|$)(.*) with a target ending in $2 to keep the rest, or list the paths one by one as Exact paths.`,
  }),
  T5402: entry<{ readonly path: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'rewrite in one letter case',
    say: (a) => `the rewrite holds for ${a.path} as written; nginx takes other letter cases too, which answer 503 here`,
    hint: 'Nothing to do when clients use the path as written.',
  }),
  T5403: entry<{ readonly pattern: string; readonly path: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'expression without a counterpart',
    say: (a) =>
      `the path ${a.path} is the expression ${a.pattern}, which RE2 or Contour cannot hold (look-around, back references, no leading slash); its literal beginning answers 503`,
    hint: 'Write the path without look-around, or split it into several paths.',
  }),
  T5404: entry<{ readonly path: string; readonly other: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'order of paths',
    say: (a) =>
      `${a.path} comes after ${a.other} in nginx, but Contour tries longer prefixes first and both take the same requests; ${a.path} answers 503`,
    hint: 'Make the two paths exclude each other, or remove the rewrite from one of them.',
  }),
  T5405: entry<{ readonly target: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'redirect without a counterpart',
    say: (a) =>
      `the redirect to ${a.target} is built from values of the request that Contour cannot put into a Location; the path answers 503`,
    hint: 'Redirect to a fixed URL, or to scheme and host followed by $request_uri.',
  }),
  T5406: entry<{ readonly target: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'query kept in a redirect',
    say: (a) =>
      `the redirect goes to ${a.target} with the query of the request added (and a slash where the target has no path); nginx sends the target alone`,
    hint: 'Nothing to do when the target ignores unknown parameters.',
  }),
  T5407: entry<{ readonly wanted: number; readonly used: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'status of a redirect',
    say: (a) => `the redirect status ${a.wanted} is not one Contour can send; ${a.used} is sent`,
    hint: 'Use 301, 302, 303, 307 or 308 (before Contour 1.31 only 301 and 302).',
  }),
  T5408: entry<{ readonly status: number }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'final slash in the HTTPS redirect',
    say: (a) =>
      `the redirect to HTTPS (${a.status}) keeps the final slash of the URL in its Location; nginx cuts it off`,
    hint: 'Nothing to do: both URLs lead to the same page on most sites.',
  }),
  T5410: entry<{ readonly origins: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'CORS by Envoy',
    say: (a) =>
      `CORS for ${a.origins} is answered by Envoy: preflights get 200 instead of 204, only when the Origin matches exactly and Access-Control-Request-Method is there, and Access-Control-Allow-Methods, -Headers and -Max-Age only come with preflights`,
    hint: 'Nothing to do for browsers.',
  }),
  T5411: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'CORS for every origin without credentials',
    say: () =>
      'Envoy answers with the Origin of the request where nginx writes *; Access-Control-Allow-Credentials is left out, because together with an echoed origin it would let every site read with cookies, which * does not',
    hint: 'List the origins in cors-allow-origin when requests with credentials are needed.',
  }),
  T5412: entry<{ readonly host: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'CORS preflights of one path',
    say: (a) =>
      `paths of ${a.host} differ in CORS, and Contour has one policy per host: the headers are set on answers of this path, but preflights (OPTIONS) go to the backend, and Access-Control-Allow-Origin is missing on answers that Envoy makes itself`,
    hint: 'Give all paths of the host the same CORS annotations, or move them to a host of their own.',
  }),
  T5415: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'address list and the default backend',
    say: () =>
      'paths that no backend serves answer 404 to every client; nginx answers 403 to those outside the address list',
    hint: 'Nothing to do: nothing is served there.',
  }),
  T5416: entry<{ readonly scheme: string; readonly realm: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'password check',
    say: (a) =>
      `${a.scheme} authentication (realm "${a.realm}") has no counterpart in Contour; the path is closed with 503`,
    hint: 'Put an authenticating proxy in front of the backend, or use a gRPC external authorization server with Contour.',
  }),
  T5417: entry<{ readonly url: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'external authentication over HTTP',
    say: (a) =>
      `the authentication service ${a.url} speaks HTTP, Contour asks gRPC authorization servers only; the path is closed with 503`,
    hint: 'Put an authenticating proxy in front of the backend, or write an ExtensionService with a gRPC adapter by hand.',
  }),
  T5418: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'one check is enough',
    say: () => 'satisfy any (address or password is enough) has no counterpart in Contour; the path is closed with 503',
    hint: 'Drop satisfy, so that every check must pass, or put the check into the backend.',
  }),
  T5419: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'web application firewall',
    say: () => 'ModSecurity has no counterpart in Contour; the path is closed with 503',
    hint: 'Run the firewall in front of Contour or beside the backend and remove the annotation.',
  }),
  T5420: entry<{ readonly rate: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'rate limit shared by all clients',
    say: (a) =>
      `the rate limit (${a.rate}) is one bucket for all clients per Envoy and path here; nginx counts each client address, over all paths of the Ingress`,
    hint: 'Use the rate limit service of Contour for limits per client, or raise the limit.',
  }),
  T5421: entry<{ readonly kept: string; readonly lost: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'one of two rate limits',
    say: (a) => `Contour holds one rate per path: ${a.kept} is kept, ${a.lost} is not`,
    hint: 'Keep only one of limit-rps and limit-rpm.',
  }),
  T5422: entry<{ readonly connections: number }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'limit of parallel requests',
    say: (a) =>
      `a limit of ${a.connections} parallel requests per client has no counterpart in Contour; it is not enforced`,
    hint: 'Use circuit breakers on the Service for a limit of the whole backend.',
  }),
  T5423: entry<{ readonly addresses: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'exempt from the rate limit',
    say: (a) => `the addresses ${a.addresses} are limited like all others; Contour knows no exemptions`,
    hint: 'Raise the limit.',
  }),
  T5424: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'what the rate limit counts',
    say: () => 'the limit is counted for all requests together, not by limit-conn-zone-variable',
    hint: 'Use the rate limit service of Contour.',
  }),
  T5425: entry<{ readonly rate: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'bandwidth limit',
    say: (a) =>
      `the bandwidth limit of ${a.rate} bytes per second has no counterpart in Contour; answers are sent at full speed`,
    hint: 'Limit the bandwidth in the backend.',
  }),
  T5426: entry<{ readonly max: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'request body limit',
    say: (a) =>
      `the request body limit (${a.max}) is compared with Content-Length only: bodies sent in chunks, without a length, reach the backend whatever their size`,
    hint: 'Check the size in the backend as well.',
  }),
  T5427: entry<{ readonly on: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'request buffering',
    say: (a) =>
      `proxy-request-buffering ${a.on} has no counterpart: Envoy passes request bodies on as they come in, so slow clients hold connections of the backend`,
    hint: 'Nothing to do for most backends.',
  }),
  T5428: entry<{ readonly on: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'response buffering',
    say: (a) =>
      `proxy-buffering ${a.on} and the buffer sizes have no counterpart: Envoy passes answers on as they come in`,
    hint: 'Nothing to do for most backends; header sizes are limited by Envoy itself.',
  }),
  T5429: entry<{ readonly idle: string; readonly read: string; readonly send: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'gaps between bytes',
    say: (a) =>
      `a request ends after ${a.idle} without a byte in either direction; nginx watches reading (${a.read}) and sending (${a.send}) apart`,
    hint: 'Nothing to do unless an upload and its answer are expected to stall on their own.',
  }),
  T5430: entry<{ readonly wanted: string; readonly used: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'one connect timeout for all',
    say: (a) =>
      `the connect timeout ${a.wanted} becomes ${a.used}: Contour has one for all backends (timeouts.connect-timeout in contour.yaml), the longest of all is used`,
    hint: 'Give all Ingresses the same proxy-connect-timeout.',
  }),
  T5431: entry<{ readonly host: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Host towards the backend',
    say: (a) =>
      `the upstream Host ${a.host} is built from values that Contour cannot put together; the Host of the client is sent`,
    hint: 'Use a fixed upstream-vhost.',
  }),
  T5432: entry<{ readonly name: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'value of a header',
    say: (a) =>
      `the value of header ${a.name} cannot be written for Envoy (empty, control characters, a percent sign that Envoy would read as a variable, or a request value it does not have); the header is not set`,
    hint: 'Use a fixed value without such texts.',
  }),
  T5433: entry<{ readonly name: string; readonly how: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'header on every status',
    say: (a) => `header ${a.name} is ${a.how} here; Contour can only overwrite a header, whatever the status`,
    hint: 'Nothing to do when the backend does not send the header.',
  }),
  T5434: entry<{ readonly statuses: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'error pages',
    say: (a) =>
      `answers with status ${a.statuses} are not replaced: Contour has no error pages, clients see those of the backend or of Envoy`,
    hint: 'Let the backend make its own error pages.',
  }),
  T5435: entry<{ readonly target: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'mirror',
    say: (a) =>
      `the mirror target ${a.target} is not a Service in the namespace of the Ingress, the only thing Contour can mirror to; no copies are sent`,
    hint: 'Use http://<service>.<namespace>.svc.cluster.local$request_uri with a Service of the same namespace.',
  }),
  T5436: entry<{ readonly target: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'mirrored requests',
    say: (a) =>
      `copies for ${a.target} carry the Host of the client with -shadow added, the path after rewriting, and the body`,
    hint: 'Let the mirror accept any Host.',
  }),
  T5437: entry({
    severity: 'info',
    outcome: 'refused',
    title: 'access log of one path',
    say: () => 'the access log cannot be switched off for one path in Contour',
    hint: 'Switch it off for all with accesslog-level in contour.yaml.',
  }),
  T5438: entry({
    severity: 'info',
    outcome: 'refused',
    title: 'tracing',
    say: () => 'tracing is a matter of the whole Contour (tracing in contour.yaml); the annotations have no effect',
    hint: 'Set up tracing in contour.yaml.',
  }),
  T5439: entry({
    severity: 'info',
    outcome: 'refused',
    title: 'rewrite log',
    say: () => 'Contour has no log of rewrites',
    hint: 'Nothing to do.',
  }),
  T5440: entry<{ readonly service: string; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'canary',
    say: (a) => `the canary ${a.service} gets no requests: ${a.why}`,
    hint: 'Put the canary into the namespace of the Ingress it belongs to and use a plain expression.',
  }),
  T5441: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'canary and sessions',
    say: () =>
      'Contour draws between primary and canary anew for each request: a session does not stay with the one it began on',
    hint: 'Choose the canary by header or cookie instead of by weight.',
  }),
  T5442: entry<{ readonly cookie: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'session cookie',
    say: (a) =>
      `the session cookie ${a.cookie} becomes X-Contour-Session-Affinity in Set-Cookie, a session cookie with a value of Envoy: sessions of today start anew, name, Expires and Max-Age are lost`,
    hint: 'Nothing to do when losing running sessions once is acceptable.',
  }),
  T5443: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'session cookie details',
    say: (a) => `${a.what} has no counterpart in the cookie affinity of Contour`,
    hint: 'Nothing to do for most backends.',
  }),
  T5444: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'load balancing by latency',
    say: () => 'ewma becomes WeightedLeastRequest: the endpoint with fewer requests instead of the faster one',
    hint: 'Nothing to do for most backends.',
  }),
  T5445: entry<{ readonly key: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'hash key',
    say: (a) =>
      `requests are not hashed by ${a.key}: Contour hashes by one header, one query parameter or the client address; they are spread evenly`,
    hint: 'Use $http_name, $arg_name or $remote_addr as key.',
  }),
  T5446: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'HSTS on answers of the proxy',
    say: () =>
      'Strict-Transport-Security is set on answers of the backend over TLS; redirects and fixed answers of Contour come without it',
    hint: 'Nothing to do: browsers learn it from the first page.',
  }),
  T5447: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'style of redirects',
    say: (a) => `${a.what} has no counterpart: Envoy writes absolute redirects with the port of the Host header`,
    hint: 'Nothing to do on the usual ports.',
  }),
  T5448: entry<{ readonly line: number; readonly text: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'raw nginx configuration',
    say: (a) => `line ${a.line} of the snippet has no counterpart in Contour: ${a.text}`,
    hint: 'Express it with annotations, or in the backend.',
  }),
  T5449: entry<{ readonly tries: number }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'retries',
    say: (a) =>
      `up to ${a.tries} tries, but only while nothing was sent to the backend (connection refused, stream refused); a reset or a timeout after that is not tried again, and the time limit for tries is not kept`,
    hint: 'Let clients or the backend retry.',
  }),
  T5450: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'connection to the backend',
    say: (a) => `${a.what} has no counterpart: Envoy speaks HTTP/1.1 with kept connections to the backend`,
    hint: 'Nothing to do for most backends.',
  }),
  T5451: entry<{ readonly from: string; readonly to: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'cookies of the backend',
    say: (a) =>
      `cookies are not changed from ${a.from} to ${a.to}: Contour rewrites attributes of cookies by name only`,
    hint: 'Set the attribute in the backend, or write cookieRewritePolicies with the names of the cookies.',
  }),
  T5452: entry<{ readonly from: string; readonly to: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'Location of the backend',
    say: (a) =>
      `Location and Refresh headers of the backend are not changed from ${a.from} to ${a.to}; Contour has no such rewriting`,
    hint: 'Let the backend send relative redirects.',
  }),
  T5453: entry<{ readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'certificate check of the backend',
    say: (a) => `the certificate of the backend cannot be checked: ${a.why}; the path answers 503`,
    hint: 'Give proxy-ssl-secret a ca.crt and name the backend with proxy-ssl-name.',
  }),
  T5454: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'TLS details towards the backend',
    say: (a) => `${a.what} has no counterpart per path in Contour`,
    hint: 'Set cluster.upstream-tls in contour.yaml for all backends.',
  }),
  T5455: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'FastCGI',
    say: () => 'Contour does not speak FastCGI; the path answers 503',
    hint: 'Put a web server that speaks FastCGI in front of the backend.',
  }),
  T5456: entry<{ readonly host: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'client certificates',
    say: (a) => `a missing or refused client certificate of ${a.host} ends the TLS handshake here; nginx answers 400`,
    hint: 'Nothing to do for clients with certificates.',
  }),
  T5457: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'client certificate details',
    say: (a) => `${a.what} has no counterpart in Contour`,
    hint: 'Check it in the backend.',
  }),
  T5458: entry<{ readonly subject: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'subject of client certificates',
    say: (a) =>
      `the subject of client certificates cannot be compared with ${a.subject} in Contour; the host is closed with 503`,
    hint: 'Check the subject in the backend.',
  }),
  T5459: entry<{ readonly path: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'query at the app root',
    say: (a) => `/ is sent to ${a.path} with the query of the request; nginx drops it`,
    hint: 'Nothing to do for most backends.',
  }),
  T5460: entry<{ readonly from: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'redirect between www and bare name',
    say: (a) => `${a.from} is redirected over plain HTTP only: there is no certificate for it`,
    hint: 'Add the name to the certificate, or give a default certificate.',
  }),
  T5461: entry<{ readonly host: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'ciphers of one host',
    say: (a) => `the ciphers of ${a.host} cannot be set: Contour has one list for all hosts`,
    hint: 'Set ssl-ciphers in the ConfigMap.',
  }),
  T5462: entry<{ readonly what: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'TLS settings',
    say: (a) => `${a.what}`,
    hint: 'Look at tls in contour.yaml.',
  }),
  T5463: entry({
    severity: 'warning',
    outcome: 'refused',
    title: 'unknown names over TLS',
    say: () => 'the handshake for unknown names is refused only while no fallback certificate is set; none is written',
    hint: 'Nothing to do.',
  }),
  T5464: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'HTTP/3',
    say: () => 'Contour cannot serve HTTP/3',
    hint: 'Terminate HTTP/3 in front of Contour.',
  }),
  T5465: entry<{ readonly ranges: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'trusted proxies',
    say: (a) =>
      `the client address is taken from X-Forwarded-For by counting one trusted hop (num-trusted-hops: 1), not by the addresses ${a.ranges}, and X-Forwarded-Port and X-Forwarded-Host of the proxy in front are not read`,
    hint: 'Set num-trusted-hops to the number of proxies in front of Envoy, and let nobody else reach it.',
  }),
  T5466: entry({
    severity: 'warning',
    outcome: 'refused',
    title: 'PROXY protocol',
    say: () =>
      'the PROXY protocol is a flag of Contour, not part of its configuration: without it connections of the load balancer fail',
    hint: 'Start contour serve with --use-proxy-protocol.',
  }),
  T5467: entry({
    severity: 'info',
    outcome: 'refused',
    title: 'request ids',
    say: () => 'X-Request-ID is always generated by Envoy when the client sends none',
    hint: 'Nothing to do.',
  }),
  T5468: entry<{ readonly what: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'limits for clients',
    say: (a) => `${a.what} has no counterpart in Contour`,
    hint: 'Nothing to do for most sites.',
  }),
  T5469: entry<{ readonly what: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'kept connections',
    say: (a) => `${a.what} has no counterpart in Contour: Envoy keeps connections to backends as it needs them`,
    hint: 'Nothing to do.',
  }),
  T5470: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'compression',
    say: () => 'gzip is on for all hosts with the types and level of Envoy (and with vary: Accept-Encoding)',
    hint: 'Nothing to do.',
  }),
  T5471: entry<{ readonly what: string; readonly value: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'requests refused before routing',
    say: (a) => `blocking by ${a.what} (${a.value}) has no counterpart in Contour; every host is closed with 503`,
    hint: 'Write the entry as plain text or as an expression without look-around, or block in front of Contour.',
  }),
  T5475: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'requests refused before routing',
    say: () =>
      'requests are blocked where a host serves them; names that no host has, and fixed answers, are not covered',
    hint: 'Nothing to do.',
  }),
  T5472: entry<{ readonly name: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'headers of every answer',
    say: (a) => `header ${a.name} is set on answers of backends, not on those of Contour itself`,
    hint: 'Nothing to do for most sites.',
  }),
  T5473: entry({
    severity: 'info',
    outcome: 'refused',
    title: 'log format',
    say: () => 'the log format of nginx is not carried over',
    hint: 'Write accesslog-format-string in contour.yaml.',
  }),
  T5474: entry<{ readonly key: string; readonly value: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'setting without a counterpart',
    say: (a) => `${a.key}: ${a.value} has no counterpart in Contour`,
    hint: 'Remove the key when nothing else reads it.',
  }),
  T5476: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'canary without a primary',
    say: () =>
      'while the primary Service has no endpoints, the canary goes on answering its share here; nginx answers 503 to everybody',
    hint: 'Nothing to do.',
  }),
  T5477: entry<{ readonly header: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'another header for the client address',
    say: (a) =>
      `Contour cannot read the client address from ${a.header}: the client is whoever is connected, and forwarded headers are not believed`,
    hint: 'Let the proxy in front write X-Forwarded-For.',
  }),
  T5478: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'address list without a client address',
    say: () =>
      'the address list needs the client address from a header that Contour does not read; the path is closed with 503',
    hint: 'Let the proxy in front write X-Forwarded-For and remove forwarded-for-header.',
  }),
  T5479: entry<{ readonly protocol: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'errors of gRPC calls',
    say: (a) =>
      `errors that Envoy makes itself answer gRPC calls (${a.protocol}) with status 200 and grpc-status, where nginx sends the HTTP status`,
    hint: 'Nothing to do: gRPC clients understand both.',
  }),
  T5480: entry<{ readonly path: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'paths for every host',
    say: (a) =>
      `the path ${a.path} without a host is not served: HTTPProxy has no host that takes every name; unknown names get an empty 404`,
    hint: 'Give the rule a host.',
  }),
  T5481: entry<{ readonly host: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'host name',
    say: (a) => `the host ${a.host} is not a name that an HTTPProxy takes; it is not served`,
    hint: 'Use lower-case letters, digits, dashes and dots, with at most one leading *.',
  }),
  T5482: entry<{ readonly alias: string; readonly host: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'alias',
    say: (a) => `the alias ${a.alias} of ${a.host} is not served: an HTTPProxy takes one exact name or *.name`,
    hint: 'List the names one by one.',
  }),
  T5483: entry<{ readonly host: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'HTTPS without a certificate',
    say: (a) =>
      `${a.host} has no certificate: Contour serves it over plain HTTP only, where nginx answers HTTPS with its own self-signed one`,
    hint: 'Give a default certificate with --default-ssl-certificate, or add a TLS section.',
  }),
  T5484: entry<{ readonly service: string; readonly port: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'number of a Service port',
    say: (a) =>
      `port ${a.port} of Service ${a.service} has no known number, and Contour takes numbers only; the path answers 503`,
    hint: 'Add the Service to the input, or use the port number in the Ingress.',
  }),
  T5485: entry<{ readonly service: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Service of another namespace',
    say: (a) => `the Service ${a.service} is in another namespace than the route that needs it; it gets no requests`,
    hint: 'Put the Service into the namespace of the Ingress.',
  }),
  T5486: entry<{ readonly service: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'fallback for missing endpoints',
    say: (a) => `while the backend has no endpoints, 503 is answered: Contour cannot fall back to ${a.service}`,
    hint: 'Let the Service always have an endpoint.',
  }),
  T5487: entry<{ readonly protocol: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'protocol of the backend',
    say: (a) =>
      `backend-protocol ${a.protocol} is sent with the usual headers (X-Forwarded-For and others), which nginx leaves out here by mistake`,
    hint: 'Write GRPC or GRPCS in upper case.',
  }),
  T5488: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'headers Envoy adds or cannot set',
    say: () =>
      'differs from nginx: X-Original-Forwarded-For and X-Original-Forwarded-Host are not sent, X-Envoy-Original-Path and X-Envoy-Original-Host are added to rewritten requests, and header names with underscores reach the backend',
    hint: 'Nothing to do for most backends.',
  }),
  T5489: entry<{ readonly http: number; readonly https: number }>({
    severity: 'info',
    outcome: 'note',
    title: 'listeners of Envoy',
    say: (a) =>
      `Contour listens where its flags say: start contour serve with --envoy-service-http-port=${a.http} and --envoy-service-https-port=${a.https} (and the -address flags) for the ports of this input`,
    hint: 'Nothing to do when a Service maps the ports.',
  }),
  T5490: entry({
    severity: 'info',
    outcome: 'note',
    title: 'normalised paths',
    say: () =>
      'Envoy sends the backend the path with dot segments and double slashes resolved, and tells %2F from a slash where nginx does not',
    hint: 'Nothing to do for most backends.',
  }),
  T5491: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'status of broken backends',
    say: () => 'where nginx answers 502 or 504 because a backend cannot be reached or understood, Envoy answers 503',
    hint: 'Nothing to do for most clients.',
  }),
  T5492: entry<{ readonly port: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'TCP and UDP services',
    say: (a) => `the ${a.port} service is not served: HTTPProxy has no plain TCP or UDP`,
    hint: 'Use a Service of type LoadBalancer for it.',
  }),
  T5493: entry<{ readonly header: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'hash key in a header',
    say: (a) =>
      `the key of upstream-hash-by is put into the header ${a.header}, which the backend sees, because Contour hashes by headers only`,
    hint: 'Nothing to do for most backends.',
  }),
  T5494: entry<{ readonly secret: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'placeholder certificate',
    say: (a) =>
      `hosts without a certificate are served over HTTPS with the self-signed placeholder ${a.secret}, whose key is public`,
    hint: 'Give a certificate of your own with --default-ssl-certificate.',
  }),
  T5495: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'encoded slashes beside guarded paths',
    say: () =>
      'requests with an encoded slash (%2F) in the path are answered with 400 on this host: Envoy would match them as another path than nginx, past the address list of the path meant',
    hint: 'Give all paths of the host the same address list, or move the guarded ones to a host of their own.',
  }),
  T5496: entry<{ readonly path: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Ingress as catch-all',
    say: (a) =>
      `the path ${a.path} without a host is served by an Ingress of class contour, because HTTPProxy has no host for every name: over plain HTTP only, without the annotations of its Ingress`,
    hint: 'Give the rule a host.',
  }),
};
