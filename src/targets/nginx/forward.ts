/** Where a location passes its requests: a pool, one of two pools, the default backend, or nobody. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { BackendProtocol, Forward, Route } from '../../model/model.ts';
import type { EmittedRoute } from '../target.ts';
import type { Assembly } from './assembly.ts';
import type { Passing, Target } from './built-location.ts';
import { canaryAffinity, choiceVariable, chosen } from './canary.ts';
import { grpcHideStatements } from './header-lists.ts';
import { nameFor } from './names.ts';
import type { HeaderChange, NginxNode, ResponseHeader } from './node.ts';
import type { Prepared, RouteParts } from './parts.ts';
import { locationIndent, printOnce, printStatements } from './print.ts';
import { setCookieVariable } from './session.ts';
import { errorHeaders } from './side-locations.ts';
import { plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive } from './tree.ts';

export interface Forwarding {
  /** Undefined: nobody takes the request. */
  readonly passing: Passing | undefined;
  readonly target: Target;
  readonly grpc: boolean;
  /** What is not as with other locations of the same features. */
  readonly own: OwnForwarding | undefined;
}

export interface OwnForwarding {
  /** Answers while there is nobody to pass to, printed. */
  readonly unavailable?: string;
  readonly headers?: readonly HeaderChange[];
  /** The whole list, where the usual one does not apply. */
  readonly request?: readonly HeaderChange[];
  /** Cookies: they hide nothing and replace nothing. */
  readonly response?: readonly ResponseHeader[];
}

const none: Forwarding = { passing: undefined, target: '', grpc: false, own: undefined };

/** After access checks, unlike `return`: nothing exists below /dev/null. */
export const notFound = (status: number): Passing => ({
  before: printStatements(
    [
      directive('root', NginxToken.literal('/dev/null')),
      directive('try_files', NginxToken.literal('/none'), NginxToken.literal(`=${status}`)),
    ],
    locationIndent,
  ),
  scheme: [],
});

const missing: Forwarding = {
  ...none,
  own: { unavailable: printStatements([directive('return', NginxToken.integer(503))], locationIndent) },
};

export const forwardOf = (assembly: Assembly, emitted: EmittedRoute<NginxNode>, prepared: Prepared): Forwarding => {
  const { action } = emitted.route;
  // A closed location has nobody to pass to, or nginx would redirect to its slash by itself.
  if (action.kind === 'slash-redirect' || prepared.denied) return none;
  if (action.kind === 'default-backend') {
    const pool = assembly.model.controller.defaultBackend?.pool?.value;
    const target = pool === undefined ? undefined : assembly.upstreams.target(pool, '', prepared.parts.tries);
    if (target === undefined) return { ...none, passing: assembly.notFound };
    return { ...none, passing: overHttp, target };
  }
  return toPool(assembly, emitted, action, prepared);
};

const toPool = (
  assembly: Assembly,
  emitted: EmittedRoute<NginxNode>,
  action: Forward,
  prepared: Prepared,
): Forwarding => {
  const { parts } = prepared;
  const protocol = action.protocol.value;
  const variant = variantOf(protocol, parts);
  const primary = assembly.upstreams.target(emitted.poolIndex, variant, parts.tries, undefined, parts.session?.path);
  if (primary === undefined) {
    const spare =
      action.whenEmpty === undefined
        ? undefined
        : assembly.upstreams.target(action.whenEmpty.value, variant, parts.tries);
    if (spare === undefined) return missing;
    const headers = errorHeaders(503)
      .filter((h) => h.name !== 'X-Original-URI')
      .map((h) => contextValue(h, emitted.route, action));
    return speak(assembly, protocol, spare, prepared, { headers });
  }
  if (parts.canary === undefined && parts.session === undefined)
    return speak(assembly, protocol, primary, prepared, undefined);
  const { target, cookie } = pickPool(assembly, emitted, action, parts, primary, variant);
  return speak(assembly, protocol, target, prepared, cookie.length === 0 ? undefined : { response: cookie });
};

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
  primary: Target,
  variant: string,
): { readonly target: Target; readonly cookie: readonly ResponseHeader[] } => {
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
  return { target: chosen(assembly, choice, 'canary_pool', text(primary), text(other)), cookie: header(cookie) };
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

const speak = (
  assembly: Assembly,
  protocol: BackendProtocol,
  target: Target,
  prepared: Prepared,
  own: OwnForwarding | undefined,
): Forwarding => {
  if (protocol === 'http') return { passing: overHttp, target, grpc: false, own };
  const grpc = protocol.startsWith('grpc');
  if (prepared.passing?.protocol !== protocol)
    prepared.passing = { protocol, ...passingOf(assembly, protocol, prepared) };
  const bare = protocol === 'grpc-bare' || protocol === 'grpcs-bare';
  return { passing: prepared.passing, target, grpc, own: bare ? { ...own, request: bareRequest } : own };
};

const bareRequest: readonly HeaderChange[] = [{ name: 'Host', value: plain('upstream_balancer') }];
const overHttp: Passing = { before: '', name: 'proxy_pass', scheme: plain('http://') };

const passingOf = (assembly: Assembly, protocol: BackendProtocol, prepared: Prepared): Passing => {
  const { tls } = prepared.parts;
  const overTls = tls === undefined ? '' : printOnce(tls);
  switch (protocol) {
    case 'http':
      return overHttp;
    case 'https':
      return { before: overTls, name: 'proxy_pass', scheme: plain('https://') };
    case 'auto':
      return { before: overTls, name: 'proxy_pass', scheme: text(variable('scheme'), '://') };
    case 'grpc':
    case 'grpc-bare':
      return { before: grpcHidden(assembly, prepared), name: 'grpc_pass', scheme: plain('grpc://') };
    case 'grpcs':
    case 'grpcs-bare':
      return { before: grpcHidden(assembly, prepared), name: 'grpc_pass', scheme: plain('grpcs://') };
    case 'fastcgi':
      return { before: '', name: 'fastcgi_pass', scheme: [] };
  }
};

/** Headers of a gRPC backend that do not pass; other routes print them with their lists. */
const grpcHidden = (assembly: Assembly, { parts }: Prepared): string =>
  printStatements(grpcHideStatements(assembly.base.response, parts.response, parts.hidden), locationIndent);
