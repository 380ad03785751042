/** What answers behind a router, before it is written as Services or servers. */
import type { Forward, Pool } from '../../model/model.ts';
import type { EmittedRoute } from '../target.ts';
import type { Cookie, EntryPoint, Middleware, TraefikNode, Transport } from './tree.ts';

export type Scheme = 'http' | 'https' | 'h2c';

export interface Use {
  readonly pool: Pool;
  readonly scheme: Scheme;
  readonly cookie?: Cookie & { readonly onTls: boolean };
  readonly strategy?: 'p2c' | 'hrw';
  readonly transport: Transport & { readonly http1: boolean };
  /** In front of this service only. */
  readonly middlewares?: readonly Middleware[];
}

export type Backend =
  /** Nobody: a middleware has answered. */
  | { readonly kind: 'none' }
  | { readonly kind: 'pool'; readonly use: Use }
  | {
      readonly kind: 'weighted';
      readonly primary: Use;
      readonly canary: Use;
      readonly weight: number;
      readonly total: number;
      readonly cookie?: Cookie & { readonly onTls: boolean };
    }
  | { readonly kind: 'mirrored'; readonly main: Use; readonly mirror: Extract<TraefikNode, { kind: 'mirror' }> }
  | { readonly kind: 'failover'; readonly main: Use; readonly fallback: Use };

export type Pools = ReadonlyMap<string, { readonly pool: Pool; readonly nodes: readonly TraefikNode[] }>;

const schemes: Readonly<Record<Forward['protocol']['value'], Scheme | 'auto' | undefined>> = {
  http: 'http',
  https: 'https',
  auto: 'auto',
  grpc: 'h2c',
  grpcs: 'https',
  'grpc-bare': 'h2c',
  'grpcs-bare': 'https',
  fastcgi: undefined,
};

const isGrpc = (protocol: Forward['protocol']['value']): boolean => protocol.startsWith('grpc');

/** The service of a forwarding route; undefined when Traefik does not speak its protocol or the pool is unknown. */
export const backendOf = (
  { route, nodes }: EmittedRoute<TraefikNode>,
  pools: Pools,
  on: EntryPoint,
  side?: 'primary' | 'canary',
): Backend | undefined => {
  if (route.action.kind !== 'forward') return undefined;
  const { pool: name, protocol, whenEmpty } = route.action;
  const wanted = schemes[protocol.value];
  if (wanted === undefined) return undefined;
  const scheme = wanted === 'auto' ? (on === 'web' ? 'http' : 'https') : wanted;
  const transport = { ...transportOf(nodes), http1: scheme === 'https' && !isGrpc(protocol.value) };
  const use = (pool: string, cookies: string): Use | undefined =>
    useOf(pool, cookies, { scheme, transport, nodes, pools, on });
  const primary = use(name, name);
  if (primary === undefined) return undefined;
  const canary = nodes.find((n) => n.kind === 'canary');
  const other = canary === undefined ? undefined : use(canary.pool, canary.sticky ? name : canary.pool);
  if (canary !== undefined && other !== undefined) {
    if (side === 'canary' || (side === undefined && canary.weight >= canary.total)) return { kind: 'pool', use: other };
    if (side === undefined && canary.weight > 0) {
      const cookie = canary.sticky ? primary.cookie : undefined;
      return {
        kind: 'weighted',
        primary,
        canary: other,
        weight: canary.weight,
        total: canary.total,
        ...(cookie === undefined ? {} : { cookie: { ...cookie, name: `${cookie.name}-side` } }),
      };
    }
  }
  const mirror = nodes.find((n) => n.kind === 'mirror');
  if (mirror !== undefined) return { kind: 'mirrored', main: primary, mirror };
  const fallback = whenEmpty === undefined ? undefined : use(whenEmpty.value, whenEmpty.value);
  if (fallback !== undefined)
    return {
      kind: 'failover',
      main: primary,
      fallback: { ...fallback, middlewares: [{ type: 'headers', request: fallbackHeaders(route) }] },
    };
  return { kind: 'pool', use: primary };
};

const fallbackHeaders = (route: EmittedRoute<TraefikNode>['route']): Readonly<Record<string, string>> => ({
  'X-Code': '503',
  ...(route.ingress === undefined
    ? {}
    : { 'X-Namespace': route.ingress.namespace, 'X-Ingress-Name': route.ingress.name }),
  ...(route.action.kind === 'forward'
    ? { 'X-Service-Name': route.action.service.name, 'X-Service-Port': String(route.action.service.port) }
    : {}),
});

interface Context {
  readonly scheme: Scheme;
  readonly transport: Use['transport'];
  readonly nodes: readonly TraefikNode[];
  readonly pools: Pools;
  readonly on: EntryPoint;
}

/** `cookies`: the pool whose session cookie is used. */
const useOf = (name: string, cookies: string, { scheme, transport, nodes, pools, on }: Context): Use | undefined => {
  const entry = pools.get(name);
  if (entry === undefined) return undefined;
  const cookie = pools.get(cookies)?.nodes.find((n) => n.kind === 'cookie')?.cookie;
  const path = nodes.find((n) => n.kind === 'cookie-path')?.path;
  const strategy = entry.nodes.find((n) => n.kind === 'strategy')?.strategy;
  return {
    pool: entry.pool,
    scheme,
    transport,
    ...(cookie === undefined || path === undefined ? {} : { cookie: { ...cookie, path, onTls: on === 'websecure' } }),
    ...(strategy === undefined ? {} : { strategy }),
  };
};

const transportOf = (nodes: readonly TraefikNode[]): Transport =>
  Object.assign({}, ...nodes.flatMap((n) => (n.kind === 'transport' ? [n.transport] : [])));

/** A pool asked over plain HTTP with the defaults: the default backend, error services. */
export const plainUse = (pool: Pool, middlewares: readonly Middleware[] = []): Use => ({
  pool,
  scheme: 'http',
  transport: { http1: false },
  ...(middlewares.length === 0 ? {} : { middlewares }),
});
