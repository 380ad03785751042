/** What the Traefik target has to say: differences it knows of, and what it refuses. */
import { type Entry, entry } from '../entry.ts';

type Text<A> = (args: A) => string;
const differs = <A>(title: string, say: Text<A>, hint: string): Entry<A> =>
  entry<A>({ severity: 'warning', outcome: 'approximate', title, say, hint });
const aside = <A>(title: string, say: Text<A>, hint: string): Entry<A> =>
  entry<A>({ severity: 'info', outcome: 'approximate', title, say, hint });
const lost = <A>(title: string, say: Text<A>, hint: string): Entry<A> =>
  entry<A>({ severity: 'error', outcome: 'refused', title, say, hint });
const note = <A>(title: string, say: Text<A>, hint: string): Entry<A> =>
  entry<A>({ severity: 'info', outcome: 'note', title, say, hint });

type None = Record<never, never>;
type Value = { readonly value: string };
type Why = { readonly value: string; readonly why: string };

export const traefikCodes = {
  // Matching
  T5300: lost<{ readonly pattern: string; readonly why: string }>(
    'Expression that RE2 cannot say',
    (a) => `${a.pattern} is not served: Traefik, which reads RE2, has no place for ${a.why}`,
    'Rewrite the expression without it, or split the path into several.',
  ),
  T5301: lost<Why>(
    'Name or path that cannot be written',
    (a) => `${a.value} is not served: ${a.why}`,
    'Correct the host or path in the Ingress.',
  ),
  T5302: aside<None>(
    'Encoded characters in a path',
    () =>
      'in paths Traefik compares reserved characters as they were sent (%2F stays %2F) and forwards the cleaned path: slashes merged, dots resolved; a semicolon of the query arrives as %3B',
    'Nothing to do unless clients send encoded slashes, doubled slashes or semicolons that the backend must see.',
  ),
  T5303: differs<Value>(
    'Wildcard alias of several labels',
    (a) => `the alias ${a.value} becomes a host expression: certificates and TLS options are not chosen by it`,
    'List the names one by one in server-alias if they need their own certificate.',
  ),
  T5304: differs<{ readonly version: string; readonly host: string }>(
    'Wildcard host before Traefik 3.7',
    (a) =>
      `${a.host} becomes a host expression for Traefik ${a.version}, which chooses no certificate or TLS option by it`,
    'Render for Traefik 3.7 or later.',
  ),
  // Headers the proxy adds
  T5305: aside<{ readonly headers: string }>(
    'Request headers Traefik cannot make',
    (a) => `backends do not get ${a.headers}: Traefik has no middleware that makes them`,
    'Let the application or a plugin make them; a value sent by the client passes unchanged.',
  ),
  T5306: aside<{ readonly headers: string }>(
    'Context headers for auth services',
    (a) => `auth services are told X-Forwarded-Method, -Proto, -Host and -Uri instead of ${a.headers}`,
    'Read the X-Forwarded family in the auth service.',
  ),
  T5307: differs<{ readonly host: string }>(
    'Encoded characters beside guarded paths',
    (a) =>
      `requests to ${a.host === '' ? 'the catch-all' : a.host} with an encoded slash (%2F) in the path are answered with 400: Traefik would match them as another path than nginx, past the guard of the path meant`,
    'Give all paths of the host the same address list, password and authentication, or move the guarded ones to a host of their own.',
  ),
  T5308: note<None>(
    'Encoded characters in Traefik 3.6',
    () =>
      'some patch releases of Traefik 3.6 answer 400 to paths with an encoded slash, semicolon, percent sign or the like',
    'Run the last release of 3.6, or Traefik 3.7, or allow them with encodedCharacters of the entry points.',
  ),
  // Redirects
  T5310: differs<{ readonly status: number; readonly get: number; readonly other: number }>(
    'Redirect status by method',
    (a) =>
      `status ${a.status}: Traefik answers ${a.get} to GET and ${a.other} to every other method when the Location depends on the request`,
    'Clients follow either; check only what compares the number.',
  ),
  T5312: aside<{ readonly status: number; readonly get: number; readonly other: number }>(
    'HTTPS redirect status by method',
    (a) =>
      `redirects to HTTPS have status ${a.status} where the URL is a path of the Ingress and nothing more; with a query or a longer path GET gets ${a.get} and other methods ${a.other}`,
    'Browsers follow either; check only what compares the number.',
  ),
  T5311: lost<Why>(
    'Redirect that cannot be made',
    (a) => `the redirect to ${a.value} is not made: ${a.why}`,
    'Write a target that uses scheme, host, path and query only.',
  ),
  // Access
  T5320: lost<Why>(
    'Address list that cannot be checked',
    (a) => `the address list ${a.value} cannot be checked: ${a.why}`,
    'The route is closed. List proxies in proxy-real-ip-cidr, or check addresses in front of Traefik.',
  ),
  T5321: differs<Value>(
    'Password hash Traefik cannot check',
    (a) => `logins of ${a.value} fail: Traefik checks bcrypt, APR1-MD5, MD5-crypt and SHA-1 hashes only`,
    'Make the entries anew with `htpasswd -B`.',
  ),
  T5322: lost<Why>(
    'Password file that cannot be used',
    (a) => `the password check with ${a.value} is not made: ${a.why}`,
    'The route is closed. Run with --write-secrets, or keep the users under one key of the Secret.',
  ),
  T5323: lost<Why>(
    'Auth service that cannot be asked',
    (a) => `the auth service ${a.value} cannot be asked: ${a.why}`,
    'The route is closed. Write a fixed URL in auth-url.',
  ),
  T5324: differs<Value>(
    'Answers of the auth service',
    (a) =>
      `${a.value}: Traefik returns every answer that is not 2xx as it is, where ingress-nginx makes 500 of all but 401 and 403`,
    'Let the auth service answer 2xx, 401 or 403.',
  ),
  T5325: differs<Value>(
    'Method of the auth request',
    (a) => `the auth request is a GET, not a ${a.value}`,
    'Let the auth service answer GET.',
  ),
  T5326: differs<Value>(
    'Auth answers are not cached',
    (a) => `auth-cache-key ${a.value}: Traefik asks the auth service for every request`,
    'Cache in the auth service.',
  ),
  T5327: differs<Value>(
    'Cookies of the auth answer',
    (a) => `cookies set by ${a.value} do not reach the client: Traefik copies cookies by name only`,
    'Name them in addAuthCookiesToResponse of the rendered Middleware.',
  ),
  T5328: differs<Value>(
    'Sign-in redirect',
    (a) =>
      `sign-in ${a.value}: a 401 of the backend itself is redirected too, because Traefik replaces answers by status`,
    'Let the application answer 403 instead of 401.',
  ),
  T5329: differs<Why>(
    'Sign-in URL',
    (a) => `sign-in ${a.value}: ${a.why}`,
    'Write the sign-in URL with scheme, host and escaped_request_uri only.',
  ),
  T5330: differs<Value>(
    'Redirect header of the auth request',
    (a) => `auth-request-redirect ${a.value}: Traefik sends the auth service no X-Auth-Request-Redirect`,
    'Tell the auth service in its own settings where to send clients back to.',
  ),
  T5338: differs<None>(
    'auth-keepalive',
    () =>
      'auth-keepalive: every 2xx of the auth service passes, not just 200, and Traefik decides how long it keeps connections',
    'Leave auth-keepalive out.',
  ),
  T5331: lost<Why>(
    'Raw configuration text',
    (a) => `raw nginx text has no counterpart: ${a.value} (${a.why})`,
    'Say it with annotations, or write a Middleware by hand and attach it to the rendered IngressRoute.',
  ),
  T5332: lost<None>(
    'ModSecurity',
    () => 'ModSecurity is not part of Traefik',
    'The route is closed. Put a web application firewall in front, or remove the annotation.',
  ),
  T5333: lost<Why>(
    'Client certificates',
    (a) => `client certificates for ${a.value} are not checked: ${a.why}`,
    'The host is closed. Follow the reason given, or check certificates in front of Traefik.',
  ),
  T5334: differs<Value>(
    'Refused client certificates',
    (a) => `${a.value}: a client without a valid certificate sees a failed TLS handshake, not an answer 400`,
    'Nothing to do unless clients read the error page.',
  ),
  T5335: differs<Value>(
    'Details of the client certificate check',
    (a) => `${a.value}: Traefik does not look at verification depth, revocation lists or an error page`,
    'Keep the CA bundle small; renew the CA to revoke.',
  ),
  T5336: differs<Value>(
    'Certificate headers',
    (a) =>
      `${a.value}: backends get no ssl-client-verify, ssl-client-subject-dn, ssl-client-issuer-dn or ssl-client-cert; Traefik sends X-Forwarded-Tls-Client-Cert and -Info instead`,
    'Read the X-Forwarded-Tls-Client headers in the application.',
  ),
  T5337: lost<Why>(
    'Refused clients',
    (a) => `block list ${a.value} cannot be kept: ${a.why}`,
    'All hosts are closed. Write the list in RE2.',
  ),
  // Limits
  T5340: differs<Value>(
    'Rate limit',
    (a) =>
      `${a.value}: Traefik counts per router, so each path, and HTTP and HTTPS, has a bucket of its own; short delays take the place of some refusals; a 429 of the backend becomes the limit's status too`,
    'Lower the limit if several paths must share one.',
  ),
  T5341: differs<Value>(
    'Limit status',
    (a) => `${a.value}: the answer over the limit is 429`,
    'Render for Traefik 3.4 or later to get the status of ingress-nginx.',
  ),
  T5342: differs<Value>(
    'Key of the limit',
    (a) => `limits are counted by ${a.value}`,
    'Check that proxies in front always send the header.',
  ),
  T5343: lost<Why>(
    'Limit that cannot be kept',
    (a) => `${a.value} is not limited: ${a.why}`,
    'Limit in the application.',
  ),
  T5344: aside<Value>(
    'Body limit',
    (a) => `bodies over ${a.value} are refused by their announced length; a chunked body of that size passes`,
    'Limit chunked uploads in the application; a buffering Middleware would hold back every answer.',
  ),
  T5346: differs<{ readonly why: string }>(
    'Exempt from the limit',
    (a) => `limit-allowlist: nobody is exempt from the limit: ${a.why}`,
    'Raise the limit, or list proxies in proxy-real-ip-cidr.',
  ),
  T5345: lost<Value>(
    'Bandwidth',
    (a) => `the bandwidth of ${a.value} is not limited: Traefik has no such setting`,
    'Limit in the application.',
  ),
  // Forwarding
  T5350: differs<Value>(
    'Timeouts',
    (a) =>
      `${a.value}: Traefik limits the wait for the first byte of an answer, not the gap between two reads or writes, and does not try another endpoint after it`,
    'Nothing to do for ordinary requests; idle WebSockets stay open.',
  ),
  T5351: aside<Value>(
    'Default timeouts',
    (a) => `${a.value}: Traefik limits the wait for the first byte of an answer only`,
    'Nothing to do for ordinary requests.',
  ),
  T5352: aside<None>(
    'Buffering',
    () => 'Traefik passes requests and answers on as they come, without buffering them',
    'Nothing to do unless the backend suffers from slow clients.',
  ),
  T5353: differs<Value>(
    'Buffering switched',
    (a) => `${a.value} has no effect: Traefik passes requests and answers on as they come`,
    'Nothing to do unless the backend suffers from slow clients.',
  ),
  T5354: differs<Value>(
    'Retries',
    (a) =>
      `retries ${a.value}: Traefik knows broken connections and timeouts by the statuses 502 and 504 (from 3.7 on), so such answers of the backend are tried again too, POST is tried again only while no connection stands, and the same endpoint may be asked twice`,
    'Nothing to do unless the backend answers 502 or 504 itself.',
  ),
  T5355: aside<None>(
    'Default retries',
    () =>
      'Traefik knows broken connections and timeouts by the statuses 502 and 504 (from 3.7 on), so such answers of the backend are tried again too, and the same endpoint may be asked twice',
    'Nothing to do unless the backend answers 502 or 504 itself.',
  ),
  T5356: lost<Why>(
    'Backend protocol',
    (a) => `the backend protocol ${a.value} is not spoken: ${a.why}`,
    'The route answers 502. Put a server that speaks HTTP in front of the backend.',
  ),
  T5357: differs<Why>(
    'Backend protocol differs',
    (a) => `backend protocol ${a.value}: ${a.why}`,
    'Check that the backend accepts it.',
  ),
  T5358: differs<Why>('Rewritten path', (a) => `rewrite to ${a.value}: ${a.why}`, 'Check what the backend expects.'),
  T5359: lost<Why>(
    'Rewrite that cannot be made',
    (a) => `the path is not rewritten to ${a.value}: ${a.why}`,
    'Use groups of the path and fixed text only.',
  ),
  T5360: lost<Why>(
    'Header that cannot be made',
    (a) => `the header ${a.value} is not set: ${a.why}`,
    'Use a fixed value, or set it in the application.',
  ),
  T5361: differs<Why>(
    'Header set differently',
    (a) => `the header ${a.value}: ${a.why}`,
    'Check what reads the header.',
  ),
  T5362: lost<Why>(
    'Setting without counterpart',
    (a) => `${a.value} has no effect: ${a.why}`,
    'Do it in the application, or keep a proxy that can.',
  ),
  T5363: differs<Why>('Mirror', (a) => `copies to ${a.value}: ${a.why}`, 'Check what the mirror is for.'),
  T5364: lost<Why>(
    'Mirror that cannot be made',
    (a) => `requests are not copied to ${a.value}: ${a.why}`,
    'Name a Service or a fixed host in mirror-target.',
  ),
  T5365: differs<Value>(
    'Error pages',
    (a) =>
      `error pages for ${a.value}: the client keeps the original status, and the error service is asked with GET / and without X-Format and X-Original-URI`,
    'Let the error service answer by X-Code.',
  ),
  T5366: lost<Why>(
    'Error pages that cannot be made',
    (a) => `answers ${a.value} are not replaced: ${a.why}`,
    'Name a Service in default-backend.',
  ),
  T5367: differs<Value>(
    'Fallback Service',
    (a) => `${a.value} also answers when the backend itself answers 503`,
    'Let the backend use another status.',
  ),
  T5368: differs<{ readonly why: string }>(
    'HTTPS to the backend',
    (a) => `TLS towards the backend: ${a.why}`,
    'Check the certificate of the backend.',
  ),
  T5369: lost<Why>(
    'HTTPS to the backend refused',
    (a) => `TLS towards the backend: ${a.value} is not kept: ${a.why}`,
    'Run with --write-secrets, or move the Secret to the namespace of the Service.',
  ),
  T5370: differs<Value>(
    'Canary pattern',
    (a) => `the canary rule ${a.value} is left out: RE2 cannot say it`,
    'Rewrite the pattern without it.',
  ),
  T5371: differs<Why>(
    'Session cookie',
    (a) => `session cookie ${a.value}: ${a.why}`,
    'Sessions start anew once after the change; check what reads the cookie.',
  ),
  T5372: differs<Why>(
    'Load balancing',
    (a) => `load balancing by ${a.value}: ${a.why}`,
    'Check that the backend does not depend on it.',
  ),
  T5373: lost<Why>(
    'Load balancing without counterpart',
    (a) => `load balancing by ${a.value} is not kept: ${a.why}`,
    'Use session affinity, or balance in the application.',
  ),
  T5374: differs<Value>(
    'Shared child service',
    (a) =>
      `Traefik keeps one set of options for ${a.value} in canaries, mirrors and fallbacks: the first route's are used for all`,
    'Give the routes the same timeouts and protocol.',
  ),
  T5375: aside<None>(
    'Canary without its primary',
    () => 'while the primary has no endpoints its share is answered with 503 and the canary goes on',
    'Nothing to do unless the canary must not answer alone.',
  ),
  // TLS
  T5380: differs<Value>(
    'Cipher names',
    (a) => `the ciphers ${a.value} are unknown to Traefik and left out`,
    'Nothing to do if clients speak TLS 1.3.',
  ),
  T5381: differs<Why>('TLS setting', (a) => `${a.value}: ${a.why}`, 'Check the oldest client.'),
  // Controller
  T5385: differs<Why>(
    'Controller setting',
    (a) => `${a.value}: ${a.why}`,
    'Check whether the difference matters to you.',
  ),
  T5386: lost<Why>(
    'Controller setting without counterpart',
    (a) => `${a.value} is not kept: ${a.why}`,
    'Do it in the application, or keep a proxy that can.',
  ),
  T5387: differs<Why>(
    'Passed-through connections',
    (a) => `${a.value}: ${a.why}`,
    'Check that nothing else relies on it.',
  ),
  T5398: note<{ readonly setting: string; readonly what: string }>(
    'Switch of the static configuration',
    (a) =>
      `traefik.yaml sets ${a.setting}: the objects refer to ${a.what}, and Traefik drops such routes where it is off`,
    'Take the setting over where Traefik runs with a static configuration of its own.',
  ),
  T5391: note<Value>(
    'Secrets not written',
    (a) => `the Secret ${a.value} is referred to but not written`,
    'Run with --write-secrets, or make it by hand.',
  ),
};
