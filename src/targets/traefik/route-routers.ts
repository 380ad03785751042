/** From one route to its routers on one entry point. */
import { because, becauseAt } from '../../diagnostics/report.ts';
import { placesOn } from '../../model/standpoint.ts';
import type { Template } from '../../model/values/template.ts';
import type { EmittedRoute } from '../target.ts';
import { type Backend, backendOf, plainUse } from './backend.ts';
import { inOrder, type Leaf, leavesOf, stepsOf } from './chain.ts';
import type { Certificates } from './connection.ts';
import { globalPages } from './features/error-pages.ts';
import { pathRule } from './path-rule.ts';
import { redirectStep, redirectTo, statusByMethod } from './redirect-url.ts';
import { limitOf, namespaceOf, type Router, router, routeSize, tooLarge } from './router.ts';
import { and, everything, type Rule } from './rule.ts';
import type { SiteContext } from './site-context.ts';
import { answer, fixedRedirect } from './steps.ts';
import { mergedOption, type Step, type TraefikNode } from './tree.ts';

export const routeRouters = (context: SiteContext): readonly Router[] => {
  const { site } = context;
  const seen = new Set<string>();
  return site.routes.flatMap((route, i) => {
    const rank = (site.routes.length - i) * routeSize;
    const path = pathRule(route, context.found, site.shut);
    const { match } = route.route;
    const key = match.kind === 'regex' ? `~${match.pattern.source}` : `${match.kind} ${match.path}`;
    if (path === undefined || seen.has(key)) return [];
    seen.add(key);
    return oneRoute(route, and(context.group.rule, path.rule), rank, { ...context, closed: path.closed });
  });
};

const oneRoute = (
  own: EmittedRoute<TraefikNode>,
  rule: Rule,
  rank: number,
  context: SiteContext & { readonly closed: boolean },
): readonly Router[] => {
  const { site, run, group, on, found } = context;
  const pages = globalPages(run.emitted, own);
  const route = pages.length === 0 ? own : { ...own, nodes: [...pages, ...own.nodes] };
  const base = [...run.base[on], ...stepsOf(route.nodes, on)];
  const at = {
    host: site.site.host,
    namespace: namespaceOf(route),
    on,
    quiet: route.nodes.some((n) => n.kind === 'quiet'),
  };
  const priority = (n: number): number => group.base + rank + n;
  if (site.shut || route.shut || context.closed) {
    const kept = base.filter((s) => s.phase === 'everywhere' || s.phase === 'hsts');
    return [router({ ...at, rule, priority: priority(0), steps: inOrder([...kept, answer('closed', 503)]) })];
  }
  const frame = run.frame[on][clientsOf(site.nodes)];
  const blocks = route.route.features.accessList === undefined ? run.emitted.controller.filter(isSplit) : [];
  const leaves = leavesOf([...frame, ...blocks, ...sizeSplit(route, context.sharedSize), ...route.nodes], on);
  const routers = leaves.map((leaf, i) => {
    const end = endOf(route, leaf, context);
    return router({
      ...at,
      rule: and(rule, leaf.when),
      priority: priority(Math.min(leaves.length - i, routeSize - 2) + 1),
      steps: end.steps,
      backend: end.backend,
    });
  });
  const shadow = shadowOf(route, base, context);
  if (route.route.action.kind === 'forward' && shadow !== undefined)
    routers.push(router({ ...at, rule: and(rule, everything), priority: priority(0), ...shadow }));
  if (route.route.action.kind === 'slash-redirect')
    found.push({ as: 'approximate', because: because('T5310', statusByMethod(301), route.route.from) });
  return routers;
};

const isSplit = (n: TraefikNode): boolean => n.kind === 'split';

const clientsOf = (nodes: readonly TraefikNode[]): Certificates => {
  const wanted = mergedOption(nodes).clientAuth;
  if (wanted === undefined) return nodes.some((n) => n.kind === 'no-clients') ? 'off' : 'none';
  return wanted === 'RequireAndVerifyClientCert' ? 'verified' : 'asked';
};

const sizeSplit = (route: EmittedRoute<TraefikNode>, shared: boolean): readonly TraefikNode[] => {
  const limit = shared ? undefined : limitOf(route);
  return limit === undefined
    ? []
    : [{ kind: 'split', rank: 0, options: [{ when: tooLarge(limit), add: [answer('size', 413)] }] }];
};

/**
 * Traefik drops a router whose Service or password file it cannot find, and a wider router would take its requests.
 * A second router behind it keeps the route shut, or asks the fallback.
 */
