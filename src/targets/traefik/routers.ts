/** From the sites of the model to routers: rule, priority, middlewares, backend. */
import { because, type Reason } from '../../diagnostics/report.ts';
import type { PathMatch } from '../../model/model.ts';
import { guards } from '../../model/universe.ts';
import type { Emitted, EmittedRoute, EmittedSite } from '../target.ts';
import { type Backend, backendOf, plainUse } from './backend.ts';
import { inOrder, type Leaf, leavesOf, stepsOf } from './chain.ts';
import { connectionStep } from './connection.ts';
import { greaterThan } from './limit-length.ts';
import { re2 } from './re2.ts';
import { redirectStep, redirectTo, statusByMethod } from './redirect-url.ts';
import { and, everything, match, not, or, type Rule } from './rule.ts';
import { type NameRule, siteNames } from './site-names.ts';
import { answer } from './steps.ts';
import { unprintable } from './token.ts';
import { type EntryPoint, entryPoints, type Step, type TraefikNode } from './tree.ts';

export interface Router {
  readonly host: string;
  readonly namespace: string;
  readonly on: EntryPoint;
  readonly rule: Rule;
  readonly priority: number;
  readonly steps: readonly Step[];
  readonly backend: Backend;
  readonly quiet: boolean;
}

export interface Found {
  readonly as: 'approximate' | 'refused' | 'note';
  readonly because: Reason;
}

/** Names of one class with the same weight: they share their routers. */
interface NameGroup {
  readonly rule?: Rule;
  readonly base: number;
}

const classSize = 1e12;
const weightSize = 1e8;
const routeSize = 256;
const frontRank = 9e7;
/** Before every host. */
export const globalPriority = 6 * classSize;
export const home = 'default';

export const routersOf = (emitted: Emitted<TraefikNode>, found: Found[]): readonly Router[] => {
  const size = sharedLimit(emitted.sites);
  return [
    ...globalRouters(emitted, size),
    ...emitted.sites.flatMap((site) => siteRouters(site, emitted, size !== undefined, found)),
  ];
};

const baseSteps = (emitted: Emitted<TraefikNode>, on: EntryPoint): readonly Step[] => stepsOf(emitted.controller, on);

/** TRACE is refused by nginx itself; so are blocked clients, and bodies over a limit that all routes share. */
const globalRouters = (emitted: Emitted<TraefikNode>, size: number | undefined): readonly Router[] =>
  entryPoints.flatMap((on) => {
    const make = (rule: Rule, steps: readonly Step[], rank: number): Router =>
      router({
        host: '',
        namespace: home,
        on,
        rule,
        priority: globalPriority + rank,
        steps: inOrder([...baseSteps(emitted, on), ...steps]),
      });
    const hsts =
      emitted.sites.flatMap((s) => s.routes).map((r) => stepsOf(r.nodes, on).filter((s) => s.phase === 'hsts'))[0] ??
      [];
    const fronts = emitted.controller.flatMap((n, i) =>
      n.kind === 'front' ? [make(n.when ?? everything, n.steps, 100 + i)] : [],
    );
    return [
      make(match('Method', 'TRACE'), [answer('closed', 405)], 1000),
      ...fronts,
      ...(size === undefined ? [] : [make(tooLarge(size), [...hsts, answer('size', 413)], 10)]),
    ];
  });

const router = (r: Omit<Router, 'backend' | 'quiet'> & Partial<Pick<Router, 'backend' | 'quiet'>>): Router => ({
  backend: { kind: 'none' },
  quiet: false,
  ...r,
});

const tooLarge = (bytes: number): Rule => match('HeaderRegexp', 'Content-Length', greaterThan(bytes));

const limitOf = ({ nodes }: EmittedRoute<TraefikNode>): number | undefined =>
  nodes.find((n) => n.kind === 'size')?.bytes;

/** The body limit when every route has the same and none replaces its errors. */
const sharedLimit = (sites: readonly EmittedSite<TraefikNode>[]): number | undefined => {
  const routes = sites.flatMap((s) => s.routes).filter((r) => r.route.action.kind !== 'slash-redirect');
  const limit = routes[0] === undefined ? undefined : limitOf(routes[0]);
  const plain = (r: EmittedRoute<TraefikNode>): boolean =>
    r.nodes.every((n) => n.kind !== 'step' || (n.step.phase !== 'errorPages' && n.step.phase !== 'closed'));
  return routes.every((r) => limitOf(r) === limit && plain(r)) ? limit : undefined;
};

