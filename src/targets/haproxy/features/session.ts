/** Session cookies. They are made with variables instead of HAProxy's own `cookie`, so that the backend still sees the cookie. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../../model/features/pool-features.ts';
import type { SessionCookie } from '../../../model/features/route-features.ts';
import type { Pool } from '../../../model/model.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import { type AtPool, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { digest } from '../names.ts';
import { formatted } from '../request.ts';
import { Expression, type FormatPart, HaproxyToken, isHeaderName, printable } from '../token.ts';
import { backend, type HaproxyNode, line } from '../tree.ts';
import { aclLines, when } from './answer.ts';

export const affinity = (feature: Affinity): Outcome<HaproxyNode> => {
  const {
    mode,
    cookie,
    secure: _secure,
    expires: _expires,
    maxAge: _maxAge,
    domain,
    sameSite: _sameSite,
    conditionalSameSiteNone,
    changeOnFailure,
    ...rest
  } = feature;
  spent(rest);
  if (!isHeaderName(cookie.value)) return refused(because('T5245', { cookie: cookie.value }, cookie.from));
  const differences: Reason[] = [];
  if (domain !== undefined && !usable(domain.value))
    differences.push(because('T5203', { what: 'session-cookie-domain' }, domain.from));
  if (conditionalSameSiteNone.value) differences.push(because('T5246', {}, conditionalSameSiteNone.from));
  if (changeOnFailure.value && mode.value === 'balanced') differences.push(because('T5247', {}, changeOnFailure.from));
  return withDifferences<HaproxyNode>([], differences);
};

/** The cookie itself is written with the servers of the route (`stickiness`), once for the primary and once for a canary. */
export const sessionCookie = ({ path, ...rest }: SessionCookie): Outcome<HaproxyNode> => {
  spent(rest);
  return usable(path.value) ? exact() : refused(because('T5203', { what: 'session-cookie-path' }, path.from));
};

/** A Service that is reached by its name: the cluster chooses an endpoint for each connection. */
const byCluster = (feature: LoadBalancing, { pool }: AtPool): readonly Reason[] => {
  if (pool.endpoints.kind !== 'name') return [];
  const { affinity: sessions } = pool.features;
  if (sessions !== undefined) return [because('T5268', { what: 'session affinity' }, sessions.cookie.from)];
  const { algorithm } = feature;
  return algorithm.value === 'round-robin'
    ? [because('T5269', {})]
    : [because('T5268', { what: algorithm.value === 'hash' ? 'upstream-hash-by' : 'load-balance' }, algorithm.from)];
};

export const loadBalancing = (feature: LoadBalancing, at: AtPool): Outcome<HaproxyNode> => {
  const left = byCluster(feature, at);
  if ('key' in feature) {
    const { algorithm: _algorithm, key, subset, ...rest } = feature;
    spent(rest);
    const text = formatted(key.value, 'upstream-hash-by');
    if (!text.ok) return refused(text.because);
    const nodes = [
      backend('forward', line('http-request', 'set-var-fmt(txn.hash_key)', HaproxyToken.format(['-', ...text.parts]))),
      backend('settings', line('balance', 'hash', 'var(txn.hash_key)')),
      backend('settings', line('hash-type', 'consistent')),
    ];
    const grouped = subset === undefined ? [] : [because('T5248', { size: subset.value }, subset.from)];
    return withDifferences(nodes, [...grouped, ...left]);
  }
  const { algorithm, ...rest } = feature;
  spent(rest);
  if (left.length > 0) return withDifferences<HaproxyNode>([], left);
  if (algorithm.value === 'round-robin' || at.pool.features.affinity !== undefined) return exact();
  return approximate([backend('settings', line('balance', 'leastconn'))], because('T5249', {}, algorithm.from));
};

/** Ends every cookie value that belongs to the pool. */
export const poolTag = (pool: Pool): string => `|${digest(pool.name)}`;

const session = Expression.fetch('var(txn.session)');
const fresh = Expression.fetch('var(txn.session_key)');