const shadowOf = (
  route: EmittedRoute<TraefikNode>,
  base: readonly Step[],
  { run, on }: SiteContext,
): Pick<Router, 'steps' | 'backend'> | undefined => {
  const kept = base.filter((s) => s.phase === 'everywhere' || s.phase === 'hsts');
  if (stepsOf(route.nodes, on).some((s) => s.middleware.type === 'password'))
    return { steps: inOrder([...kept, answer('closed', 503)]), backend: { kind: 'none' } };
  if (
    run.emitted.options.traefikFormat === 'file' ||
    route.pool?.endpoints.kind !== 'addresses' ||
    route.pool.endpoints.addresses.length > 0
  )
    return undefined;
  const backend = backendOf(route, run.emitted.pools, on);
  const open = !route.nodes.some(isSplit) && !base.some((s) => s.ends === true);
  if (backend?.kind === 'failover' && open)
    return { steps: inOrder(base), backend: { kind: 'pool', use: backend.fallback } };
  return { steps: inOrder([...kept, answer('closed', 503)]), backend: { kind: 'none' } };
};

/** The steps up to the answer, and who gives it. */
const endOf = (
  route: EmittedRoute<TraefikNode>,
  leaf: Leaf,
  context: SiteContext,
): { readonly steps: readonly Step[]; readonly backend: Backend } => {
  const { run, on, found } = context;
  const { emitted } = run;
  const none: Backend = { kind: 'none' };
  if (leaf.steps.some((s) => s.ends === true)) return { steps: leaf.steps, backend: none };
  const { action } = route.route;
  if (action.kind === 'slash-redirect') return { steps: slashRedirect(leaf, action.to, context), backend: none };
  if (action.kind === 'default-backend') {
    const name = emitted.model.controller.defaultBackend?.pool?.value;
    const pool = name === undefined ? undefined : emitted.pools.get(name)?.pool;
    return pool === undefined
      ? { steps: [...leaf.steps, answer('retry', 404)], backend: none }
      : { steps: leaf.steps, backend: { kind: 'pool', use: plainUse(pool) } };
  }
  const backend = backendOf(route, emitted.pools, on, leaf.side);
  if (backend !== undefined) {
    if (backend.kind === 'failover')
      found.push({
        as: 'approximate',
        because: becauseAt(
          'T5367',
          { value: backend.fallback.pool.name },
          placesOn(route.route, action.whenEmpty?.from ?? route.route.from),
        ),
      });
    if (action.protocol.value.startsWith('grpc')) {
      const why = 'a connection that breaks is answered with 500 instead of 502';
      found.push({
        as: 'approximate',
        because: becauseAt('T5357', { value: action.protocol.value, why }, placesOn(route.route, action.protocol.from)),
      });
    }
    return { steps: leaf.steps, backend };
  }
  found.push({
    as: 'refused',
    because: becauseAt(
      'T5356',
      { value: action.protocol.value, why: 'Traefik speaks HTTP and gRPC' },
      placesOn(route.route, action.protocol.from),
    ),
  });
  return { steps: [...leaf.steps, answer('retry', 502)], backend: none };
};

/** nginx names the host as it was asked for, in lower case and without a port. */
const slashRedirect = (leaf: Leaf, to: string, { site, on }: SiteContext): readonly Step[] => {
  const value = (kind: 'scheme' | 'host' | 'isArgs' | 'query') => ({ kind: 'request', value: { kind } }) as const;
  const { name, aliases } = site.site;
  const host =
    name.kind === 'exact' && aliases.length === 0 ? ({ kind: 'text', text: name.host } as const) : value('host');
  const whole: Template = [value('scheme'), { kind: 'text', text: '://' }, host, { kind: 'text', text: to }];
  const queried: Template = [...whole, value('isArgs'), value('query')];
  const fixed = host.kind === 'text' && /^\/[A-Za-z0-9._~/-]*$/.test(to);
  const plan = redirectTo(queried, undefined, fixed);
  const target = site.routes.find((r) => r.route.match.kind === 'prefix' && r.route.match.path === to);
  const kept = stepsOf(target?.nodes ?? [], on).filter((s) => s.phase === 'hsts' || s.phase === 'responseHeaders');
  const own = [...leaf.steps, ...kept];
  if ('because' in plan) return own;
  const { ends: _ends, ...passing } = redirectStep('redirect', plan, 301);
  if (!fixed) return inOrder([...own, redirectStep('redirect', plan, 301)]);
  const location = `${on === 'web' ? 'http' : 'https'}://${site.site.host}${to}`;
  return inOrder([...own, passing, ...fixedRedirect('redirect', 301, location)]);
};
