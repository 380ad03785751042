import { because, type Reason } from '../../../diagnostics/report.ts';
import type { ExternalAuth } from '../../../model/features/route-features.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import type { Template } from '../../../model/values/template.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { digest } from '../names.ts';
import { formatted, patternOf, request } from '../request.ts';
import { Expression, type FormatPart, HaproxyToken, isHeaderName } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, type Line, line } from '../tree.ts';
import { anyIsEnough } from './access-list.ts';
import { answer, when } from './answer.ts';

/** Methods HAProxy's own HTTP client knows. */
const methods = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);

export const externalAuth = (feature: ExternalAuth, at: AnyRoute): Outcome<HaproxyNode> => {
  const {
    url,
    host: _host,
    method,
    signin,
    responseHeaders,
    requestHeaders,
    requestRedirect,
    cache,
    alwaysSetCookie,
    keepalive,
    global: _global,
    ...rest
  } = feature;
  spent(rest);
  const pattern = patternOf(at.route);
  const target = formatted(url.value, 'auth-url', pattern);
  if (!target.ok) return refused(target.because);
  const verb = method?.value ?? 'GET';
  if (!methods.has(verb))
    return refused(because('T5232', { method: verb }, ...(method === undefined ? [] : [method.from])));
  const told = questionHeaders(requestHeaders, requestRedirect.value, pattern, method !== undefined);
  if ('because' in told) return refused(told.because);
  const wanted = responseHeaders.value.filter(isHeaderName);
  if (signin !== undefined) {
    const page = signinLocation(feature, at);
    if ('because' in page) return refused(page.because);
  }
  const any = anyIsEnough(at.route);
  const kept = cacheLines(cache, at);
  if ('because' in kept) return refused(kept.because);
  const differences: Reason[] = cache === undefined ? [] : [because('T5233', {}, cache.valid.from)];
  if (typeof target.parts[0] === 'string' && target.parts[0].startsWith('https:'))
    differences.push(because('T5235', {}, url.from));
  const ask = line(
    'http-request',
    'lua.ask_auth',
    HaproxyToken.word(verb),
    list(wanted),
    list(told.headers.map((h) => h.name)),
    HaproxyToken.word(kept.valid),
    ...(any ? when(HaproxyToken.fixed('!{ var(txn.pass) -m found }')) : []),
  );
  // With keepalive to the service the controller asks from Lua, where only 200 counts.
  const ok = HaproxyToken.fixed(
    keepalive === undefined ? '{ var(txn.auth_status) -m int 200:299 }' : '{ var(txn.auth_status) -m int 200 }',
  );
  const challenged = at.route.features.basicAuth !== undefined;
  const decision: Line[] = any
    ? [
        line('http-request', 'set-var(txn.pass)', 'bool(true)', ...when(ok)),
        ...(challenged
          ? []
          : unauthorized(at, [
              HaproxyToken.fixed('!{ var(txn.pass) -m found }'),
              HaproxyToken.fixed('{ var(txn.auth_status) -m int 401 }'),
            ])),
      ]
    : [
        ...unauthorized(at, [HaproxyToken.fixed('{ var(txn.auth_status) -m int 401 }')]),
        answer(403, ...when(HaproxyToken.fixed('{ var(txn.auth_status) -m int 403 }'))),
        answer(500, ...when(HaproxyToken.joined(HaproxyToken.fixed('!'), ok))),
      ];
  const passed = alwaysSetCookie.value
    ? []
    : [HaproxyToken.fixed('{ status 200 201 204 206 301 302 303 304 307 308 }')];
  return withDifferences<HaproxyNode>(
    [
      { in: 'script', script: 'external-auth' },
      backend(
        'external',
        line('http-request', 'set-var-fmt(txn.auth_url)', HaproxyToken.format(withPath(target.parts, at))),
      ),
      ...told.headers.map((h, i) =>
        backend(
          'external',
          line(
            'http-request',
            HaproxyToken.joined(
              HaproxyToken.fixed('set-var-fmt(txn.auth_header_'),
              HaproxyToken.number(i + 1),
              HaproxyToken.fixed(')'),
            ),
            HaproxyToken.format(h.value),
          ),
        ),
      ),
      ...kept.lines.map((l) => backend('external', l)),
      backend('external', ask),
      ...decision.map((l) => backend('external', l)),
      ...cookieVariables.map((v) =>
        backend(
          'after-response',
          line(
            'http-after-response',
            'add-header',
            'Set-Cookie',
            HaproxyToken.format([v]),
            ...when(HaproxyToken.test(v, '-m found'), ...passed),
          ),
        ),
      ),
    ],
    differences,
  );
};

/** How long answers are remembered, and under which name: host, path of the route and the key as written. */
const cacheLines = (
  cache: ExternalAuth['cache'],
  at: AnyRoute,
): { readonly lines: readonly Line[]; readonly valid: string } | { readonly because: Reason } => {
  if (cache === undefined) return { lines: [], valid: '-' };
  const key = formatted(cache.key.value, 'auth-cache-key', patternOf(at.route));
  if (!key.ok) return { because: key.because };
  const valid = cache.valid.value.flatMap((v) => v.statuses.map((s) => `${s}=${inSeconds(v.time)}`)).join(',');
  return {
    lines: [
      line(
        'http-request',
        'set-var-fmt(txn.auth_key)',
        HaproxyToken.format([request.host, ` ${digest(at.route.path)} `, ...key.parts]),
      ),
    ],
    valid: valid === '' ? '-' : valid,
  };
};

