/** One backend per distinct route: its rules in the order of ingress-nginx, then its servers. Equal routes share one. */
import { becauseAt } from '../../diagnostics/report.ts';
import type { RedirectStyle } from '../../model/features/route-features.ts';
import type { BackendProtocol, Pool } from '../../model/model.ts';
import { placesOn } from '../../model/standpoint.ts';
import type { Assembled, Emitted, EmittedRoute, EmittedSite } from '../target.ts';
import { answer, redirectTo } from './features/answer.ts';
import { blockedSources } from './features/controller-answers.ts';
import { intercepted, pageService, withPages } from './features/error-pages.ts';
import { stickiness } from './features/session.ts';
import { plainName } from './names.ts';
import { bodyText, endsRequest, isRequestRule } from './print.ts';
import { request } from './request.ts';
import { isEmpty, serverLines, serverNames, tlsWords } from './servers.ts';
import { Expression, type FormatPart, HaproxyToken } from './token.ts';
import { backend, backendPhases, type HaproxyNode, type Line, line } from './tree.ts';

export type Finding = Assembled['findings'][number];

export interface RouteBackends {
  /** Name of the backend that answers for a route. */
  readonly nameOf: (site: EmittedSite<HaproxyNode>, route: EmittedRoute<HaproxyNode>) => string;
  /** The same route with the servers of another pool. */
  readonly variantOf: (site: EmittedSite<HaproxyNode>, route: EmittedRoute<HaproxyNode>, pool: Pool) => string;
  /** The same route speaking TLS to its servers. */
  readonly securedOf: (site: EmittedSite<HaproxyNode>, route: EmittedRoute<HaproxyNode>) => string;
  /** Backend that answers 503. */
  readonly shut: () => string;
  readonly texts: () => readonly string[];
  readonly findings: () => readonly Finding[];
  /** Map entries that came with the servers. */
  readonly nodes: () => readonly HaproxyNode[];
}

const phaseRank = new Map<string, number>(backendPhases.map((p, i) => [p, i]));

export const routeBackends = (emitted: Emitted<HaproxyNode>): RouteBackends => {
  const known = new Map<string, string>();
  const taken = new Map<string, number>();
  const texts: string[] = [];
  const findings: Finding[] = [];
  const extra: HaproxyNode[] = [];

  const register = (lines: readonly Line[], key: string, wish: string): string => {
    const body = bodyText(lines);
    const identity = `${key}\u0000${body}`;
    const seen = known.get(identity);
    if (seen !== undefined) return seen;
    const n = (taken.get(wish) ?? 0) + 1;
    taken.set(wish, n);
    const name = n === 1 ? `r_${wish}` : `r_${wish}:${n}`;
    known.set(identity, name);
    texts.push(`backend ${name}\n${body}\n`);
    return name;
  };

  const build = (
    site: EmittedSite<HaproxyNode>,
    emittedRoute: EmittedRoute<HaproxyNode>,
    variant: Variant = {},
  ): string => {
    if (site.shut || emittedRoute.shut) return register([answer(503)], '', 'closed');
    const parts = routeParts(emitted, emittedRoute, variant, redirectStyle(site, emittedRoute));
    findings.push(...parts.findings);
    extra.push(...parts.nodes.filter((n) => n.in === 'map' || n.in === 'script'));
    const alone = isChanged(emittedRoute) ? emittedRoute.route.id : '';
    const own = [
      ...emittedRoute.nodes,
      ...(emittedRoute.route.action.kind === 'slash-redirect' ? inherited(site, emittedRoute.route.action.to) : []),
    ];
    const lines = paged(emitted, emittedRoute, arranged([...own, ...parts.nodes], parts.servers));
    return register(lines, alone, wishedName(emittedRoute, variant.pool));
  };

  return {
    nameOf: (site, route) => build(site, route),
    variantOf: (site, route, pool) => build(site, route, { pool }),
    securedOf: (site, route) => build(site, route, { protocol: 'https' }),
    shut: () => register([answer(503)], '', 'closed'),
    texts: () => texts,
    findings: () => findings,
    nodes: () => extra,
  };
};

/** Statuses of the controller's own list, for a route that has none and whose 401 no sign-in page stands in for. */
const globalPages = ({ model }: Emitted<HaproxyNode>, { route }: EmittedRoute<HaproxyNode>): readonly number[] => {
  const { errorPages, externalAuth } = route.features;
  if (route.protocol === 'grpc' || errorPages !== undefined || externalAuth?.signin !== undefined) return [];
  return model.controller.errorPages?.statuses.value ?? [];
};

