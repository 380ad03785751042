/** Which requests of a route go to its canary: sticky cookie, header, cookie, share; the first that decides. */
import type { CanaryRules } from '../../model/features/route-features.ts';
import type { Pool } from '../../model/model.ts';
import type { Emitted } from '../target.ts';
import { escaped } from './features/headers.ts';
import { poolTag } from './features/session.ts';
import { inline } from './request.ts';
import type { RouteBackends } from './route-backends.ts';
import { isEmpty } from './servers.ts';
import { Expression, HaproxyToken, isHeaderName } from './token.ts';
import { frontend, type HaproxyNode, type Line, line } from './tree.ts';

export const canaries = (emitted: Emitted<HaproxyNode>, backends: RouteBackends): readonly HaproxyNode[] => {
  const nodes: HaproxyNode[] = [];
  const done = new Set<string>();
  for (const site of emitted.sites)
    for (const route of site.routes) {
      const rules = route.nodes.find((n) => n.in === 'canary')?.rules;
      const pool = rules === undefined ? undefined : emitted.pools.get(rules.pool)?.pool;
      if (rules === undefined || pool === undefined || site.shut || route.shut) continue;
      if (route.pool === undefined || isEmpty(route.pool) || isEmpty(pool)) continue;
      const name = backends.nameOf(site, route);
      if (done.has(name)) continue;
      done.add(name);
      nodes.push(
        ...decision(
          rules,
          done.size,
          name,
          backends.variantOf(site, route, stickyLike(route.pool, pool, rules)),
          route.pool,
          pool,
        ).map((l) => frontend('canary', l)),
      );
    }
  return nodes;
};

/** Routes that speak to their servers what the client speaks to HAProxy: over TLS they end in a second backend. */
export const schemes = (emitted: Emitted<HaproxyNode>, backends: RouteBackends): readonly HaproxyNode[] =>
  emitted.sites.flatMap((site) =>
    site.routes.flatMap((route) => {
      const { action } = route.route;
      if (site.shut || route.shut || action.kind !== 'forward' || action.protocol.value !== 'auto') return [];
      const plain = HaproxyToken.name(backends.nameOf(site, route));
      const target = HaproxyToken.sample(Expression.of('str', backends.securedOf(site, route)));
      const here = line('{', 'var(txn.route)', '-m', 'str', plain, '}');
      return [frontend('scheme', line('http-request', 'set-var(txn.route)', target, 'if', '{ ssl_fc }', ...here))];
    }),
  );

/** With `sticky` the canary's sessions look like those of the primary. */
const stickyLike = (primary: Pool, canary: Pool, rules: CanaryRules): Pool => {
  const { affinity } = primary.features;
  return rules.affinity.value === 'sticky' && affinity !== undefined
    ? { ...canary, features: { ...canary.features, affinity } }
    : canary;
};

const undecided = HaproxyToken.fixed('!{ var(txn.canary) -m found }');

const decision = (
  rules: CanaryRules,
  n: number,
  name: string,
  target: string,
  primary: Pool,
  canary: Pool,
): readonly Line[] => {
  const here = HaproxyToken.name(`canary_${n}`);
  const acl = (kind: 'kept' | 'moved' | 'header' | 'never' | 'cookie' | 'not'): HaproxyToken =>
    HaproxyToken.name(`canary_${n}_${kind}`);
  const say = (value: 'str(yes)' | 'str(no)', ...test: readonly HaproxyToken[]): Line =>
    line('http-request', 'set-var(txn.canary)', HaproxyToken.fixed(value), 'if', here, undecided, ...test);
  const is = (test: HaproxyToken, value: Expression, how: Line, text: string): Line => [
    ...line('acl', test, HaproxyToken.sample(value), '-m'),
    ...how,
    ...line('--', HaproxyToken.word(text)),
  ];
  const str = line('str');
  const lines: Line[] = [line('acl', here, 'var(txn.route)', '-m', 'str', '--', HaproxyToken.name(name))];
  const { affinity } = primary.features;
  if (affinity !== undefined && isHeaderName(affinity.cookie.value)) {
    const cookie = Expression.of('req.cook', affinity.cookie.value);
    lines.push(is(acl('kept'), cookie, line('end'), poolTag(primary)), say('str(no)', acl('kept')));
    if (rules.affinity.value === 'sticky')
      lines.push(is(acl('moved'), cookie, line('end'), poolTag(canary)), say('str(yes)', acl('moved')));
  }
  if (rules.header !== undefined) {
    const { name: header, test } = rules.header.value;
    const value = Expression.of('req.fhdr', header.replaceAll('_', '-'));
    if (test.kind === 'words')
      lines.push(
        is(acl('header'), value, str, 'always'),
        say('str(yes)', acl('header')),
        is(acl('never'), value, str, 'never'),
        say('str(no)', acl('never')),
      );
    else if (test.kind === 'pattern')
      lines.push(is(acl('header'), value, line('reg'), inline(test.pattern)), say('str(yes)', acl('header')));
    else if (test.value !== '') lines.push(is(acl('header'), value, str, test.value), say('str(yes)', acl('header')));
  }
  if (rules.cookie !== undefined) {
    const all = Expression.fetch('req.fhdr(cookie)');
    const worded = (word: string): string => `(?:^|; *)(?i:${escaped(rules.cookie?.value ?? '')})=${word} *(?:;|$)`;
    lines.push(
      is(acl('cookie'), all, line('reg'), worded('always')),
      say('str(yes)', acl('cookie')),
      is(acl('not'), all, line('reg'), worded('never')),
      say('str(no)', acl('not')),
    );
  }
  const { weight, total } = rules.weight.value;
  if (weight > 0) {
    const dice = HaproxyToken.joined(
      HaproxyToken.fixed('{ rand('),
      HaproxyToken.number(Math.max(1, total)),
      HaproxyToken.fixed(') lt '),
      HaproxyToken.number(weight),
      HaproxyToken.fixed(' }'),
    );
    lines.push(say('str(yes)', dice));
  }
  lines.push(
    line(
      'http-request',
      'set-var(txn.route)',
      HaproxyToken.sample(Expression.of('str', target)),
      'if',
      here,
      '{ var(txn.canary) -m str yes }',
    ),
  );
  return lines;
};
