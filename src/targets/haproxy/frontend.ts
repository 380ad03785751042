/** The frontend every request comes in through: what precedes the choice of a route, and what holds for all routes. */
import type { Emitted } from '../target.ts';
import { answer, redirectTo, when } from './features/answer.ts';
import { request } from './request.ts';
import { distinct } from './seen-headers.ts';
import { Expression, HaproxyToken } from './token.ts';
import {
  type FrontendPhase,
  frontend,
  frontendPhases,
  type HaproxyNode,
  type Line,
  line,
  type MapName,
} from './tree.ts';

const rank = new Map<string, number>(frontendPhases.map((p, i) => [p, i]));

/** Lines of the frontend in order: rules of one kind stand together, as HAProxy evaluates them. */
export const frontendLines = (
  emitted: Emitted<HaproxyNode>,
  nodes: readonly HaproxyNode[],
  maps: ReadonlySet<MapName>,
): readonly Line[] => {
  const all = [...basics(emitted, maps), ...nodes].flatMap((n, i) => (n.in === 'frontend' ? [{ n, i }] : []));
  all.sort((a, b) => (rank.get(a.n.phase) ?? 0) - (rank.get(b.n.phase) ?? 0) || a.i - b.i);
  const choice = line('use_backend', '%[var(txn.route)]', 'if', '{ var(txn.route) -m found }');
  return [...binds(emitted, nodes), ...distinct(all.map(({ n }) => n)), choice, line('default_backend', 'not_found')];
};

const binds = (emitted: Emitted<HaproxyNode>, nodes: readonly HaproxyNode[]): readonly Line[] => {
  const { http, https } = emitted.model.listeners;
  const words = (listener: 'https' | 'both'): Line =>
    nodes.flatMap((n) => (n.in === 'bind' && n.listener === listener ? n.words : []));
  const secured = line('ssl', 'crt-list', 'tls/certificates.txt', 'ca-ignore-err', 'all', 'crt-ignore-err', 'all');
  const piped = emitted.sites.some((s) => s.nodes.some((n) => n.in === 'pass'));
  const quic = nodes.some((n) => n.in === 'quic');
  return [
    line('bind', HaproxyToken.address(http.ip ?? '', http.port), ...words('both')),
    piped
      ? line('bind', 'abns@ingress-https', 'accept-proxy', ...secured, ...words('https'))
      : line('bind', HaproxyToken.address(https.ip ?? '', https.port), ...words('both'), ...secured, ...words('https')),
    ...(quic
      ? [
          line(
            'bind',
            HaproxyToken.joined(HaproxyToken.fixed('quic4@'), HaproxyToken.address(https.ip ?? '', https.port)),
            ...secured,
            'alpn',
            'h3',
          ),
        ]
      : []),
  ];
};

const set = (
  phase: FrontendPhase,
  variable: HaproxyToken,
  value: Expression,
  ...condition: readonly HaproxyToken[]
): HaproxyNode => frontend(phase, line('http-request', variable, HaproxyToken.sample(value), ...condition));

const missing = (variable: Expression): HaproxyToken =>
  HaproxyToken.joined(HaproxyToken.fixed('!'), HaproxyToken.test(variable, '-m found'));

const rawPath = Expression.fetch('path');

/** Decodes, merges slashes and resolves dot segments, as nginx does before it matches. */
const normal = rawPath
  .to('url_dec')
  .to('regsub', '/+', '/', 'g')
  .to('regsub', '(?:/\\.)+(?=/)', '', 'g')
  .to('regsub', '/\\.$', '/')
  .to('regsub', '(/(?!\\.\\.?(?:/|$))[^/]+(?1)*/\\.\\.)(?=/)', '', 'g')
  .to('regsub', '(/(?!\\.\\.?(?:/|$))[^/]+(?1)*/\\.\\.)$', '/');

