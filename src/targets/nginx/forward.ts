/** Where a location passes its requests: a pool, one of two pools, the default backend, or nobody. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { BackendProtocol, Forward, Route } from '../../model/model.ts';
import type { EmittedRoute } from '../target.ts';
import type { Assembly } from './assembly.ts';
import { canaryAffinity, choiceVariable, chosen } from './canary.ts';
import { internalStatus } from './global-errors.ts';
import { grpcHideStatements } from './header-lists.ts';
import { nameFor } from './names.ts';
import type { HeaderChange, NginxNode, ResponseHeader } from './node.ts';
import { answersIn, type RouteParts } from './parts.ts';
import { printOnce } from './print.ts';
import { setCookieVariable } from './session.ts';
import { errorHeaders } from './side-locations.ts';
import { plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

export interface Forwarding {
  readonly tail: readonly Statement<'location'>[];
  readonly unavailable: readonly Statement<'location'>[];
  readonly headers: readonly HeaderChange[];
  readonly request?: readonly HeaderChange[];
  readonly response: readonly ResponseHeader[];
  readonly grpc: boolean;
}

const none: Forwarding = { tail: [], unavailable: [], headers: [], response: [], grpc: false };

/** After access checks, unlike `return`: nothing exists below /dev/null. */
const notFound = (status: number): readonly Statement<'location'>[] => [
  directive('root', NginxToken.literal('/dev/null')),
  directive('try_files', NginxToken.literal('/none'), NginxToken.literal(`=${status}`)),
];

export const forwardOf = (assembly: Assembly, emitted: EmittedRoute<NginxNode>, parts: RouteParts): Forwarding => {
  const { route } = emitted;
  const { action } = route;
  // A closed location has nobody to pass to, or nginx would redirect to its slash by itself.
  if (action.kind === 'slash-redirect' || answersIn(parts, 'denied').length > 0) return none;
  if (action.kind === 'default-backend') {
    const pool = assembly.model.controller.defaultBackend?.pool?.value;
    const target = pool === undefined ? undefined : assembly.upstreams.target(pool, '', parts.tries);
    const internal = internalStatus(assembly.model);
    if (target === undefined) return { ...none, tail: notFound(internal) };
    return { ...none, tail: [directive('proxy_pass', NginxToken.value(text('http://', target)))] };
  }
  return toPool(assembly, emitted, action, parts);
};

const toPool = (
  assembly: Assembly,
  emitted: EmittedRoute<NginxNode>,
  action: Forward,
  parts: RouteParts,
): Forwarding => {
  const protocol = action.protocol.value;
  const variant = variantOf(protocol, parts);
  const primary = assembly.upstreams.target(action.pool, variant, parts.tries, undefined, parts.session?.path);
  if (primary === undefined) {
    const spare =
      action.whenEmpty === undefined
        ? undefined
        : assembly.upstreams.target(action.whenEmpty.value, variant, parts.tries);
    if (spare === undefined) return { ...none, unavailable: [directive('return', NginxToken.integer(503))] };
    const headers = errorHeaders(503)
      .filter((h) => h.name !== 'X-Original-URI')
      .map((h) => contextValue(h, emitted.route, action));
    return { ...none, ...hiding(assembly, parts, speak(protocol, spare, parts)), headers };
  }
  const { target, cookie } = pickPool(assembly, emitted, action, parts, primary, variant);
  return { ...none, ...hiding(assembly, parts, speak(protocol, target, parts)), response: cookie };
};

/** What the backend of a gRPC route sends of the headers that are set here does not pass; other routes print it with their lists. */
const hiding = (assembly: Assembly, parts: RouteParts, way: Way): Way =>
  way.grpc
    ? { ...way, tail: [...grpcHideStatements(assembly.base.response, parts.response, parts.hidden), ...way.tail] }
    : way;

type Way = Omit<Forwarding, 'unavailable' | 'headers' | 'response'>;

