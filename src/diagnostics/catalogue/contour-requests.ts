/** Findings of the Contour target: what happens to a request before it is sent on. */
import { entry } from '../entry.ts';

export const contourRequests = {
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
  T5408: entry<{ readonly to: string; readonly status: number }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'final slash in a redirect',
    say: (a) =>
      `the redirect to ${a.to} (${a.status}) keeps the final slash of the URL in its Location; nginx cuts it off`,
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
    say: () =>
      'rules of ModSecurity could refuse requests and have no counterpart in Contour; the path is closed with 503',
    hint: 'Run the firewall in front of Contour or beside the backend and remove the annotation.',
  }),
  T5483: entry({
    severity: 'warning',
    outcome: 'approximate',
    title: 'web application firewall that only watches',
    say: () =>
      'without rules of its own ModSecurity only detects: it turns nobody away, and Contour writes no audit log',
    hint: 'Run the firewall in front of Contour where its log is needed.',
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
};