const basics = (emitted: Emitted<HaproxyNode>, maps: ReadonlySet<MapName>): readonly HaproxyNode[] => [
  frontend('client', line('http-request', 'del-header', 'Proxy')),
  frontend('client', line('http-request', 'set-var(txn.scheme)', 'str(http)')),
  frontend('client', line('http-request', 'set-var(txn.scheme)', 'str(https)', 'if', '{ ssl_fc }')),
  frontend('method', answer(405, ...when(HaproxyToken.fixed('METH_TRACE')))),
  frontend(
    'host',
    line('acl', 'host_odd', 'req.fhdr(host)', '-m', 'reg', '--', HaproxyToken.word('[^A-Za-z0-9._:\\[\\]-]')),
  ),
  frontend('host', answer(400, ...when(HaproxyToken.fixed('host_odd')))),
  set('host', HaproxyToken.fixed('set-var(txn.authority)'), Expression.fetch('req.fhdr(host)')),
  set('host', HaproxyToken.fixed('set-var(txn.host)'), Expression.fetch('req.fhdr(host),host_only,rtrim(.)')),
  frontend('path', line('acl', 'path_odd', 'path', '-m', 'reg', '--', HaproxyToken.word('[%]|//|/\\.'))),
  frontend('path', line('acl', 'path_bad', 'path', '-m', 'reg', '-i', '--', HaproxyToken.word('%(?![0-9a-f]{2})|%00'))),
  frontend(
    'path',
    line('acl', 'path_above', 'var(txn.path)', '-m', 'reg', '--', HaproxyToken.word('(^|/)\\.\\.(/|$)')),
  ),
  frontend('path', answer(400, ...when(HaproxyToken.fixed('path_bad')))),
  set('path', HaproxyToken.fixed('set-var(txn.uri)'), Expression.fetch('pathq')),
  set('path', HaproxyToken.fixed('set-var(txn.path)'), rawPath),
  set('path', HaproxyToken.fixed('set-var(txn.path)'), normal, ...when(HaproxyToken.fixed('path_odd'))),
  frontend('path', answer(400, ...when(HaproxyToken.fixed('path_above')))),
  set('suffix', HaproxyToken.fixed('set-var(txn.site)'), request.host.to('map_str', 'maps/hosts.map')),
  set(
    'site',
    HaproxyToken.fixed('set-var(txn.site)'),
    request.host.to('regsub', '^[^.]+', '').to('map_str', 'maps/hosts-wildcard.map'),
    ...when(missing(request.site)),
  ),
  set('closed', HaproxyToken.fixed('set-var(txn.site)'), Expression.fetch('str(_)'), ...when(missing(request.site))),
  ...hostRules(emitted, maps),
  set('route', HaproxyToken.fixed('set-var(txn.key)'), Expression.fetch('var(txn.site),concat(,txn.path)')),
  set(
    'route',
    HaproxyToken.fixed('set-var(txn.route)'),
    Expression.fetch('var(txn.key)').to('map_str', 'maps/exact.map'),
  ),
  set(
    'route',
    HaproxyToken.fixed('set-var(txn.route)'),
    Expression.fetch('var(txn.key)').to('map_beg', 'maps/prefix.map'),
    ...when(missing(request.route)),
  ),
  frontend('response', line('http-response', 'set-var(txn.answered)', 'bool(true)')),
  frontend(
    'after-response',
    line(
      'http-after-response',
      'set-status',
      '502',
      'if',
      '{ status 503 } { var(txn.sent) -m found } !{ var(txn.answered) -m found }',
    ),
  ),
];

/** Rules that look a site up in a map, where there is one. */
const hostRules = (emitted: Emitted<HaproxyNode>, maps: ReadonlySet<MapName>): readonly HaproxyNode[] => {
  const nodes: HaproxyNode[] = [];
  if (maps.has('closed'))
    nodes.push(
      frontend(
        'closed',
        answer(403, ...when(HaproxyToken.test(request.site.to('map_str', 'maps/closed.map'), '-m found'))),
      ),
    );
  if (maps.has('app-root')) {
    const root = request.site.to('map_str', 'maps/app-root.map');
    const scheme = Expression.fetch('ssl_fc').to('iif', 'https', 'http');
    nodes.push(
      frontend(
        'app-root',
        redirectTo(
          [scheme, '://', request.authority, root],
          302,
          ...when(HaproxyToken.fixed('{ var(txn.path) -m str / }'), HaproxyToken.test(root, '-m found')),
        ),
      ),
    );
  }
  if (maps.has('www-redirect')) nodes.push(...wwwRules());
  if (maps.has('client-certificates')) nodes.push(...certificateRules(emitted));
  return nodes;
};

const wwwRules = (): readonly HaproxyNode[] => {
  const entry = Expression.fetch('var(txn.www)');
  const scheme = Expression.fetch('ssl_fc').to('iif', 'https', 'http');
  return [
    set('www', HaproxyToken.fixed('set-var(txn.www)'), request.host.to('map_str', 'maps/www-redirect.map')),
    ...([301, 302, 307, 308] as const).map((status) =>
      frontend(
        'www',
        redirectTo(
          [scheme, '://', entry.to('field', '2', ' '), request.uri.to('regsub', '/$', '')],
          status,
          ...when(HaproxyToken.test(entry, `-m beg ${status}`)),
        ),
      ),
    ),
  ];
};

