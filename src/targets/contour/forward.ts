/** The body of a route that forwards: everything its features ask for, for one side (plain HTTP or HTTPS). */
import { corsHeaders, corsOfSite, originCondition } from './cors-policy.ts';
import { type ContourNode, first, only } from './node.ts';
import type { Body, RouteContext } from './plan.ts';
import { HeaderValue } from './token.ts';
import type { CookieRewrite, HeaderCondition, HeaderPolicy, Service } from './tree.ts';

type Scheme = 'http' | 'https';
type Header = { readonly name: string; readonly value?: HeaderValue };

/** Later ones win; an absent value removes. */
const policy = (headers: readonly Header[]): HeaderPolicy | undefined => {
  const byName = new Map<string, Header>();
  for (const header of headers) byName.set(header.name.toLowerCase(), header);
  const set = [...byName.values()].flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  const remove = [...byName.values()].flatMap(({ name, value }) => (value === undefined ? [name] : []));
  if (set.length + remove.length === 0) return undefined;
  return { ...(set.length === 0 ? {} : { set }), ...(remove.length === 0 ? {} : { remove }) };
};

const requestPolicy = (context: RouteContext, scheme: Scheme): HeaderPolicy | undefined => {
  const { route, emitted } = context;
  const port = scheme === 'https' ? 443 : context.httpPort;
  const check = first(emitted.nodes, 'client-validation');
  const named = only(route.nodes, 'request-header');
  return policy([
    { name: 'X-Forwarded-Port', value: HeaderValue.number(port) },
    ...(check === undefined ? [] : clientHeaders(check, scheme)),
    ...named,
  ]);
};

/** What the backend is told about the client's certificate; what the client says itself never passes. */
const clientHeaders = (
  check: Extract<ContourNode, { kind: 'client-validation' }>,
  scheme: Scheme,
): readonly Header[] => {
  const known = scheme === 'https' && check.rules.optionalClientCertificate === undefined;
  const verdict = known ? HeaderValue.literal('SUCCESS') : scheme === 'http' ? HeaderValue.literal('NONE') : undefined;
  return [
    { name: 'ssl-client-verify', ...(verdict === undefined ? {} : { value: verdict }) },
    { name: 'ssl-client-subject-dn', ...(scheme === 'https' ? { value: HeaderValue.peerSubject } : {}) },
    { name: 'ssl-client-issuer-dn', ...(scheme === 'https' ? { value: HeaderValue.peerIssuer } : {}) },
    ...(check.pass
      ? [{ name: 'ssl-client-cert', ...(scheme === 'https' ? { value: HeaderValue.peerCertificate } : {}) }]
      : []),
  ];
};

const responsePolicy = (context: RouteContext, scheme: Scheme, more: readonly Header[]): HeaderPolicy | undefined =>
  policy([
    ...only(context.route.nodes, 'response-header').filter((node) => !node.tlsOnly || scheme === 'https'),
    ...more,
  ]);

const balancing = (context: RouteContext, scheme: Scheme): Body => {
  const { action } = context.route.route;
  if (action.kind !== 'forward') return {};
  const node = first(context.pools.get(action.pool)?.nodes ?? [], 'balancing');
  if (node === undefined) return {};
  const loadBalancerPolicy = node.balancer === undefined ? {} : { loadBalancerPolicy: node.balancer };
  if (node.cookie === undefined) return loadBalancerPolicy;
  const path = first(context.route.nodes, 'session-cookie');
  const rewrite: CookieRewrite = {
    name: 'X-Contour-Session-Affinity',
    ...(path === undefined ? {} : { pathRewrite: { value: path.path } }),
    ...node.cookie.rewrite,
    ...(node.cookie.secure === 'always' || scheme === 'https' ? { secure: true } : {}),
  };
  return { ...loadBalancerPolicy, ...(Object.keys(rewrite).length > 1 ? { cookieRewritePolicies: [rewrite] } : {}) };
};

const addresses = (context: RouteContext): Body => {
  const all = { allow: false, cidrs: context.blockedAddresses };
  const node = first(context.route.nodes, 'addresses') ?? all;
  if (node.cidrs.length === 0) return {};
  const rules = node.cidrs.map((cidr) => ({ source: 'Remote', cidr }) as const);
  return node.allow ? { ipAllowPolicy: rules } : { ipDenyPolicy: rules };
};

/** The policy of the host answers requests with an Origin; nginx writes the asterisk on all others as well. */
const anyOrigin = (context: RouteContext): readonly Header[] => {
  const cors = corsOfSite(context.emitted.site);
  if (cors === 'none' || cors === 'mixed' || cors.origins.value !== 'any') return [];
  return corsHeaders(cors).filter(({ name }) => name === 'Access-Control-Allow-Origin');
};

/** Twice when only some origins get headers of their own; the one with the condition comes first. */
export const forwardBodies = (
  context: RouteContext,
  scheme: Scheme,
  services: readonly Service[],
): readonly { readonly conditions: readonly HeaderCondition[]; readonly body: Body }[] => {
  const { nodes, route } = context.route;
  const cors = corsOfSite(context.emitted.site) === 'mixed' ? first(nodes, 'cors')?.cors : undefined;
  const origin = cors === undefined ? undefined : originCondition(cors);
  const body = (headers: readonly Header[]): Body => {
    const request = requestPolicy(context, scheme);
    const response = responsePolicy(context, scheme, headers);
    const retry = first(nodes, 'retry')?.policy ?? (route.protocol === 'grpc' ? connectOnly : undefined);
    const limit = first(nodes, 'rate-limit')?.limit;
    const mirror = first(nodes, 'mirror')?.service;
    const upgrades =
      route.upgrades && services.every((service) => service.protocol !== 'h2' && service.protocol !== 'h2c');
    return {
      ...(context.secured && (scheme === 'http' || context.trust) ? { permitInsecure: true } : {}),
      services: mirror === undefined ? services : [...services, { ...mirror, mirror: true }],
      ...(upgrades ? { enableWebsockets: true } : {}),
      timeoutPolicy: { response: 'infinity', idle: first(nodes, 'idle')?.idle ?? 'infinity' },
      ...(retry === undefined ? {} : { retryPolicy: retry }),
      ...balancing(context, scheme),
      ...(request === undefined ? {} : { requestHeadersPolicy: request }),
      ...(response === undefined ? {} : { responseHeadersPolicy: response }),
      ...(limit === undefined ? {} : { rateLimitPolicy: { local: limit } }),
      ...addresses(context),
    };
  };
  if (cors === undefined) return [{ conditions: [], body: body(anyOrigin(context)) }];
  if (origin === undefined) return [{ conditions: [], body: body(corsHeaders(cors)) }];
  return [
    { conditions: [origin], body: body(corsHeaders(cors)) },
    { conditions: [], body: body([]) },
  ];
};

const connectOnly = { count: 2, retryOn: ['connect-failure', 'refused-stream', 'reset-before-request'] };
