/** Findings of the Contour target: what the backend gets and gives. */
import { entry } from '../entry.ts';

export const contourBackends = {
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
    title: 'details of sessions and hashing',
    say: (a) => `${a.what} has no counterpart in Contour`,
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
  T5469: entry<{ readonly what: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'kept connections',
    say: (a) => `${a.what} has no counterpart in Contour: Envoy keeps connections to backends as it needs them`,
    hint: 'Nothing to do.',
  }),
  T5476: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'canary without a primary',
    say: () =>
      'while the primary Service has no endpoints, the canary goes on answering its share here; nginx answers 503 to everybody',
    hint: 'Nothing to do.',
  }),
  T5479: entry<{ readonly protocol: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'errors of gRPC calls',
    say: (a) =>
      `errors that Envoy makes itself answer gRPC calls (${a.protocol}) with status 200 and grpc-status, where nginx sends the HTTP status`,
    hint: 'Nothing to do: gRPC clients understand both.',
  }),
  T5484: entry<{ readonly service: string; readonly port: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'number of a Service port',
    say: (a) =>
      `port ${a.port} of Service ${a.service} has no known number, and Contour takes numbers only; the path answers 503`,
    hint: 'Add the Service to the input, or use the port number in the Ingress.',
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
  T5491: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'status of broken backends',
    say: () => 'where nginx answers 502 or 504 because a backend cannot be reached or understood, Envoy answers 503',
    hint: 'Nothing to do for most clients.',
  }),
  T5493: entry<{ readonly header: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'hash key in a header',
    say: (a) =>
      `the key of upstream-hash-by is put into the header ${a.header}, which the backend sees, because Contour hashes by headers only`,
    hint: 'Nothing to do for most backends.',
  }),
};