/** Rules that keep a client at one server. `path` absent: the cookie is obeyed, but not set on this route. */
export const stickiness = (
  a: Affinity,
  pool: Pool,
  servers: readonly string[],
  path: string | undefined,
): readonly HaproxyNode[] => {
  if (!isHeaderName(a.cookie.value)) return [];
  const sent = Expression.of('req.cook', a.cookie.value).to('field', '1', '|');
  const moves = a.changeOnFailure.value ? [] : [backend('settings', line('no', 'option', 'redispatch'))];
  const set = path === undefined ? [] : setCookie(a, pool, path);
  const rules = a.mode.value === 'balanced' ? balanced(sent) : persistent(sent, servers);
  return [...moves, ...rules, ...set];
};

/** Any value of the cookie leads to some server, and stays valid. */
const balanced = (sent: Expression): readonly HaproxyNode[] => [
  backend('settings', line('balance', 'hash', 'var(txn.session)')),
  backend('settings', line('hash-type', 'consistent')),
  backend('forward', line('http-request', 'set-var(txn.session)', HaproxyToken.sample(sent))),
  backend(
    'forward',
    line(
      'http-request',
      'set-var(txn.session_key)',
      HaproxyToken.sample(Expression.fetch('uuid()').to('regsub', '-', '', 'g')),
      'if',
      '!{ var(txn.session) -m found }',
    ),
  ),
  backend(
    'forward',
    line(
      'http-request',
      'set-var(txn.session)',
      HaproxyToken.sample(fresh),
      ...when(HaproxyToken.test(fresh, '-m found')),
    ),
  ),
];

/** The cookie names a server; an unknown one is replaced. */
const persistent = (sent: Expression, servers: readonly string[]): readonly HaproxyNode[] => [
  backend('forward', line('http-request', 'set-var(txn.session)', HaproxyToken.sample(sent))),
  ...aclLines(
    line('acl', 'session_known', HaproxyToken.sample(session), '-m', 'str', '--'),
    servers.map((s) => HaproxyToken.word(digest(s))),
  ).map((l) => backend('forward', l)),
  ...servers.map(
    (s): HaproxyNode =>
      backend(
        'use-server',
        line('use-server', HaproxyToken.name(s), 'if', '{ var(txn.session) -m str', HaproxyToken.word(digest(s)), '}'),
      ),
  ),
  ...servers.map((s): HaproxyNode => ({ in: 'map', map: 'session-keys', key: s, value: digest(s) })),
  backend('forward', line('http-request', 'set-var(txn.session_new)', 'bool(true)', 'if', '!session_known')),
  backend(
    'response',
    line(
      'http-response',
      'set-var(txn.session_key)',
      'srv_name,map_str(maps/session-keys.map)',
      'if',
      '{ var(txn.session_new) -m found }',
    ),
  ),
];

const setCookie = (a: Affinity, pool: Pool, path: string): readonly HaproxyNode[] => {
  if (!usable(path)) return [];
  const attributes: FormatPart[] = [];
  if (a.expires !== undefined)
    attributes.push('; Expires=', Expression.of('date', String(inSeconds(a.expires.value))).to('http_date'));
  if (a.maxAge !== undefined) attributes.push(`; Max-Age=${inSeconds(a.maxAge.value)}`);
  if (a.domain !== undefined && usable(a.domain.value)) attributes.push(`; Domain=${a.domain.value}`);
  attributes.push(`; Path=${path}`);
  const tail = `; HttpOnly${a.sameSite === undefined ? '' : `; SameSite=${a.sameSite.value}`}`;
  const value = (secure: boolean): HaproxyToken =>
    HaproxyToken.format(
      [`${a.cookie.value}=`, fresh, poolTag(pool), ...attributes, secure ? '; Secure' : '', tail].filter(
        (p) => p !== '',
      ),
    );
  const rule = (secure: boolean, ...condition: readonly HaproxyToken[]): HaproxyNode =>
    backend(
      'after-response',
      line(
        'http-after-response',
        'add-header',
        'Set-Cookie',
        value(secure),
        ...when(HaproxyToken.test(fresh, '-m found'), ...condition),
      ),
    );
  return a.secure.value === 'always'
    ? [rule(true)]
    : [rule(true, HaproxyToken.fixed('{ ssl_fc }')), rule(false, HaproxyToken.fixed('!{ ssl_fc }'))];
};

const usable = (text: string): boolean => printable(text) && !text.includes(';');
