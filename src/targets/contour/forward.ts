/** The body of a route that forwards: everything its features ask for, for one side (plain HTTP or HTTPS). */
import { corsHeaders, corsOfSite, originCondition } from './cors-policy.ts';
import { hashHeader } from './hash-header.ts';
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

const requestPolicy = (context: RouteContext, scheme: Scheme, client: readonly Header[]): HeaderPolicy | undefined => {
  const hash = balancingNode(context)?.hashBy;
  return policy([
    ...(scheme === 'https' ? [{ name: 'X-Forwarded-Port', value: HeaderValue.number(443) }] : []),
    ...client,
    ...(hash === undefined ? [] : [{ name: hashHeader, value: hash }]),
    ...only(context.route.nodes, 'request-header'),
  ]);
};

export const certificatePresent: HeaderCondition = { name: 'X-Forwarded-Client-Cert', present: true };

/** What the backend is told about the client's certificate; what the client says itself never passes, nor does Envoy's own header. */
const clientHeaders = (
  check: Extract<ContourNode, { kind: 'client-validation' }>,
  state: 'http' | 'present' | 'absent',
): readonly Header[] => {
  const verdict =
    state === 'absent'
      ? HeaderValue.literal('NONE')
      : state === 'present' && check.verify !== 'optional_no_ca'
        ? HeaderValue.literal('SUCCESS')
        : undefined;
  const there = state === 'present';
  return [
    { name: 'X-Forwarded-Client-Cert' },
    { name: 'ssl-client-verify', ...(verdict === undefined ? {} : { value: verdict }) },
    { name: 'ssl-client-subject-dn', ...(there ? { value: HeaderValue.peerSubject } : {}) },
    { name: 'ssl-client-issuer-dn', ...(there ? { value: HeaderValue.peerIssuer } : {}) },
    { name: 'ssl-client-cert', ...(there && check.pass ? { value: HeaderValue.peerCertificate } : {}) },
  ];
};

const responsePolicy = (context: RouteContext, scheme: Scheme, more: readonly Header[]): HeaderPolicy | undefined =>
  policy([
    ...only(context.route.nodes, 'response-header').filter((node) => !node.tlsOnly || scheme === 'https'),
    ...more,
  ]);

const balancingNode = (context: RouteContext): Extract<ContourNode, { kind: 'balancing' }> | undefined => {
  const { action } = context.route.route;
  return action.kind === 'forward' ? first(context.pools.get(action.pool)?.nodes ?? [], 'balancing') : undefined;
};

const balancing = (context: RouteContext, scheme: Scheme): Body => {
  const node = balancingNode(context);
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

/** Where only some senders are believed, the others are judged by their own address. */
const addressWays = (context: RouteContext): readonly Way[] => {
  const all = { allow: false, cidrs: context.blockedAddresses };
  const node = first(context.route.nodes, 'addresses') ?? all;
  if (node.cidrs.length === 0) return [{ conditions: [], body: {} }];
  const policyOf = (source: 'Remote' | 'Peer'): Body => {
    const rules = node.cidrs.map((cidr) => ({ source, cidr }));
    return node.allow ? { ipAllowPolicy: rules } : { ipDenyPolicy: rules };
  };
  if (context.trusted.kind !== 'some') return [{ conditions: [], body: policyOf('Remote') }];
  return [
    { conditions: [{ name: 'X-Forwarded-For', regex: context.trusted.lastHop }], body: policyOf('Remote') },
    { conditions: [], body: policyOf('Peer') },
  ];
};

/** The policy of the host answers requests with an Origin; nginx writes the asterisk on all others as well. */
const anyOrigin = (context: RouteContext): readonly Header[] => {
  const cors = corsOfSite(context.emitted.site);
  if (cors === 'none' || cors === 'mixed' || cors.origins.value !== 'any') return [];
  return corsHeaders(cors).filter(({ name }) => name === 'Access-Control-Allow-Origin');
};

interface Way {
  readonly conditions: readonly HeaderCondition[];
  readonly body: Body;
}

const corsWays = (context: RouteContext, scheme: Scheme): readonly Way[] => {
  const mixed = corsOfSite(context.emitted.site) === 'mixed' ? first(context.route.nodes, 'cors')?.cors : undefined;
  const origin = mixed === undefined ? undefined : originCondition(mixed);
  const way = (headers: readonly Header[], conditions: readonly HeaderCondition[]): Way => {
    const response = responsePolicy(context, scheme, headers);
    return { conditions, body: response === undefined ? {} : { responseHeadersPolicy: response } };
  };
  if (mixed === undefined) return [way(anyOrigin(context), [])];
  if (origin === undefined) return [way(corsHeaders(mixed), [])];
  return [way(corsHeaders(mixed), [origin]), way([], [])];
};

/** With and without a client certificate, where both may come. */
const certificateWays = (context: RouteContext, scheme: Scheme): readonly Way[] => {
  const check = first(context.emitted.nodes, 'client-validation');
  const way = (headers: readonly Header[], conditions: readonly HeaderCondition[]): Way => {
    const request = requestPolicy(context, scheme, headers);
    return { conditions, body: request === undefined ? {} : { requestHeadersPolicy: request } };
  };
  if (check === undefined) return [way([], [])];
  const absent = clientHeaders(check, scheme === 'http' ? 'http' : 'absent');
  if (scheme === 'http') return [way(absent, [])];
  const present = way(clientHeaders(check, 'present'), check.verify === 'on' ? [] : [certificatePresent]);
  return check.verify === 'on' ? [present] : [present, way(absent, [])];
};

/** Every combination, those with more conditions first. */
export const forwardBodies = (context: RouteContext, scheme: Scheme, services: readonly Service[]): readonly Way[] => {
  const common = commonBody(context, scheme, services);
  return certificateWays(context, scheme).flatMap((certificate) =>
    addressWays(context).flatMap((address) =>
      corsWays(context, scheme).map((cors) => ({
        conditions: [...certificate.conditions, ...address.conditions, ...cors.conditions],
        body: { ...common, ...certificate.body, ...cors.body, ...address.body },
      })),
    ),
  );
};

const commonBody = (context: RouteContext, scheme: Scheme, services: readonly Service[]): Body => {
  const { nodes, route } = context.route;
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
    ...(limit === undefined ? {} : { rateLimitPolicy: { local: limit } }),
  };
};

const connectOnly = { count: 2, retryOn: ['connect-failure', 'refused-stream', 'reset-before-request'] };