/** A URL without a path: the controller then asks for the name of its own location. */
const withPath = (parts: readonly FormatPart[], at: AnyRoute): readonly FormatPart[] => {
  const [first, ...more] = parts;
  const m = typeof first === 'string' ? /^(\w+:\/\/[^/?]+)(\?.*)?$/.exec(first) : null;
  if (m === null || (m[2] === undefined && more.length > 0)) return parts;
  const kind = at.route.match.kind === 'exact' ? 'Exact' : 'Prefix';
  const own = m[2] === undefined ? `_external-auth-${base64(at.route.path)}-${kind}` : '';
  return [`${m[1]}/${own}${m[2] ?? ''}`, ...more];
};

const base64 = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/=+$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');

const cookieVariables = [
  Expression.fetch('var(txn.auth_cookie_1)'),
  Expression.fetch('var(txn.auth_cookie_2)'),
  Expression.fetch('var(txn.auth_cookie_3)'),
  Expression.fetch('var(txn.auth_cookie_4)'),
];

const list = (names: readonly string[]): HaproxyToken => HaproxyToken.word(names.length === 0 ? '-' : names.join(','));

interface Told {
  readonly headers: readonly { readonly name: string; readonly value: readonly FormatPart[] }[];
}

/** What the service is told besides the client's own headers. */
const questionHeaders = (
  added: ExternalAuth['requestHeaders'],
  redirect: Template,
  pattern: ReturnType<typeof patternOf>,
  named: boolean,
): Told | { readonly because: Reason } => {
  const headers: { name: string; value: readonly FormatPart[] }[] = [
    { name: 'X-Original-URL', value: [request.scheme, '://', request.authority, request.uri] },
    { name: 'X-Original-Method', value: [Expression.fetch('method')] },
    { name: 'X-Sent-From', value: ['nginx-ingress-controller'] },
    { name: 'X-Real-IP', value: [request.source] },
    { name: 'X-Forwarded-For', value: [request.source] },
  ];
  if (named)
    headers.push({ name: 'X-Original-URI', value: [request.uri] }, { name: 'X-Scheme', value: [request.scheme] });
  const back = formatted(redirect, 'auth-request-redirect', pattern);
  if (!back.ok) return { because: back.because };
  headers.push({ name: 'X-Auth-Request-Redirect', value: back.parts });
  for (const { name, value } of added) {
    const text = formatted(value.value, 'auth-proxy-set-headers', pattern);
    if (!text.ok) return { because: text.because };
    if (isHeaderName(name) && !name.includes(',')) headers.push({ name, value: text.parts });
  }
  return { headers: headers.filter((h) => h.value.length > 0) };
};

/** Where a client without credentials is sent: the sign-in page with the way back in a parameter. */
const signinLocation = (
  { signin }: ExternalAuth,
  at: AnyRoute,
): { readonly parts: readonly FormatPart[] } | { readonly because: Reason } => {
  if (signin === undefined) return { parts: [] };
  const page = formatted(signin.url.value, 'auth-signin', patternOf(at.route));
  if (!page.ok) return { because: page.because };
  const origin: readonly FormatPart[] =
    typeof page.parts[0] === 'string' && page.parts[0].startsWith('/')
      ? [Expression.fetch('ssl_fc').to('iif', 'https', 'http'), '://', request.host]
      : [];
  const text = page.parts.filter((p) => typeof p === 'string').join('');
  const query = text.includes('?') ? text.slice(text.indexOf('?') + 1) : undefined;
  if (query?.split('&').some((q) => q.startsWith(`${signin.parameter.value}=`)))
    return { parts: [...origin, ...page.parts] };
  const mark = query === undefined ? '?' : query === '' ? '' : '&';
  return {
    parts: [
      ...origin,
      ...page.parts,
      `${mark}${signin.parameter.value}=`,
      request.scheme,
      '://',
      request.authority,
      request.uri.to('url_enc'),
    ],
  };
};

/**
 * Answers 401, or the redirect to the sign-in page that stands in for every 401 of the route.
 * `challenge`: the proxy's own; absent: that of the auth service.
 */
export const unauthorized = (at: AnyRoute, condition: readonly HaproxyToken[], challenge?: string): readonly Line[] => {
  const { externalAuth: feature } = at.route.features;
  const location = feature?.signin === undefined ? undefined : signinLocation(feature, at);
  const head =
    location === undefined || 'because' in location
      ? line('http-request', 'return', 'status', '401')
      : line('http-request', 'return', 'status', '302', 'hdr', 'Location', HaproxyToken.format(location.parts));
  const named = (value: readonly FormatPart[], ...more: readonly HaproxyToken[]): Line => [
    ...head,
    ...line('hdr', 'WWW-Authenticate', HaproxyToken.format(value)),
    ...when(...condition, ...more),
  ];
  const mark: readonly Line[] =
    feature?.signin === undefined
      ? []
      : [line('http-request', 'set-var(txn.bare)', 'bool(true)', ...when(...condition))];
  if (challenge !== undefined) return [...mark, named([`Basic realm="${challenge}"`])];
  const theirs = Expression.fetch('var(txn.auth_challenge)');
  return [...mark, named([theirs], HaproxyToken.test(theirs, '-m found')), [...head, ...when(...condition)]];
};