/** The variables of error pages are not set here: the values are known. */
const contextValue = (header: HeaderChange, route: Route, action: Forward): HeaderChange => {
  const values: Readonly<Record<string, string>> = {
    'X-Namespace': action.service.namespace,
    'X-Ingress-Name': route.ingress?.name ?? '',
    'X-Service-Name': action.service.name,
    'X-Service-Port': String(action.service.port),
  };
  const known = values[header.name];
  return known === undefined ? header : { name: header.name, value: plain(known) };
};

const pickPool = (
  assembly: Assembly,
  { pool }: EmittedRoute<NginxNode>,
  action: Forward,
  parts: RouteParts,
  primary: Text,
  variant: string,
): { readonly target: Text; readonly cookie: readonly ResponseHeader[] } => {
  const rules = parts.canary?.rules;
  const shared = rules === undefined || pool === undefined ? undefined : canaryAffinity(assembly, pool, rules);
  const other =
    rules === undefined
      ? undefined
      : assembly.upstreams.target(rules.pool, variant, parts.tries, shared, parts.session?.path);
  const cookieOf = (name: string, affinity: Affinity | undefined): Text => {
    const owner = assembly.emitted.pools.get(name)?.pool;
    if (affinity === undefined || owner === undefined || parts.session === undefined) return [];
    if (assembly.upstreams.sendsCookie(owner, affinity)) return [];
    return [variable(setCookieVariable(assembly, owner, affinity, parts.session.path))];
  };
  const own = cookieOf(action.pool, assembly.upstreams.affinityOf(action.pool));
  const header = (value: Text): readonly ResponseHeader[] =>
    value.length === 0 ? [] : [{ name: 'Set-Cookie', value, always: true, hide: false }];
  if (rules === undefined || other === undefined || pool === undefined) return { target: primary, cookie: header(own) };
  const choice = choiceVariable(assembly, pool, rules);
  const theirs = cookieOf(rules.pool, shared);
  const cookie =
    own.length === 0 && theirs.length === 0 ? [] : chosen(assembly, choice, 'canary_set_cookie', own, theirs);
  return { target: chosen(assembly, choice, 'canary_pool', primary, other), cookie: header(cookie) };
};

/** Idle connections are kept per upstream block: TLS and plain text, and different TLS settings, must not share one. */
const variantOf = (protocol: BackendProtocol, parts: RouteParts): string => {
  switch (protocol) {
    case 'http':
      return '';
    case 'https':
      return parts.tls === undefined ? 'tls' : nameFor('tls', printOnce(parts.tls)).slice(3);
    case 'auto':
      return 'auto';
    case 'grpc':
    case 'grpc-bare':
      return 'grpc';
    case 'grpcs':
    case 'grpcs-bare':
      return 'grpcs';
    case 'fastcgi':
      return 'fastcgi';
  }
};

const speak = (protocol: BackendProtocol, target: Text, parts: RouteParts): Way => {
  switch (protocol) {
    case 'http':
      return { tail: [directive('proxy_pass', NginxToken.value(text('http://', target)))], grpc: false };
    case 'https':
      return {
        tail: [...(parts.tls ?? []), directive('proxy_pass', NginxToken.value(text('https://', target)))],
        grpc: false,
      };
    case 'auto':
      return {
        tail: [
          ...(parts.tls ?? []),
          directive('proxy_pass', NginxToken.value(text(variable('scheme'), '://', target))),
        ],
        grpc: false,
      };
    case 'grpc':
    case 'grpcs':
      return { tail: [directive('grpc_pass', NginxToken.value(text(`${protocol}://`, target)))], grpc: true };
    case 'grpc-bare':
    case 'grpcs-bare': {
      const scheme = protocol === 'grpc-bare' ? 'grpc' : 'grpcs';
      const request = [{ name: 'Host', value: plain('upstream_balancer') }];
      return { tail: [directive('grpc_pass', NginxToken.value(text(`${scheme}://`, target)))], request, grpc: true };
    }
    case 'fastcgi':
      return { tail: [directive('fastcgi_pass', NginxToken.value(target))], grpc: false };
  }
};