/** The refusals of a route with error pages ask for a page first. */
const paged = (
  emitted: Emitted<HaproxyNode>,
  emittedRoute: EmittedRoute<HaproxyNode>,
  lines: readonly Line[],
): readonly Line[] => {
  const { route } = emittedRoute;
  const own = route.protocol === 'grpc' ? [] : (route.features.errorPages?.statuses.value ?? []);
  const statuses = [...own, ...globalPages(emitted, emittedRoute)];
  const service = statuses.length === 0 ? undefined : pageService(emitted.model, route);
  return service === undefined ? lines : withPages(lines, statuses, service, route);
};

/** True when rules of the frontend turn this route's name into another, so that no other route may share it. */
const isChanged = ({ route, nodes }: EmittedRoute<HaproxyNode>): boolean =>
  nodes.some((n) => n.in === 'canary') || (route.action.kind === 'forward' && route.action.protocol.value === 'auto');

/** The redirect to `/foo/` carries the response headers of the route it leads to. */
const leadsTo = (site: EmittedSite<HaproxyNode>, to: string): EmittedRoute<HaproxyNode> | undefined =>
  site.routes.find(({ route }) => route.match.kind === 'prefix' && route.match.path === to);

const inherited = (site: EmittedSite<HaproxyNode>, to: string): readonly HaproxyNode[] => {
  return (leadsTo(site, to)?.nodes ?? []).filter(
    (n) => n.in === 'backend' && (n.phase === 'after-response' || n.phase === 'context'),
  );
};

const wishedName = ({ route, pool }: EmittedRoute<HaproxyNode>, other: Pool | undefined): string => {
  const service = (other ?? pool)?.service;
  if (route.action.kind === 'slash-redirect') return 'slash';
  return service === undefined ? 'default' : plainName(`${service.namespace}_${service.name}_${service.port}`);
};

/** Rules sorted by phase; what can never be reached is left out, as HAProxy warns about it. */
const arranged = (nodes: readonly HaproxyNode[], servers: readonly Line[]): readonly Line[] => {
  const lines = nodes
    .filter((n) => n.in === 'backend')
    .sort((a, b) => (phaseRank.get(a.phase) ?? 0) - (phaseRank.get(b.phase) ?? 0));
  const end = lines.findIndex((n) => endsRequest(n.line));
  if (end < 0) return [...lines.map((n) => n.line), ...servers];
  const needless = new Set(['settings', 'use-server', 'response']);
  return lines
    .filter((n, i) => !needless.has(n.phase) && (i <= end || !(isRequestRule(n.line) || isBetween(n.phase))))
    .map((n) => n.line);
};

/** Phases whose ACL lines serve request rules only. */
const isBetween = (phase: string): boolean => phase !== 'after-response';

/** What differs from the route as written: its servers, or what is spoken to them. */
interface Variant {
  readonly pool?: Pool;
  readonly protocol?: BackendProtocol;
}

interface RouteParts {
  readonly nodes: readonly HaproxyNode[];
  readonly servers: readonly Line[];
  readonly findings: readonly Finding[];
}

const routeParts = (
  emitted: Emitted<HaproxyNode>,
  emittedRoute: EmittedRoute<HaproxyNode>,
  variant: Variant,
  style: RedirectStyle | undefined,
): RouteParts => {
  const { route, pool, nodes } = emittedRoute;
  const listed = globalPages(emitted, emittedRoute);
  const common = [
    ...(route.features.accessList === undefined ? blockedSources(emitted.model.controller.blocks) : []),
    ...(listed.length > 0 && emitted.model.controller.errorPages?.interceptBackend.value === true
      ? intercepted(listed, pageService(emitted.model, route), route, listed.includes(404) ? 500 : 404)
      : []),
  ];
  const nothing = { servers: [], findings: [] };
  if (route.action.kind === 'slash-redirect')
    return {
      ...nothing,
      nodes: [...common, backend('slash', slashRedirect(route.action.to, route.features.redirectStyle ?? style))],
    };
  if (route.action.kind === 'default-backend') {
    const named = emitted.model.controller.defaultBackend?.pool?.value;
    const target = named === undefined ? undefined : emitted.pools.get(named)?.pool;
    if (target === undefined || isEmpty(target))
      return { ...nothing, nodes: [...common, backend('answer', answer(listed.includes(404) ? 500 : 404))] };
    return { findings: [], ...forwarding(emitted, route, target, 'http', tlsWords(nodes), common) };
  }
  const { protocol } = route.action;
  if (protocol.value === 'fastcgi')
    return {
      servers: [],
      nodes: [...common, backend('empty', answer(503))],
      findings: [{ as: 'refused', because: becauseAt('T5210', { protocol: 'FCGI' }, placesOn(route, protocol.from)) }],
    };
  const own = variant.pool ?? pool;
  const spoken = variant.protocol ?? protocol.value;
  if (own !== undefined && !isEmpty(own))
    return { findings: [], ...forwarding(emitted, route, own, spoken, tlsWords(nodes), common) };
  const fallback =
    route.action.whenEmpty === undefined ? undefined : emitted.pools.get(route.action.whenEmpty.value)?.pool;
  if (fallback === undefined || isEmpty(fallback))
    return { ...nothing, nodes: [...common, backend('empty', answer(503))] };
  return {
    findings: [],
    ...forwarding(emitted, route, fallback, spoken, tlsWords(nodes), [
      ...common,
      ...errorHeaders(route, route.action.service),
    ]),
  };
};

