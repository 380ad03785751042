/** Findings of the HAProxy target. */
import { entry } from '../entry.ts';

export const haproxyCodes = {
  T5201: entry<{ readonly path: string; readonly host: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'path without a form in HAProxy',
    say: (a) =>
      `the path ${JSON.stringify(a.path)} of ${a.host || 'the catch-all'} has characters that neither a map nor a regex of HAProxy can hold; the route answers 503`,
    hint: 'Percent-decode the path and leave control characters out.',
  }),
  T5202: entry<{ readonly regex: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'regex not accepted',
    say: (a) =>
      `the regex ${JSON.stringify(a.regex)} is not valid PCRE, or uses a construct that cannot be checked before HAProxy loads it`,
    hint: 'Write it without back-references, look-behind of changing length, conditions, recursion or comments; one bad regex would make HAProxy refuse the whole configuration.',
  }),
  T5203: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'value without a form in HAProxy',
    say: (a) => `the value of ${a.what} contains a character that cannot be written into this place of haproxy.cfg`,
    hint: 'Remove line breaks and other control characters (and ";" in attributes of cookies).',
  }),
  T5204: entry<{ readonly what: string; readonly group: number }>({
    severity: 'error',
    outcome: 'refused',
    title: 'capture not available',
    say: (a) => `${a.what} uses capture $${a.group}; HAProxy knows nine captures of a valid regex`,
    hint: 'Use non-capturing groups (?:…) so that the captures needed are among the first nine.',
  }),
  T5205: entry<{ readonly what: string; readonly variable: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'nginx variable unknown',
    say: (a) => `${a.what} uses the nginx variable $${a.variable}, which HAProxy has no counterpart for`,
    hint: 'Use $host, $scheme, $request_uri, $uri, $args, $request_method, $remote_addr, $http_…, $cookie_… or $arg_….',
  }),
  T5206: entry<{ readonly header: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'not a header name',
    say: (a) => `${JSON.stringify(a.header)} is not a header name; HAProxy would send it as it is`,
    hint: 'Use letters, digits and dashes.',
  }),
  T5207: entry<{ readonly name: string; readonly host: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'alias not rendered',
    say: (a) =>
      `the server-alias ${JSON.stringify(a.name)} of ${a.host} is a regex or wildcard that cannot be checked before HAProxy loads it; requests for it reach the catch-all`,
    hint: 'List the names, or use a simpler regex.',
  }),
  T5208: entry<{ readonly protocol: string; readonly port: number }>({
    severity: 'error',
    outcome: 'refused',
    title: 'UDP service',
    say: (a) => `HAProxy does not pass ${a.protocol.toUpperCase()} on: the service on port ${a.port} is left out`,
    hint: 'Publish it with a Service of type LoadBalancer, or through nginx.',
  }),
  T5209: entry<{ readonly bytes: number }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'default body limit needs a length',
    say: (a) =>
      `proxy-body-size: the limit of ${a.bytes} bytes is kept for bodies with a Content-Length; a chunked or HTTP/2 body without a length passes where nginx would stop it with 413`,
    hint: 'Let the application limit streamed bodies too.',
  }),
  T5210: entry<{ readonly protocol: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'backend protocol',
    say: (a) => `backend-protocol ${a.protocol} has no counterpart in HAProxy; the route answers 503`,
    hint: 'Give the Service an HTTP, HTTPS, GRPC or GRPCS port.',
  }),
  T5215: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'retries of large bodies',
    say: () =>
      'proxy-next-upstream non_idempotent: HAProxy repeats a request only while its body fits into one buffer (15 kB)',
    hint: 'Raise tune.bufsize in the global section if larger requests have to be repeated.',
  }),
  T5216: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'reason of a refused certificate',
    say: () =>
      'auth-tls-verify-client optional_no_ca: HAProxy knows the reason as a number of OpenSSL (as a constant from 3.0 on), so the header ssl-client-verify reads FAILED:21 instead of words',
    hint: 'Let the application look at the beginning of the header only.',
  }),
  T5217: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'list of TLS suites not checkable',
    say: (a) =>
      `${a.what} names no suite that every OpenSSL has, or takes it out again; HAProxy would refuse the whole configuration, so its own list is used`,
    hint: 'Name at least one ECDHE suite such as ECDHE-RSA-AES128-GCM-SHA256, without commands such as @SECLEVEL.',
  }),
  T5220: entry<{ readonly what: string; readonly limit: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'rate measured in a window',
    say: (a) =>
      `${a.what} ${a.limit}: HAProxy counts requests in a sliding window as long as the burst; the burst is the same, but after a full burst requests pass again only when the window has moved on, where nginx lets them drip through at once`,
    hint: 'Nothing to do for protection against overload; choose a smaller limit-burst-multiplier for quicker recovery.',
  }),
  T5221: entry<{ readonly bytes: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'body limit needs a length',
    say: (a) =>
      `proxy-body-size: HAProxy refuses bodies over ${a.bytes} bytes by their Content-Length; a chunked or HTTP/2 body without a length passes where nginx would stop it with 413`,
    hint: 'Let the application limit streamed bodies too.',
  }),
  T5222: entry<{ readonly seconds: number; readonly used: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'one server timeout',
    say: (a) =>
      `proxy-send-timeout ${a.seconds}s: HAProxy has one timeout for sending and reading; ${a.used}s (proxy-read-timeout) is used for both`,
    hint: 'Set proxy-send-timeout and proxy-read-timeout to the same value.',
  }),
  T5223: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'retry on 429',
    say: () => 'proxy-next-upstream http_429: this version of HAProxy does not retry on 429',
    hint: 'Render for HAProxy 3.0 or newer.',
  }),
  T5224: entry<{ readonly seconds: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'no time limit over all tries',
    say: (a) =>
      `proxy-next-upstream-timeout ${a.seconds}s: HAProxy limits the number of tries, not the time they may take together`,
    hint: 'Choose proxy-connect-timeout and the number of tries so that their product fits.',
  }),
  T5225: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'buffer settings',
    say: (a) =>
      `${a.what}: HAProxy streams through fixed buffers (tune.bufsize, 16 kB) and keeps no temporary files; there is no such setting per route`,
    hint: 'Headers up to 15 kB pass. Raise tune.bufsize in the global section if larger ones are needed.',
  }),
  T5226: entry<{ readonly version: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'HTTP/1.1 to the backend',
    say: (a) => `proxy-http-version ${a.version}: HAProxy always speaks HTTP/1.1 to plain backends`,
    hint: 'Nothing to do unless the application cannot speak HTTP/1.1.',
  }),
  T5227: entry<{ readonly version: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'bandwidth limit needs 2.7',
    say: (a) => `limit-rate needs HAProxy 2.7; responses are not slowed down on ${a.version}`,
    hint: 'Render for HAProxy 3.0 or newer.',
  }),
  T5228: entry<{ readonly bytes: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'bandwidth limit from the first byte',
    say: (a) => `limit-rate-after ${a.bytes} bytes: HAProxy slows a response down from its first byte`,
    hint: 'Raise limit-rate if small responses become too slow.',
  }),
  T5229: entry<{ readonly value: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Connection header',
    say: (a) =>
      `connection-proxy-header ${a.value}: HAProxy writes the Connection header to the backend by itself; upgrades are switched off as in nginx`,
    hint: 'Nothing to do unless the application reads the header.',
  }),
  T5230: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'digest authentication',
    say: () => 'auth-type digest: HAProxy knows no digest authentication; the route answers 503',
    hint: 'Use auth-type basic over HTTPS, or an external authentication service.',
  }),
  T5231: entry<{ readonly secret: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'password hashes inside the configuration',
    say: (a) =>
      `auth-secret ${a.secret}: crypt hashes stand inside haproxy.cfg, and secrets are not to be written; the route answers 503`,
    hint: 'Render with --write-secrets, or make the hashes with htpasswd -m (apr1), which are read from a file of their own.',
  }),
  T5232: entry<{ readonly method: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'method of the authentication request',
    say: (a) =>
      `auth-method ${a.method}: the HTTP client of HAProxy only knows GET, HEAD, POST, PUT and DELETE; the route answers 503`,
    hint: 'Use GET or POST.',
  }),
  T5233: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'cache of authentication answers',
    say: () =>
      'auth-cache-duration: the answers of the authentication service are remembered by one Lua state for all threads, up to 10000 of them, and are lost on reload',
    hint: 'Nothing to do unless the authentication service is a bottleneck.',
  }),
  T5235: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'HTTP/2 to the authentication service',
    say: () =>
      'auth-url with https: HAProxy asks over HTTP/2 where the service offers it; the certificate of the service is not verified, as in nginx',
    hint: 'Nothing to do.',
  }),
  T5240: entry<{ readonly what: string; readonly value: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'rewriting of answers',
    say: (a) =>
      `${a.what} ${JSON.stringify(a.value)}: regexes and variables of nginx are not translated here; the header is passed on unchanged`,
    hint: 'Write plain texts, or let the application send the right header.',
  }),
  T5241: entry<{ readonly statuses: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'error pages of a service',
    say: (a) =>
      `custom-http-errors ${a.statuses}: a Lua script fetches the page; 502 and 504 made by HAProxy itself keep their plain page, pages over 15 kB are not taken, and methods other than GET, HEAD, POST, PUT and DELETE ask with GET`,
    hint: 'Nothing to do for ordinary pages.',
  }),
  T5242: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'mirroring',
    say: () =>
      'mirror-target: a Lua script sends the copies; bodies over one buffer (15 kB) are not copied, and only GET, HEAD, POST, PUT and DELETE are mirrored',
    hint: 'Run the spoa-mirror agent next to HAProxy if whole bodies matter.',
  }),
  T5244: entry({
    severity: 'warning',
    outcome: 'refused',
    title: 'mirroring to nowhere',
    say: () =>
      'mirror-target is not valid; the controller then sends every request twice to the host itself, HAProxy sends it once',
    hint: 'Remove or correct mirror-target.',
  }),
  T5243: entry<{ readonly what: string; readonly depth: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'verification depth',
    say: (a) => `${a.what} ${a.depth}: HAProxy has no limit for the length of certificate chains`,
    hint: 'Put only those authorities into the CA Secret that may sign directly.',
  }),
  T5245: entry<{ readonly cookie: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'cookie name',
    say: (a) => `${JSON.stringify(a.cookie)} is not a cookie name; it is left out`,
    hint: 'Use letters, digits and dashes.',
  }),
  T5246: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'SameSite for old browsers',
    say: () => 'session-cookie-conditional-samesite-none: HAProxy sends SameSite=None to every browser',
    hint: 'Nothing to do unless browsers of 2019 and before matter.',
  }),
  T5247: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'session cookie after a failure',
    say: () => 'session-cookie-change-on-failure: a retry may go to another endpoint, but the cookie keeps its value',
    hint: 'Use affinity-mode persistent.',
  }),
  T5248: entry<{ readonly size: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'hashing to a subset',
    say: (a) => `upstream-hash-by-subset with size ${a.size}: HAProxy hashes every key to one endpoint`,
    hint: 'Nothing to do unless one endpoint is too small for one key.',
  }),
  T5249: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'load balancing by latency',
    say: () =>
      'load-balance ewma: HAProxy does not measure latency; the endpoint with the fewest connections is chosen (leastconn)',
    hint: 'Nothing to do.',
  }),
  T5250: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'web application firewall',
    say: () =>
      'rules of a firewall could refuse requests and HAProxy has no ModSecurity inside; the route answers 503 instead of being served without it',
    hint: 'Run a WAF agent (SPOE, for example coraza-spoa) and remove the annotation.',
  }),
  T5270: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'web application firewall that only watches',
    say: () =>
      'without rules of its own ModSecurity only detects: it turns nobody away, and HAProxy writes no audit log',
    hint: 'Run a WAF agent (SPOE, for example coraza-spoa) where its log is needed.',
  }),
  T5251: entry({
    severity: 'warning',
    outcome: 'refused',
    title: 'tracing',
    say: () => 'enable-opentelemetry: HAProxy needs a filter and an agent configuration of its own for tracing',
    hint: 'Use the OpenTracing filter of HAProxy, or trace in the application.',
  }),
  T5252: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'FastCGI',
    say: () => 'backend-protocol FCGI: parameters of FastCGI are not translated; the route answers 503',
    hint: 'Put an HTTP server in front of the FastCGI application.',
  }),
  T5253: entry({
    severity: 'info',
    outcome: 'refused',
    title: 'log of rewrites',
    say: () => 'enable-rewrite-log: HAProxy does not log rewrites',
    hint: 'Nothing to do.',
  }),
  T5254: entry<{ readonly guards: boolean }>({
    severity: 'error',
    outcome: 'refused',
    title: 'nginx text',
    say: (a) =>
      `the snippet is text for nginx and means nothing to HAProxy${a.guards ? '; as it restricts access, the routes concerned answer 503' : '; it is left out'}`,
    hint: 'Say the same with annotations.',
  }),
  T5257: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'order of ciphers',
    say: () => 'ssl-prefer-server-ciphers "false": HAProxy decides this for all hosts; the order of the server is used',
    hint: 'Nothing to do.',
  }),
  T5259: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Host of mirrored requests',
    say: () =>
      'mirror-host: copies carry the host of mirror-target as Host header, because HAProxy finds the address by it',
    hint: 'Write an address into mirror-target, or let the receiver accept its own name.',
  }),
  T5260: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'TLS early data',
    say: () => 'ssl-early-data: 0-RTT is left off, as requests in it can be replayed',
    hint: 'Add allow-0rtt to the bind line if every application tolerates replays.',
  }),
  T5261: entry<{ readonly version: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'HTTP/3 needs 3.0',
    say: (a) => `HAProxy ${a.version} as packaged does not speak HTTP/3`,
    hint: 'Render for HAProxy 3.0 or newer.',
  }),
  T5262: entry<{ readonly bytes: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'smallest compressed answer',
    say: (a) => `gzip-min-length ${a.bytes}: before 3.2 HAProxy compresses answers of any size`,
    hint: 'Nothing to do.',
  }),
  T5263: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'log format',
    say: () => 'log-format-upstream: HAProxy logs in its own format (option httplog)',
    hint: 'Write a log-format line with the fields needed.',
  }),
  T5265: entry<{ readonly what: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'connections and headers of the proxy itself',
    say: (a) => `${a.what}: ${a.why}`,
    hint: 'Nothing to do unless you rely on it.',
  }),
  T5266: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'size of request headers',
    say: () =>
      'HAProxy takes 15 kB of request headers in all (tune.bufsize) and answers 400 beyond; the controller takes four lines of up to 8 kB each',
    hint: 'Raise tune.bufsize in the global section if clients send large cookies or tokens.',
  }),
  T5267: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'buffering of requests',
    say: () =>
      'HAProxy passes bodies of requests on as they come in; the controller reads a body as a whole before it asks the backend',
    hint: 'Nothing to do unless slow uploads keep too many connections of the backend busy.',
  }),
  T5268: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'endpoint chosen by the cluster',
    say: (a) =>
      `${a.what} has no effect: without EndpointSlices in the input the Service is reached by its name, and the cluster chooses an endpoint for each connection`,
    hint: 'Give the EndpointSlices as input (kubectl get endpointslices -A -o yaml), and render again when they change.',
  }),
  T5269: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'endpoints behind the name of a Service',
    say: () =>
      'Services are reached by their names, as no EndpointSlices are in the input: the cluster spreads connections over the endpoints, and a further try meets whichever it chooses',
    hint: 'Give the EndpointSlices as input (kubectl get endpointslices -A -o yaml), and render again when they change.',
  }),
  T5264: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'refused',
    title: 'setting of the controller',
    say: (a) => `${a.key} has no counterpart in HAProxy`,
    hint: 'Nothing to do unless you rely on it.',
  }),
  T5298: entry<{ readonly secret: string; readonly host: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'certificate not in the input',
    say: (a) =>
      `the certificate of ${a.host} is in Secret ${a.secret}, which is not in the input: a placeholder whose key is public is served`,
    hint: 'Say with --certs DIR where NAMESPACE_NAME.pem (certificate, then key) lie on the proxy, or give the Secrets as input together with --write-secrets.',
  }),
};
