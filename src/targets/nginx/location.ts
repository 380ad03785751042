/** One route as the body of a location. */
import type { BackendProtocol, Forward, Route, Site } from '../../model/model.ts';
import type { EmittedRoute } from '../target.ts';
import { type Assembly, addFile, define } from './assembly.ts';
import { choiceVariable, chosen } from './canary.ts';
import { hsts } from './features/headers.ts';
import {
  hiddenNames,
  hideStatements,
  mergeHeaders,
  mergeResponse,
  requestStatements,
  responseStatements,
  standardHeaders,
} from './header-lists.ts';
import { nameFor } from './names.ts';
import { type HeaderChange, type NginxNode, phases, type ResponseHeader, slots } from './node.ts';
import { answersIn, type RouteParts, sortParts } from './parts.ts';
import { printStatements } from './print.ts';
import { setCookieVariable } from './session.ts';
import {
  authLocation,
  errorContext,
  errorHeaders,
  errorLocation,
  mirrorLocation,
  type SideLocations,
  signInLocation,
} from './side-locations.ts';
import { capturePrefix, capturesIn, plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

export interface SiteContext {
  readonly site: Site;
  readonly side: SideLocations;
  /** Headers about the client certificate; empty when the host asks for none. */
  readonly clientCertificate: readonly HeaderChange[];
  /** True: a host whose error_page lines replace those for every route. */
  readonly ownErrorPages: boolean;
  /** True: the http-level headers are not those of locations (the server answers by itself). */
  readonly explicitHeaders: boolean;
}

/** What stands at http level already. */
export interface Hoisted {
  readonly settings: ReadonlyMap<string, string>;
  readonly response: string;
  readonly hidden: string;
  readonly request: string;
  readonly grpcRequest: string;
}

export interface BuiltLocation {
  readonly settings: ReadonlyMap<string, string>;
  /** Statements before the header lists, and after them. */
  readonly head: string;
  readonly response: string;
  readonly hidden: string;
  readonly request: string;
  readonly tail: string;
  readonly grpc: boolean;
}

const indent = '            ';
const printed = new WeakMap<object, string>();
/** Statements of a node are printed once, however many routes share it. */
const printOnce = (statements: readonly Statement<'location'>[]): string => {
  const known = printed.get(statements);
  if (known !== undefined) return known;
  const out = printStatements(statements, indent);
  printed.set(statements, out);
  return out;
};

const closedBody = (status: number): BuiltLocation => ({
  settings: new Map(),
  head: printStatements([directive('return', NginxToken.integer(status))], indent),
  response: '',
  hidden: '',
  request: '',
  tail: '',
  grpc: false,
});

export const buildLocation = (
  assembly: Assembly,
  context: SiteContext,
  emitted: EmittedRoute<NginxNode>,
  shut: boolean,
): BuiltLocation => {
  const { route } = emitted;
  if (shut || emitted.shut) return closedBody(503);
  if (route.action.kind === 'slash-redirect') return slashRedirect(assembly, context, route.action.to);
  const parts = sortParts(emitted.nodes);
  for (const d of parts.definitions) define(assembly, d.definition);
  for (const f of parts.files) addFile(assembly, f.file);
  const pass = passOf(assembly, context, emitted, parts);
  const response = mergeResponse(assembly.base.response, [...parts.response, ...pass.response]);
  const request =
    pass.request ??
    mergeHeaders(
      standardRequest(assembly),
      assembly.base.request,
      context.clientCertificate,
      parts.request,
      pass.headers,
    );
  const before = leadingSets(route, parts, request, response, pass);
  let head = before.length === 0 ? '' : printStatements(before, indent);
  for (const phase of phases) {
    if (phase === 'rewrite') head += printStatements(pass.unavailable, indent);
    for (const answer of answersIn(parts, phase)) head += printOnce(answer.statements);
  }
  for (const node of parts.statements) head += printOnce(node.statements);
  const settings = new Map<string, string>();
  for (const slot of slots) {
    const node = parts.settings.get(slot);
    if (node !== undefined) settings.set(slot, printOnce(node.statements));
  }
  const hidden = hiddenNames(assembly.base.hidden, response, parts.hidden);
  return {
    settings,
    head: head + printStatements(pass.statements, indent),
    response: printStatements(responseStatements(response), indent),
    hidden: printStatements(hideStatements(hidden), indent),
    request: printStatements(requestStatements(request, pass.grpc ? 'grpc_set_header' : 'proxy_set_header'), indent),
    tail: printStatements(pass.tail, indent),
    grpc: pass.grpc,
  };
};

/** nginx sends this before the location proper is entered: of its headers only HSTS goes with it. */
const slashRedirect = (assembly: Assembly, { site }: SiteContext, to: string): BuiltLocation => {
  const below = site.routes.find((r) => r.match.kind === 'prefix' && r.match.path === to);
  const secure = below?.features.hsts === undefined ? undefined : hsts(below.features.hsts);
  const nodes = secure === undefined || secure.as === 'refused' ? [] : secure.nodes;
  const parts = sortParts(nodes);
  for (const d of parts.definitions) define(assembly, d.definition);
  const path = encodeURI(to).replaceAll('?', '%3F').replaceAll('#', '%23');
  const answer = directive(
    'return',
    NginxToken.integer(301),
    NginxToken.value(text(path, variable('is_args'), variable('args'))),
  );
  const response = mergeResponse(assembly.base.response, parts.response);
  return {
    ...closedBody(0),
    head: printStatements([answer], indent),
    response: printStatements(responseStatements(response), indent),
  };
};

const standardLists = new WeakMap<Assembly, readonly HeaderChange[]>();
const standardRequest = (assembly: Assembly): readonly HeaderChange[] => {
  const known = standardLists.get(assembly) ?? standardHeaders(assembly.model, true);
  standardLists.set(assembly, known);
  return known;
};

interface Pass {
  /** Before the header lists: side requests, error pages. */
  readonly statements: readonly Statement<'location'>[];
  /** The last lines: where the request goes. */
  readonly tail: readonly Statement<'location'>[];
  /** Answers while there is nobody to pass to. */
  readonly unavailable: readonly Statement<'location'>[];
  readonly headers: readonly HeaderChange[];
  /** The whole list, where the usual one does not apply. */
  readonly request?: readonly HeaderChange[];
  readonly response: readonly ResponseHeader[];
  readonly sets: readonly Statement<'location'>[];
  readonly grpc: boolean;
}

const passOf = (
  assembly: Assembly,
  context: SiteContext,
  emitted: EmittedRoute<NginxNode>,
  parts: RouteParts,
): Pass => {
  const { route } = emitted;
  const statements: Statement<'location'>[] = [];
  const headers: HeaderChange[] = [];
  const response: ResponseHeader[] = [];
  const sets: Statement<'location'>[] = [];
  addAuthentication(assembly, context, route, parts, { statements, headers, response, sets });
  if (parts.mirror !== undefined) {
    statements.push(
      directive('mirror', NginxToken.literal(mirrorLocation(assembly, context.side, parts.mirror.mirror))),
    );
    if (!parts.mirror.mirror.body.value) statements.push(directive('mirror_request_body', NginxToken.word('off')));
  }
  addErrorPages(assembly, context, route, parts, { statements, sets });
  const forward = forwardOf(assembly, emitted, parts);
  return {
    statements,
    sets,
    tail: forward.tail,
    unavailable: forward.unavailable,
    headers: [...headers, ...forward.headers],
    ...(forward.request === undefined ? {} : { request: forward.request }),
    response: [...response, ...forward.response],
    grpc: forward.grpc,
  };
};

interface Additions {
  readonly statements: Statement<'location'>[];
  readonly headers: HeaderChange[];
  readonly response: ResponseHeader[];
  readonly sets: Statement<'location'>[];
}

const addAuthentication = (
  assembly: Assembly,
  context: SiteContext,
  route: Route,
  parts: RouteParts,
  to: Additions,
): void => {
  const auth = parts.auth?.auth;
  if (auth === undefined) return;
  const settings = parts.settings.get('bodySize')?.statements ?? [];
  const uri = authLocation(assembly, context.side, auth, settings, context.clientCertificate);
  to.statements.push(directive('auth_request', NginxToken.literal(uri)));
  to.statements.push(
    directive(
      'auth_request_set',
      NginxToken.variable('ic_auth_cookie'),
      NginxToken.variable('upstream_http_set_cookie'),
    ),
  );
  to.response.push({
    name: 'Set-Cookie',
    value: text(variable('ic_auth_cookie')),
    always: auth.alwaysSetCookie.value,
    hide: false,
  });
  for (const header of auth.responseHeaders.value) {
    const suffix = header.toLowerCase().replaceAll('-', '_');
    if (!/^\w+$/.test(suffix)) continue;
    to.statements.push(
      directive(
        'auth_request_set',
        NginxToken.variable(`ic_auth_of_${suffix}`),
        NginxToken.variable(`upstream_http_${suffix}`),
      ),
    );
    to.headers.push({ name: header, value: text(variable(`ic_auth_of_${suffix}`)) });
  }
  if (auth.cache !== undefined)
    to.sets.push(directive('set', NginxToken.variable('ic_auth_place'), NginxToken.text(route.path)));
  if (auth.signin === undefined) return;
  const cors = parts.response.filter((h) => h.name.toLowerCase().startsWith('access-control-'));
  const page = signInLocation(assembly, context.side, auth, [...assembly.base.response, ...cors]);
  to.statements.push(directive('error_page', NginxToken.integer(401), NginxToken.word('='), NginxToken.literal(page)));
};

/** Own list, or the one for every route; the latter stands at http level, only its locations are made here. */
const addErrorPages = (
  assembly: Assembly,
  context: SiteContext,
  route: Route,
  parts: RouteParts,
  to: Pick<Additions, 'statements' | 'sets'>,
): void => {
  const own = parts.errors?.pages;
  const global = assembly.model.controller.errorPages;
  const globalStatuses = global?.statuses.value ?? [];
  if (own === undefined && globalStatuses.length === 0) return;
  const fallback = assembly.model.controller.defaultBackend?.pool?.value;
  const absent = globalStatuses.includes(404) ? 500 : 404;
  const locationOf = (status: number, pool: string | undefined): string => {
    const target = pool === undefined ? undefined : assembly.upstreams.target(pool, '', 1);
    return errorLocation(assembly, context.side, target, status, absent);
  };
  if (own !== undefined) {
    for (const status of own.statuses.value) {
      to.statements.push(
        directive(
          'error_page',
          NginxToken.integer(status),
          NginxToken.word('='),
          NginxToken.literal(locationOf(status, own.pool?.value ?? fallback)),
        ),
      );
    }
    if (route.protocol === 'http')
      to.statements.push(
        directive('proxy_intercept_errors', NginxToken.word(own.interceptBackend.value ? 'on' : 'off')),
      );
  } else if (parts.auth?.auth.signin === undefined && !context.ownErrorPages) {
    for (const status of globalStatuses) {
      to.statements.push(
        directive(
          'error_page',
          NginxToken.integer(status),
          NginxToken.word('='),
          NginxToken.literal(locationOf(status, fallback)),
        ),
      );
    }
  }
  const service = route.action.kind === 'forward' ? route.action.service : undefined;
  const values = [
    service?.namespace ?? route.ingress?.namespace ?? '',
    route.ingress?.name ?? '',
    service?.name ?? '',
    service === undefined ? '' : String(service.port),
  ];
  for (const [i, [, name]] of errorContext.entries())
    to.sets.push(directive('set', NginxToken.variable(name), NginxToken.text(values[i] ?? '')));
  to.sets.push(directive('set', NginxToken.variable('ic_error_host'), NginxToken.variable('ic_host')));
};

interface Forwarding {
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

const forwardOf = (assembly: Assembly, emitted: EmittedRoute<NginxNode>, parts: RouteParts): Forwarding => {
  const { route } = emitted;
  const { action } = route;
  if (action.kind === 'slash-redirect') return none;
  if (action.kind === 'default-backend') {
    const pool = assembly.model.controller.defaultBackend?.pool?.value;
    const target = pool === undefined ? undefined : assembly.upstreams.target(pool, '', parts.tries);
    const internal = (assembly.model.controller.errorPages?.statuses.value ?? []).includes(404) ? 500 : 404;
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
  const primary = assembly.upstreams.target(action.pool, variant, parts.tries);
  if (primary === undefined) {
    const spare =
      action.whenEmpty === undefined
        ? undefined
        : assembly.upstreams.target(action.whenEmpty.value, variant, parts.tries);
    if (spare === undefined) return { ...none, unavailable: [directive('return', NginxToken.integer(503))] };
    const headers = errorHeaders(503).map((h) => contextValue(h, emitted.route, action));
    return { ...none, ...speak(protocol, spare, parts), headers };
  }
  const { target, cookie } = pickPool(assembly, emitted, action, parts, primary, variant);
  return { ...none, ...speak(protocol, target, parts), response: cookie };
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
  primary: Text,
  variant: string,
): { readonly target: Text; readonly cookie: readonly ResponseHeader[] } => {
  const rules = parts.canary?.rules;
  const other = rules === undefined ? undefined : assembly.upstreams.target(rules.pool, variant, parts.tries);
  const cookieOf = (name: string): Text => {
    const affinity = assembly.upstreams.affinityOf(name);
    const owner = assembly.emitted.pools.get(name)?.pool;
    if (affinity === undefined || owner === undefined || parts.session === undefined) return [];
    return [variable(setCookieVariable(assembly, owner, affinity, parts.session.path))];
  };
  const own = cookieOf(action.pool);
  const header = (value: Text): readonly ResponseHeader[] =>
    value.length === 0 ? [] : [{ name: 'Set-Cookie', value, always: true, hide: false }];
  if (rules === undefined || other === undefined || pool === undefined) return { target: primary, cookie: header(own) };
  const choice = choiceVariable(assembly, pool, rules);
  const theirs = cookieOf(rules.pool);
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

const speak = (
  protocol: BackendProtocol,
  target: Text,
  parts: RouteParts,
): Omit<Forwarding, 'unavailable' | 'headers' | 'response'> => {
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

/** Variables that must be set before anything answers: captures of the location's own pattern, context of error pages. */
const leadingSets = (
  route: Route,
  parts: RouteParts,
  request: readonly HeaderChange[],
  response: readonly ResponseHeader[],
  pass: Pass,
): readonly Statement<'location'>[] => {
  const captures = new Set<number>();
  for (const h of [...request, ...response]) for (const n of capturesIn(h.value)) captures.add(n);
  for (const a of parts.answers) for (const n of a.captures) captures.add(n);
  const sets = [...captures]
    .sort((a, b) => a - b)
    .map((n) => {
      const value = route.match.kind === 'regex' ? NginxToken.variable(String(n)) : NginxToken.text('');
      return directive('set', NginxToken.variable(`${capturePrefix}${n}`), value);
    });
  return [...sets, ...pass.sets];
};
