/** Locations a server needs besides its routes: authentication subrequests, sign-in, mirrors, error pages. Their bodies hang on features alone, mostly. */
import type { ExternalAuth, Mirror } from '../../model/features/route-features.ts';
import { inSeconds } from '../../model/values/duration.ts';
import type { Template } from '../../model/values/template.ts';
import type { Assembly } from './assembly.ts';
import type { Target } from './built-location.ts';
import { bareResponse, mergeHeaders, requestStatements, responseStatements } from './header-lists.ts';
import type { HeaderChange, ResponseHeader } from './node.ts';
import { isConstant, passToUrl } from './outgoing.ts';
import { locationIndent, preprinted } from './print.ts';
import { type SideBody, sideBody } from './side-place.ts';
import { expand, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

const off = NginxToken.word('off');

/** Times of nginx itself: the http level holds those of most routes, which are not meant for these requests. */
const ownTimeouts: readonly Statement<'location'>[] = [
  directive('proxy_connect_timeout', NginxToken.literal('60s')),
  directive('proxy_send_timeout', NginxToken.literal('60s')),
  directive('proxy_read_timeout', NginxToken.literal('60s')),
];

const textOf = (template: Template): Text => {
  const expanded = expand(template);
  return expanded.ok ? expanded.text : [];
};

/** Host, tracing and client headers of a subrequest, in the controller's order. */
const authHeaders = (auth: ExternalAuth, clientCertificate: readonly HeaderChange[]): readonly HeaderChange[] => {
  const own = auth.requestHeaders.map((h) => ({ name: h.name, value: textOf(h.value.value) }));
  return mergeHeaders(
    [{ name: 'Host', value: textOf(auth.host) }],
    aboutRequest,
    [{ name: 'X-Auth-Request-Redirect', value: textOf(auth.requestRedirect.value) }],
    auth.method === undefined ? withoutBody : withMethod,
    clientCertificate,
    own,
  );
};

const aboutRequest: readonly HeaderChange[] = [
  {
    name: 'X-Original-URL',
    value: text(variable('scheme'), '://', variable('http_host'), variable('request_uri')),
  },
  { name: 'X-Original-Method', value: text(variable('request_method')) },
  { name: 'X-Sent-From', value: text('nginx-ingress-controller') },
  { name: 'X-Real-IP', value: text(variable('remote_addr')) },
  { name: 'X-Forwarded-For', value: text(variable('ic_forwarded_for')) },
  { name: 'X-Forwarded-Proto', value: text() },
];
const withoutBody: readonly HeaderChange[] = [
  { name: 'X-Request-ID', value: text(variable('ic_request_id')) },
  { name: 'Content-Length', value: text() },
];
const withMethod: readonly HeaderChange[] = [
  ...withoutBody,
  { name: 'X-Original-URI', value: text(variable('request_uri')) },
  { name: 'X-Scheme', value: text(variable('ic_scheme')) },
];

/** `settings` are those of the route that hold for the subrequest, too. */
export const authBody = (
  assembly: Assembly,
  auth: ExternalAuth,
  settings: readonly Statement<'location'>[],
  clientCertificate: readonly HeaderChange[],
  routePath: ControllerPath,
): SideBody => {
  const alike = clientCertificate.length === 0 && !asksForPath(auth);
  const asking =
    (alike ? assembly.askings.get(auth) : undefined) ??
    preprinted(askingStatements(assembly, auth, clientCertificate, routePath), locationIndent);
  if (alike) assembly.askings.set(auth, asking);
  return sideBody('auth', 'exact', [
    directive('access_log', off),
    ...settings.filter((s) => s.kind !== 'directive' || s.name !== 'proxy_buffering'),
    asking,
  ]);
};

const askingStatements = (
  assembly: Assembly,
  auth: ExternalAuth,
  clientCertificate: readonly HeaderChange[],
  routePath: ControllerPath,
): readonly Statement<'location'>[] => [
  directive('proxy_buffering', NginxToken.word(auth.cache === undefined ? 'off' : 'on')),
  ...ownTimeouts,
  ...(auth.method === undefined ? [] : [directive('proxy_method', NginxToken.literal(auth.method.value))]),
  directive('proxy_pass_request_body', off),
  directive('proxy_intercept_errors', off),
  directive('proxy_ssl_server_name', NginxToken.word('on')),
  ...cacheStatements(assembly, auth),
  ...requestStatements(authHeaders(auth, clientCertificate), 'proxy_set_header'),
  ...passToUrl(assembly, withPath(textOf(auth.url.value), routePath)),
];

/** Path and type as the controller names a location after them. */
export interface ControllerPath {
  readonly path: string;
  readonly kind: 'Prefix' | 'Exact';
}

const askingForPath = new WeakMap<ExternalAuth, boolean>();

/** A URL without a path asks for the name of the controller's own internal location; authentication services may know it. */
export const asksForPath = (auth: ExternalAuth): boolean => {
  const known = askingForPath.get(auth);
  if (known !== undefined) return known;
  const asks = isBare(textOf(auth.url.value));
  askingForPath.set(auth, asks);
  return asks;
};

const isBare = (url: Text): boolean =>
  /^https?:\/\/[^/?]+$/.test(url.map((p) => (p.kind === 'text' ? p.text : '$')).join(''));

const withPath = (url: Text, { path, kind }: ControllerPath): Text => {
  if (!isBare(url)) return url;
  const bytes = String.fromCharCode(...new TextEncoder().encode(path));
  const encoded = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return text(url, `/_external-auth-${encoded}-${kind}`);
};

const cacheStatements = (assembly: Assembly, auth: ExternalAuth): readonly Statement<'location'>[] => {
  if (auth.cache === undefined) return [];
  assembly.used.authCache = true;
  const key = textOf(auth.cache.key.value);
  return [
    directive('proxy_cache', NginxToken.literal('ic_auth')),
    directive('proxy_cache_key', NginxToken.value(text(variable('server_name'), variable('ic_auth_place'), key))),
    ...auth.cache.valid.value.map((v) =>
      directive(
        'proxy_cache_valid',
        ...v.statuses.map((s) => (s === 'any' ? NginxToken.word('any') : NginxToken.integer(s))),
        NginxToken.literal(`${inSeconds(v.time)}s`),
      ),
    ),
  ];
};

/** The page a 401 leads to; CORS headers and cookies of the authentication answer go with it. */
export const signInBody = (auth: ExternalAuth, response: readonly ResponseHeader[]): SideBody =>
  sideBody('signin', 'named', [
    ...responseStatements([
      { name: 'Set-Cookie', value: text(variable('ic_auth_cookie')), always: true, hide: false },
      ...response,
    ]),
    directive('return', NginxToken.integer(302), NginxToken.value(signInUrl(auth))),
  ]);

const signInUrl = (auth: ExternalAuth): Text => {
  if (auth.signin === undefined) return [];
  const url = textOf(auth.signin.url.value);
  const parameter = auth.signin.parameter.value;
  const written = url.map((p) => (p.kind === 'text' ? p.text : '$')).join('');
  const query = /\?(.*)$/s.exec(written)?.[1];
  if (query?.split('&').some((item) => item.startsWith(`${parameter}=`) && item.length > parameter.length + 1))
    return url;
  const joint = query === undefined ? '?' : query === '' || query.endsWith('&') ? '' : '&';
  return text(
    url,
    `${joint}${parameter}=`,
    variable('ic_scheme'),
    '://',
    variable('ic_host'),
    variable('ic_escaped_request_uri'),
  );
};

export const mirrorBody = (assembly: Assembly, mirror: Mirror): SideBody => {
  const url = mirror.url === undefined ? [] : textOf(mirror.url.value);
  const whole = isConstant(url) ? text(url, variable('is_args'), variable('args')) : url;
  const host = mirror.host === undefined ? text(variable('proxy_host')) : textOf(mirror.host.value);
  const body: Statement<'location'>[] = [
    directive('access_log', off),
    ...ownTimeouts,
    ...(mirror.body.value ? [] : [directive('proxy_pass_request_body', off)]),
    ...requestStatements(
      [{ name: 'Host', value: host }, ...(mirror.body.value ? [] : [{ name: 'Content-Length', value: [] }])],
      'proxy_set_header',
    ),
    ...passToUrl(assembly, whole),
  ];
  return sideBody('mirror', 'exact', body);
};

/** What an error service is told about the request that failed; the variables are set by the location. */
export const errorContext: readonly (readonly [header: string, variable: string])[] = [
  ['X-Namespace', 'ic_namespace'],
  ['X-Ingress-Name', 'ic_ingress_name'],
  ['X-Service-Name', 'ic_service_name'],
  ['X-Service-Port', 'ic_service_port'],
];

export const errorHeaders = (status: number): readonly HeaderChange[] => [
  { name: 'X-Code', value: text(String(status)) },
  { name: 'X-Format', value: text(variable('http_accept')) },
  { name: 'X-Original-URI', value: text(variable('request_uri')) },
  ...errorContext.map(([name, v]) => ({ name, value: text(variable(v)) })),
  { name: 'X-Request-ID', value: text(variable('ic_request_id')) },
];

export const errorBody = (assembly: Assembly, target: Target | undefined, status: number): SideBody => {
  const bare = bareResponse(assembly.base);
  if (target === undefined) {
    const answer = directive('return', NginxToken.integer(assembly.errors.internal));
    return sideBody(`error_${status}`, 'named', [...bare, answer]);
  }
  const headers = [
    ...errorHeaders(status),
    { name: 'X-Forwarded-For', value: text(variable('remote_addr')) },
    { name: 'Host', value: text(variable('ic_error_host')) },
  ];
  return sideBody(`error_${status}`, 'named', [
    directive('proxy_intercept_errors', off),
    directive('proxy_http_version', NginxToken.word('1.0')),
    ...ownTimeouts,
    ...bare,
    ...requestStatements(headers, 'proxy_set_header'),
    directive('rewrite', NginxToken.regex('^'), NginxToken.word('/'), NginxToken.word('break')),
    directive('proxy_pass', NginxToken.value(text('http://', target))),
  ]);
};