const forwarding = (
  emitted: Emitted<HaproxyNode>,
  route: EmittedRoute<HaproxyNode>['route'],
  pool: Pool,
  protocol: BackendProtocol,
  tls: readonly Line[],
  common: readonly HaproxyNode[],
): Omit<RouteParts, 'findings'> => {
  const affinity = pool.features.affinity;
  const sticky =
    affinity === undefined
      ? (emitted.pools.get(pool.name)?.nodes ?? [])
      : stickiness(affinity, pool, serverNames(pool), route.features.sessionCookie?.path.value);
  const bare = protocol === 'grpc-bare' || protocol === 'grpcs-bare' ? bareHeaders : [];
  return {
    nodes: [...common, ...sticky, ...bare, backend('sent', line('http-request', 'set-var(txn.sent)', 'bool(true)'))],
    servers: serverLines(pool, protocol, tls).map((s) => s.line),
  };
};

/** Lower-case `grpc`: the controller writes none of its headers, and the name of its own upstream as authority. */
const bareHeaders: readonly HaproxyNode[] = [
  ...[
    'X-Request-ID',
    'X-Real-IP',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Port',
    'X-Forwarded-Proto',
    'X-Forwarded-Scheme',
    'X-Scheme',
    'X-Original-Forwarded-For',
    'X-Original-Forwarded-Host',
  ].map((name) => backend('rewrite', line('http-request', 'del-header', HaproxyToken.headerName(name)))),
  backend('rewrite', line('http-request', 'set-header', 'Host', 'upstream_balancer')),
];

/** How the redirect to `/foo/` is written: as the route it leads to says. */
const redirectStyle = (
  site: EmittedSite<HaproxyNode>,
  { route }: EmittedRoute<HaproxyNode>,
): RedirectStyle | undefined =>
  route.action.kind === 'slash-redirect' ? leadsTo(site, route.action.to)?.route.features.redirectStyle : undefined;

const slashRedirect = (to: string, style: RedirectStyle | undefined): Line => {
  const scheme = Expression.fetch('ssl_fc').to('iif', 'https', 'http');
  const query = request.uri.to('regsub', '^[^?]*', '');
  const port: readonly FormatPart[] = style?.withPort.value === true ? [':', Expression.fetch('dst_port')] : [];
  const origin: readonly FormatPart[] = style?.relative.value === true ? [] : [scheme, '://', request.host, ...port];
  return redirectTo([...origin, encodeURI(to).replaceAll('?', '%3F').replaceAll('#', '%23'), query], 301);
};

/** What a fallback for a Service without endpoints is told. */
const errorHeaders = (
  route: EmittedRoute<HaproxyNode>['route'],
  service: { readonly namespace: string; readonly name: string; readonly port: number | string },
): readonly HaproxyNode[] => {
  const fixed: readonly (readonly [string, string])[] = [
    ['X-Code', '503'],
    ['X-Namespace', service.namespace],
    ['X-Ingress-Name', route.ingress?.name ?? ''],
    ['X-Service-Name', service.name],
    ['X-Service-Port', String(service.port)],
  ];
  return [
    ...fixed
      .filter(([, value]) => value !== '')
      .map(([name, value]) =>
        backend(
          'headers',
          line('http-request', 'set-header', HaproxyToken.headerName(name), HaproxyToken.format([value])),
        ),
      ),
    backend(
      'headers',
      line('http-request', 'set-header', 'X-Format', HaproxyToken.format([Expression.fetch('req.fhdr(accept)')])),
    ),
  ];
};
