import { entry } from '../entry.ts';

export const nginxCodes = {
  T5100: entry<{ readonly value: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'control character in a value',
    say: (a) => `${a.value} holds a line break or another control character, which no nginx configuration may carry`,
    hint: 'Remove the character from the manifest.',
  }),
  T5101: entry<{ readonly value: string; readonly bytes: number }>({
    severity: 'error',
    outcome: 'refused',
    title: 'value too long for nginx',
    say: (a) => `${a.value} is ${a.bytes} bytes long; nginx reads at most 4096 bytes for one word`,
    hint: 'Shorten the value, or split the Ingress.',
  }),
  T5102: entry<{ readonly pattern: string; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'regular expression not taken',
    say: (a) => `${JSON.stringify(a.pattern)} is not a regular expression nginx is known to accept: ${a.why}`,
    hint: 'Correct the expression; one that nginx cannot compile would keep the whole configuration from loading.',
  }),
  T5103: entry<{ readonly what: string; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'value nginx does not load',
    say: (a) => `${a.what}: nginx does not load such a configuration, ${a.why}`,
    hint: 'Correct the value; the running controller stops taking over changes with it, too.',
  }),
  T5104: entry<{ readonly variable: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'variable unknown to nginx',
    say: (a) => `${a.variable} is not a value stock nginx can supply`,
    hint: 'Write the text without it, or use one of the variables nginx documents.',
  }),
  T5105: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'web application firewall',
    say: () => 'stock nginx has no ModSecurity, so requests would pass unchecked',
    hint: 'Put a firewall in front, or build nginx with ModSecurity-nginx and add its directives; until then the route is closed.',
  }),
  T5106: entry({
    severity: 'warning',
    outcome: 'refused',
    title: 'tracing',
    say: () => 'stock nginx has no OpenTelemetry module, no spans are sent',
    hint: 'Load ngx_otel_module and configure it beside the rendered file.',
  }),
  T5107: entry({
    severity: 'error',
    outcome: 'refused',
    title: 'digest authentication',
    say: () => 'stock nginx has no Digest authentication, so nobody could be checked',
    hint: 'Use auth-type basic over TLS, or an external authentication service; until then the route is closed.',
  }),
  T5108: entry<{ readonly text: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'raw nginx text',
    say: (a) => `raw text is never copied into an output: ${a.text}`,
    hint: 'Express it with annotations, or add it to the rendered file by hand after reading it.',
  }),
  T5109: entry<{ readonly what: string; readonly version: string; readonly since: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'needs a newer nginx',
    say: (a) => `${a.what} needs nginx ${a.since}; the configuration is for ${a.version}`,
    hint: (a) => `Run nginx ${a.since} or newer and render with --target nginx@${a.since}.`,
  }),
  T5110: entry<{ readonly file: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'placeholder certificate',
    say: (a) =>
      `names without a certificate of their own are served with ${a.file}, a self-signed placeholder whose private key is public`,
    hint: 'Name a Secret with --default-ssl-certificate, or replace the two files.',
  }),
  T5111: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'names resolved at start',
    say: () =>
      'names of Services and of other backends are looked up once, when nginx starts, and nginx does not start while one of them does not resolve',
    hint: 'Give the address of a DNS server with --resolver, so that names are looked up while nginx runs.',
  }),
  T5112: entry<{ readonly seconds: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Expires of a session cookie',
    say: (a) => `nginx cannot write a date into set-cookie: Expires is left out, Max-Age=${a.seconds} says the same`,
    hint: 'Set session-cookie-max-age and drop session-cookie-expires; only browsers older than 2013 read Expires alone.',
  }),
  T5113: entry<{ readonly change: boolean }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'sticky session on a failing endpoint',
    say: (a) =>
      a.change
        ? 'while the endpoint of a session fails another one answers, but no new cookie is set'
        : 'while the endpoint of a session fails another one answers instead of an error',
    hint: 'Nothing to do unless sessions must never reach another endpoint; affinity-mode persistent keeps them apart.',
  }),
  T5114: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'ewma balancing',
    say: () =>
      'nginx keeps no latency scores: of two endpoints drawn at random the one with fewer open connections is taken',
    hint: 'Use round_robin, or accept the other measure of load.',
  }),
  T5115: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'consistent hashing',
    say: () =>
      'the key is hashed on a ring of nginx: a key may meet another endpoint than before, and a failed try moves on to the next endpoint',
    hint: 'Expect caches at the endpoints to warm up anew; set proxy-next-upstream to off to stay on one endpoint.',
  }),
  T5116: entry<{ readonly size: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'subset hashing',
    say: (a) =>
      `endpoints are cut into groups of ${a.size} and a key belongs to a share of all keys, not to a ring: scaling moves more keys`,
    hint: 'Leave upstream-hash-by-subset out where that matters.',
  }),
  T5117: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'mirror target refused by the controller',
    say: () =>
      'the controller refuses mirror-target and sends every request a second time into the routes of the host; nothing is mirrored here',
    hint: 'Correct or remove mirror-target.',
  }),
  T5118: entry<{ readonly path: string; readonly host: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'location twice',
    say: (a) =>
      `${a.host === '' ? 'the catch-all' : a.host} has ${JSON.stringify(a.path)} twice; nginx refuses that, the first one is kept`,
    hint: 'Remove one of the paths.',
  }),
  T5119: entry({
    severity: 'info',
    outcome: 'note',
    title: 'Server header',
    say: () => 'stock nginx always sends a Server header; it says "nginx" without a version',
    hint: 'Give nginx the headers-more module and render with --nginx-module headers-more: then it is removed.',
  }),
  T5120: entry({
    severity: 'warning',
    outcome: 'note',
    title: 'stream module',
    say: () =>
      'TLS passthrough and TCP/UDP services need the stream module; the configuration loads /usr/lib/nginx/modules/ngx_stream_module.so',
    hint: 'On Debian and Ubuntu install libnginx-mod-stream; packages of nginx.org have it built in, delete the load_module line there.',
  }),
  T5121: entry<{ readonly file: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'password file',
    say: (a) =>
      `${a.file} is read by the workers of nginx at each request, so it is written for everybody to read (0644)`,
    hint: 'It holds password hashes: give it the group of the workers and mode 0640.',
  }),
  T5122: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'auth-keepalive',
    say: () =>
      'the check runs with auth_request: every 2xx of the authentication service passes, not just 200, and auth-response-headers work',
    hint: 'Leave auth-keepalive out.',
  }),
  T5123: entry<{ readonly key: string; readonly value: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'setting of the controller not taken over',
    say: (a) => `${a.key} (${a.value}): ${a.why}`,
    hint: 'Add it to the rendered file by hand where it is needed.',
  }),
  T5124: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'proxy-set-headers',
    say: () => 'a header the controller sends by itself is replaced instead of being sent twice',
    hint: 'Remove the header from the ConfigMap.',
  }),
  T5125: entry<{ readonly value: string; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'name nginx cannot serve',
    say: (a) => `${JSON.stringify(a.value)} is left out: ${a.why}`,
    hint: 'Correct the host or path in the manifest.',
  }),
  T5126: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'sign-in address',
    say: () =>
      'of one reserved character of the original URL the first 24 are percent-encoded for the sign-in redirect, further ones are sent as they are',
    hint: 'Nothing to do unless sign-in must return to very long addresses.',
  }),
  T5127: entry<{ readonly format: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'access log format',
    say: (a) => `variables of the controller in ${JSON.stringify(a.format)} are written as "-"`,
    hint: 'Give a format made of variables of stock nginx.',
  }),
  T5129: entry<{ readonly port: number }>({
    severity: 'warning',
    outcome: 'note',
    title: 'local port of TLS passthrough',
    say: (a) =>
      `TLS connections are sorted by the stream module; those that are not passed through go to 127.0.0.1:${a.port}`,
    hint: 'Keep that port free.',
  }),
  T5130: entry<{ readonly secret: string; readonly host: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'certificate not in the input',
    say: (a) =>
      `the certificate of ${a.host} is in Secret ${a.secret}, which is not in the input: a placeholder whose key is public is served`,
    hint: 'Say with --certs DIR where NAMESPACE_NAME.crt and .key lie on the proxy, or give the Secrets as input together with --write-secrets.',
  }),
  T5131: entry<{ readonly share: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'canary weight',
    say: (a) =>
      `the canary gets ${a.share} % of the requests, in steps of 0.01 %; each one is drawn by a hash of its own id, so single requests fall otherwise than with the controller`,
    hint: 'Nothing to do: the shares are the same over many requests.',
  }),
  T5132: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'web application firewall that only watches',
    say: () =>
      'without rules of its own ModSecurity only detects: it turns nobody away, and stock nginx writes no audit log either',
    hint: 'Put a firewall in front where its log is needed.',
  }),
  T5133: entry<{ readonly version: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'HTTP/2 without TLS',
    say: (a) =>
      `clients that speak HTTP/2 without TLS are not served: nginx ${a.version} takes HTTP/1.1 alone on that port`,
    hint: 'Nothing to do for browsers, which speak HTTP/2 over TLS; else run nginx 1.26 and render with --target nginx@1.26.',
  }),
  T5134: entry<{ readonly seconds: number }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'Expires and Max-Age of a session cookie',
    say: (a) => `nginx writes Expires and Max-Age into set-cookie together, both for ${a.seconds} seconds`,
    hint: 'Nothing to do: browsers go by Max-Age.',
  }),
  T5135: entry<{ readonly name: string; readonly removed: boolean }>({
    severity: 'warning',
    outcome: 'approximate',
    title: "header of nginx's own",
    say: (a) =>
      a.removed
        ? `stock nginx writes ${a.name} itself and does not leave it out; that of the backend is removed`
        : `stock nginx writes ${a.name} itself: where it does, the one set here comes beside it`,
    hint: 'Give nginx the headers-more module and render with --nginx-module headers-more.',
  }),
  T5136: entry({
    severity: 'info',
    outcome: 'note',
    title: 'headers-more module',
    say: () => 'the configuration loads /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so',
    hint: 'On Debian and Ubuntu install libnginx-mod-http-headers-more-filter; where it is built in, delete the load_module line.',
  }),
  T5137: entry<{ readonly what: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'endpoint chosen by the cluster',
    say: (a) =>
      `${a.what} has no effect: without EndpointSlices in the input the Service is reached by its name, and the cluster chooses an endpoint for each connection`,
    hint: 'Give the EndpointSlices as input (kubectl get endpointslices -A -o yaml), and render again when they change.',
  }),
  T5138: entry({
    severity: 'info',
    outcome: 'approximate',
    title: 'endpoints behind the name of a Service',
    say: () =>
      'Services are reached by their names, as no EndpointSlices are in the input: the cluster spreads connections over the endpoints, and a further try may meet the endpoint that failed',
    hint: 'Give the EndpointSlices as input (kubectl get endpointslices -A -o yaml), and render again when they change.',
  }),
};