/** A certificate only counts for the host it was asked for; otherwise a session with another host would open this one. */
const certificateRules = (emitted: Emitted<HaproxyNode>): readonly HaproxyNode[] => {
  const asked = Expression.fetch('var(txn.asked_site)');
  const mode = Expression.fetch('var(txn.certificates)');
  const sni = Expression.fetch('ssl_fc_sni').to('lower');
  const number = Expression.fetch('ssl_c_verify');
  const failure = emitted.options.version[0] >= 3 ? number.to('x509_v_err_str') : number;
  const secure = HaproxyToken.fixed('{ ssl_fc }');
  return [
    set(
      'certificate',
      HaproxyToken.fixed('set-var(txn.certificates)'),
      request.site.to('map_str', 'maps/client-certificates.map'),
    ),
    set(
      'certificate',
      HaproxyToken.fixed('set-var(txn.asked_site)'),
      sni.to('map_str', 'maps/hosts.map'),
      ...when(secure),
    ),
    set(
      'certificate',
      HaproxyToken.fixed('set-var(txn.asked_site)'),
      sni.to('regsub', '^[^.]+', '').to('map_str', 'maps/hosts-wildcard.map'),
      ...when(secure, missing(asked)),
    ),
    frontend(
      'certificate',
      line('acl', 'certificates_checked', HaproxyToken.sample(mode), '-m', 'beg', '--', 'on', 'optional'),
    ),
    frontend(
      'certificate',
      line('acl', 'certificate_wanted', HaproxyToken.sample(mode.to('field', '1', ' ')), '-m', 'str', '--', 'on'),
    ),
    frontend(
      'certificate',
      line(
        'acl',
        'certificate_verified',
        HaproxyToken.sample(mode.to('field', '1', ' ')),
        '-m',
        'str',
        '--',
        'on',
        'optional',
      ),
    ),
    frontend('certificate', line('acl', 'certificate_refused', 'ssl_c_verify', 'gt', '0')),
    frontend(
      'certificate',
      line('http-request', 'set-var(txn.refused)', 'bool(true)', 'if', secure, 'certificate_wanted', '!{ ssl_c_used }'),
    ),
    frontend(
      'certificate',
      line(
        'http-request',
        'set-var(txn.refused)',
        'bool(true)',
        'if',
        secure,
        'certificate_verified',
        '{ ssl_c_used }',
        'certificate_refused',
      ),
    ),
    frontend(
      'certificate',
      line(
        'http-request',
        'return',
        'status',
        '421',
        'if',
        secure,
        'certificates_checked',
        HaproxyToken.test(asked, '-m found'),
        HaproxyToken.fixed('!{ var(txn.asked_site),strcmp(txn.site) eq 0 }'),
      ),
    ),
    frontend('certificate-answer', answer(400, ...when(HaproxyToken.fixed('{ var(txn.refused) -m found }')))),
    ...certificateHeaders(mode, failure),
  ];
};

/** What a backend is told about the client's certificate, on hosts that ask for one. */
const certificateHeaders = (mode: Expression, failure: Expression): readonly HaproxyNode[] => {
  const here = HaproxyToken.test(mode, '-m found');
  const used = HaproxyToken.fixed('{ ssl_c_used }');
  const pass = HaproxyToken.test(mode, '-m sub pass');
  const header = (name: string, value: HaproxyToken, ...condition: readonly HaproxyToken[]): HaproxyNode =>
    frontend(
      'headers',
      line('http-request', 'set-header', HaproxyToken.headerName(name), value, ...when(here, ...condition)),
    );
  const pem = Expression.fetch('ssl_c_der').to('base64').wrapped().to('url_enc');
  return [
    ...['ssl-client-verify', 'ssl-client-subject-dn', 'ssl-client-issuer-dn'].map((name) =>
      frontend('headers', line('http-request', 'del-header', HaproxyToken.headerName(name), ...when(here))),
    ),
    frontend('headers', line('http-request', 'del-header', 'ssl-client-cert', ...when(pass))),
    header('ssl-client-verify', HaproxyToken.fixed('NONE'), HaproxyToken.fixed('{ ssl_fc } !{ ssl_c_used }')),
    header('ssl-client-verify', HaproxyToken.fixed('SUCCESS'), used, HaproxyToken.fixed('!certificate_refused')),
    header(
      'ssl-client-verify',
      HaproxyToken.format(['FAILED:', failure]),
      used,
      HaproxyToken.fixed('certificate_refused'),
    ),
    header('ssl-client-subject-dn', HaproxyToken.format([Expression.fetch('ssl_c_s_dn(,0,rfc2253)')]), used),
    header('ssl-client-issuer-dn', HaproxyToken.format([Expression.fetch('ssl_c_i_dn(,0,rfc2253)')]), used),
    header(
      'ssl-client-cert',
      HaproxyToken.format(['-----BEGIN%20CERTIFICATE-----%0A', pem, '%0A-----END%20CERTIFICATE-----%0A']),
      used,
      pass,
    ),
  ];
};