const siteRouters = (
  site: EmittedSite<TraefikNode>,
  emitted: Emitted<TraefikNode>,
  sharedSize: boolean,
  found: Found[],
): readonly Router[] => {
  const names = siteNames(site.site, emitted.options.version);
  if (names.length < site.site.aliases.length + (site.site.name.kind === 'any' ? 0 : 1)) {
    found.push({
      as: 'refused',
      because: because(
        'T5301',
        { value: site.site.host, why: 'the host or one of its aliases is no name Traefik can match' },
        site.site.from,
      ),
    });
  }
  for (const n of names)
    if (n.nameClass === 3)
      found.push({ as: 'approximate', because: because('T5303', { value: n.text }, site.site.from) });
  for (const n of names)
    if (n.nameClass === 2 && !n.literal && n.text.startsWith('*.'))
      found.push({
        as: 'approximate',
        because: because('T5304', { version: emitted.options.version.join('.'), host: n.text }, site.site.from),
      });
  const piped = site.nodes.some((n) => n.kind === 'passthrough');
  return groupsOf(site, names).flatMap((group) =>
    entryPoints
      .filter((on) => !(piped && on === 'websecure'))
      .flatMap((on) => {
        const context: SiteContext = {
          site,
          emitted,
          group,
          on,
          sharedSize,
          found: on === 'web' || piped ? found : [],
        };
        return [...frontRouters(context), ...routeRouters(context), ...otherHosts(context)];
      }),
  );
};

interface SiteContext {
  readonly site: EmittedSite<TraefikNode>;
  readonly emitted: Emitted<TraefikNode>;
  readonly group: NameGroup;
  readonly on: EntryPoint;
  readonly sharedSize: boolean;
  readonly found: Found[];
}

const groupsOf = ({ site }: EmittedSite<TraefikNode>, names: readonly NameRule[]): readonly NameGroup[] => {
  const groups = new Map<number, Rule[]>();
  for (const n of names) {
    const base = n.nameClass * classSize + n.weight * weightSize;
    groups.set(base, [...(groups.get(base) ?? []), n.rule]);
  }
  const any = site.name.kind === 'any' ? [{ base: classSize }] : [];
  return [...[...groups].map(([base, rules]) => ({ base, rule: or(rules) ?? everything })), ...any];
};

const frontRouters = ({ site, emitted, group, on }: SiteContext): readonly Router[] => {
  const fronts = site.nodes.filter((n) => n.kind === 'front' && (n.on === undefined || n.on === on));
  return fronts.map((n, i) => {
    const front = n.kind === 'front' ? n : { when: undefined, steps: [] };
    const rank = frontRank + fronts.length - i;
    return router({
      host: site.site.host,
      namespace: namespaceOf(site.routes[0]),
      on,
      rule: and(group.rule, front.when),
      priority: group.base + rank,
      steps: inOrder([...baseSteps(emitted, on), ...front.steps]),
    });
  });
};

const otherHosts = ({ site, emitted, group, on }: SiteContext): readonly Router[] =>
  group.base < 4 * classSize
    ? []
    : site.nodes.flatMap((n) =>
        n.kind === 'other-host' && n.on === on
          ? [
              router({
                host: n.host,
                namespace: namespaceOf(site.routes[0]),
                on,
                rule: match('Host', n.host),
                priority: group.base,
                steps: inOrder([...baseSteps(emitted, on), ...n.steps]),
              }),
            ]
          : [],
      );

const routeRouters = (context: SiteContext): readonly Router[] => {
  const { site } = context;
  const seen = new Set<string>();
  return site.routes.flatMap((route, i) => {
    const rank = (site.routes.length - i) * routeSize;
    const path = pathRule(route, context.found, site.shut);
    const key = JSON.stringify(path);
    if (path === undefined || seen.has(key)) return [];
    seen.add(key);
    return oneRoute(route, and(context.group.rule, path.rule), rank, { ...context, closed: path.closed });
  });
};

const oneRoute = (
  route: EmittedRoute<TraefikNode>,
  rule: Rule,
  rank: number,
  context: SiteContext & { readonly closed: boolean },
): readonly Router[] => {
  const { site, emitted, group, on, found } = context;
  const base = [...baseSteps(emitted, on), ...stepsOf(route.nodes, on)];
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
  const leaves = leavesOf(
    [
      ...controllerSteps(emitted, on),
      ...sizeSplit(route, context.sharedSize),
      ...route.nodes,
      ...connectionStep(emitted, site, on),
    ],
    on,
  );
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

const controllerSteps = (emitted: Emitted<TraefikNode>, on: EntryPoint): readonly TraefikNode[] =>
  baseSteps(emitted, on).map((step) => ({ kind: 'step', step }));

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
  { emitted, on }: SiteContext,
): Pick<Router, 'steps' | 'backend'> | undefined => {
  const kept = base.filter((s) => s.phase === 'everywhere' || s.phase === 'hsts');
  if (stepsOf(route.nodes, on).some((s) => s.middleware.type === 'password'))
    return { steps: inOrder([...kept, answer('closed', 503)]), backend: { kind: 'none' } };
  if (
    emitted.options.traefikFormat === 'file' ||
    route.pool?.endpoints.kind !== 'addresses' ||
    route.pool.endpoints.addresses.length > 0
  )
    return undefined;
  return { steps: inOrder([...kept, answer('closed', 503)]), backend: { kind: 'none' } };
};

/** The steps up to the answer, and who gives it. */
const endOf = (
  route: EmittedRoute<TraefikNode>,
  leaf: Leaf,
  context: SiteContext,
): { readonly steps: readonly Step[]; readonly backend: Backend } => {
  const { emitted, on, found } = context;
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
        because: because('T5367', { value: backend.fallback.pool.name }, action.whenEmpty?.from ?? route.route.from),
      });
    return { steps: leaf.steps, backend };
  }
  found.push({
    as: 'refused',
    because: because(
      'T5356',
      { value: action.protocol.value, why: 'Traefik speaks HTTP and gRPC' },
      action.protocol.from,
    ),
  });
  return { steps: [...leaf.steps, answer('retry', 503)], backend: none };
};

/** nginx names the host as it was asked for, in lower case and without a port. */
const slashRedirect = (leaf: Leaf, to: string, { site, on }: SiteContext): readonly Step[] => {
  const value = (kind: 'scheme' | 'host' | 'isArgs' | 'query') => ({ kind: 'request', value: { kind } }) as const;
  const { name, aliases } = site.site;
  const host =
    name.kind === 'exact' && aliases.length === 0 ? ({ kind: 'text', text: name.host } as const) : value('host');
  const plan = redirectTo([
    value('scheme'),
    { kind: 'text', text: '://' },
    host,
    { kind: 'text', text: to },
    value('isArgs'),
    value('query'),
  ]);
  const hsts = site.routes.flatMap((r) => stepsOf(r.nodes, on)).find((s) => s.phase === 'hsts');
  const own = hsts === undefined ? leaf.steps : [...leaf.steps, hsts];
  return 'because' in plan ? own : inOrder([...own, redirectStep('redirect', plan, 301)]);
};

export const namespaceOf = (route: EmittedRoute<TraefikNode> | undefined): string =>
  route?.route.ingress?.namespace ?? route?.pool?.service.namespace ?? home;

/** Undefined: the path cannot be matched and guards nothing, so its requests go on to the next route. */
const pathRule = (
  { route, shut }: EmittedRoute<TraefikNode>,
  found: Found[],
  siteShut: boolean,
): { readonly rule: Rule; readonly closed: boolean } | undefined => {
  const rule = matchRule(route.match);
  if (!('because' in rule)) return { rule, closed: false };
  const pattern = route.match.kind === 'regex' ? route.match.pattern.source : route.match.path;
  found.push({ as: 'refused', because: because('T5300', { pattern, why: rule.because }, route.from) });
  const names: readonly string[] = guards.http;
  const guarded = shut || siteShut || Object.keys(route.features).some((f) => names.includes(f));
  return guarded && !unprintable(pattern)
    ? { rule: match('PathRegexp', `(?i)^${fixedStart(pattern)}`), closed: true }
    : undefined;
};

/** The literal beginning of an expression, escaped: everything it could match begins with it. */
const fixedStart = (source: string): string => {
  const [, text = ''] = /^\^?((?:\/|[\w-](?![*+?{]))*)/.exec(source) ?? [];
  return source.includes('|') ? '/' : text === '' ? '/' : text;
};

const matchRule = (m: PathMatch): Rule | { readonly because: string } => {
  if (m.kind === 'regex') {
    if (unprintable(m.pattern.source)) return { because: 'a control character' };
    const reading = re2(m.pattern);
    if (!reading.ok) return reading;
    const { source, also, never } = reading.regex;
    return and(
      match('PathRegexp', source),
      ...also.map((a) => match('PathRegexp', a)),
      ...never.map((n) => not(match('PathRegexp', n))),
    );
  }
  if (unprintable(m.path) || !m.path.startsWith('/'))
    return { because: 'a control character, or a path without a slash in front' };
  if (m.kind === 'exact') return match('Path', m.path);
  if (m.path.endsWith('/')) return match('PathPrefix', m.path);
  return or([match('Path', m.path), match('PathPrefix', `${m.path}/`)]) ?? everything;
};
