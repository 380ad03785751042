/** One host: its root object (and those of its other names), and one child object per Ingress. */
import { because, becauseAt } from '../../diagnostics/report.ts';
import { placesIn } from '../../source/traced.ts';
import { corsOfSite, corsPolicy } from './cors-policy.ts';
import { isFqdn, objectName, secretName } from './names.ts';
import { type ContourNode, first, type SecretRef } from './node.ts';
import { orderEntries, type Placed } from './order.ts';
import { delegate, type Entry, note, type Owner, type SiteContext } from './plan.ts';
import { fixedAnswer, fixedRedirect, noteAction } from './route-answers.ts';
import { routeEntries, type Taken } from './route-places.ts';
import { Re2 } from './token.ts';
import type { ClientValidation, HttpProxy, Include, ProxyRoute, VirtualHost } from './tree.ts';

/** What the whole output knows about certificates. */
export interface Certificates {
  /** For names without one of their own; absent: those are served over plain HTTP. */
  readonly fallback: SecretRef | undefined;
  /** True: names that no host has are answered with it as well. */
  readonly forUnknown: boolean;
  /** Names already given to a root: a second one would take down both. */
  readonly used: Set<string>;
  /** Certificates of wildcard hosts, by the host: names below them without a TLS section of their own are served with these. */
  readonly wildcards: ReadonlyMap<string, SecretRef>;
  /** Names that are hosts of their own. */
  readonly hosts: ReadonlySet<string>;
}

type Validation = Extract<ContourNode, { kind: 'client-validation' }>;

export const siteObjects = (context: SiteContext, certificates: Certificates): readonly HttpProxy[] => {
  const { site } = context.emitted;
  const children = childrenOf(context);
  const home = homeOf(context, children);
  const names = [site.host, ...aliasNames(context)];
  const roots = names.flatMap((fqdn) => rootOf(context, certificates, fqdn, home, children));
  return [...roots, ...wwwRoot(context, certificates, home), ...children.map((child) => child.object)];
};

interface Child {
  readonly owner: Owner;
  readonly object: HttpProxy;
}

const metadata = (name: string, namespace: string): HttpProxy['metadata'] => ({
  name,
  namespace,
  labels: { 'app.kubernetes.io/managed-by': 'ingress-compile' },
});

const childrenOf = (context: SiteContext): readonly Child[] => {
  const { site } = context.emitted;
  const groups = new Map<string, { readonly owner: Owner; readonly routes: ProxyRoute[] }>();
  for (const { entry, conditions } of orderEntries(entriesOf(context))) {
    const key = `${entry.owner.namespace}/${entry.owner.name}`;
    const group = groups.get(key) ?? { owner: entry.owner, routes: [] };
    group.routes.push({ conditions, ...entry.body });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ owner, routes }) => ({
    owner,
    object: {
      apiVersion: 'projectcontour.io/v1',
      kind: 'HTTPProxy',
      metadata: metadata(objectName(owner.name, site.host), owner.namespace),
      spec: { routes: [...routes, ...guardsAgainstExpansion(routes)] },
    },
  }));
};

/** Contour doubles a lone rewritten prefix and lets it match more than it says; a second route of that prefix keeps it from doing so. */
const guardsAgainstExpansion = (routes: readonly ProxyRoute[]): readonly ProxyRoute[] => {
  if (routes.every((route) => route.pathRewritePolicy === undefined)) return [];
  const counts = new Map<string, number>();
  const prefixOf = (route: ProxyRoute): string | undefined => {
    const text = route.conditions.flatMap((c) => ('prefix' in c && c.prefix !== undefined ? [c.prefix] : []))[0];
    return text === undefined || text === '/' ? text : text.replace(/\/+$/, '');
  };
  for (const route of routes) {
    const prefix = prefixOf(route);
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return routes.flatMap((route) => {
    const prefix = prefixOf(route);
    if (route.pathRewritePolicy === undefined || prefix === undefined || prefix === '/' || counts.get(prefix) !== 1)
      return [];
    const never = { header: { name: ':path', exact: '!' } };
    return [{ conditions: [never, { prefix }], directResponsePolicy: { statusCode: 503 } }];
  });
};

const entriesOf = (context: SiteContext): readonly Entry[] => {
  const { emitted } = context;
  const closed = first(emitted.nodes, 'closed');
  const appRoot = first(emitted.nodes, 'app-root');
  const ingress = emitted.site.routes.find((route) => route.ingress !== undefined)?.ingress;
  const owner = { namespace: ingress?.namespace ?? 'default', name: ingress?.name ?? 'host' };
  const whole = (status: number): readonly Entry[] => [
    { ...fixedAnswer(context, status), path: { kind: 'prefix', text: '/' }, region: '/', owner, group: 'closed' },
  ];
  if (closed !== undefined) return whole(closed.status);
  if (emitted.shut) return whole(503);
  const taken: Taken = { regions: [] };
  const routes = emitted.routes.flatMap((route) => {
    const at = { ...context, route };
    noteAction(at);
    return routeEntries(at, taken);
  });
  const first400 = [refusedPaths(context, owner)];
  if (appRoot === undefined) return [...first400, ...routes];
  const jump = fixedRedirect(context, { path: appRoot.path, statusCode: 302 });
  return [
    { ...jump, path: { kind: 'exact', text: '/' }, region: '/', owner, group: 'app root' },
    ...first400,
    ...routes,
  ];
};

/** The namespace of the certificate where that is one of the host's, else that of its oldest Ingress. */
const homeOf = (context: SiteContext, children: readonly Child[]): string => {
  const { site, nodes } = context.emitted;
  const piped = first(nodes, 'passthrough');
  const pool = piped === undefined ? undefined : context.pools.get(piped.pool)?.pool.service.namespace;
  const secret = first(nodes, 'certificate')?.secret.namespace;
  const near = children.find((child) => child.owner.namespace === secret)?.owner.namespace;
  const oldest =
    site.routes.find((route) => route.implicit)?.ingress ?? site.routes.find((route) => route.ingress)?.ingress;
  return pool ?? near ?? oldest?.namespace ?? children[0]?.owner.namespace ?? 'default';
};

/** Escapes that nginx calls a bad request; and encoded slashes, where they would lead past the guard of another path. */
const refusedPaths = (context: SiteContext, owner: Owner): Entry => {
  const bad = '%(?:|[0-9A-Fa-f]|[^0-9A-Fa-f].*|[0-9A-Fa-f][^0-9A-Fa-f].*)';
  const lists = new Set(
    context.emitted.routes
      .filter(({ route }) => route.action.kind === 'forward')
      .map(({ nodes, shut }) => (shut ? 'shut' : JSON.stringify(first(nodes, 'addresses')))),
  );
  const guarded = lists.size > 1;
  if (guarded) note(context.book, 'approximate', because('T5495', {}, context.emitted.site.from));
  const re = Re2.checked(guarded ? `/.*(?:${bad}|%2[Ff].*)` : `/.*${bad}`);
  return { ...fixedAnswer(context, 400), path: { kind: 'regex', re }, region: '/', owner, group: 'bad path' };
};

const aliasNames = (context: SiteContext): readonly string[] => {
  const { site } = context.emitted;
  return site.aliases.flatMap(({ value, from }) => {
    const text = value.text.toLowerCase();
    if (value.kind === 'exact' && isFqdn(text)) return [text];
    if (value.kind === 'native-wildcard' && text.startsWith('*.') && isFqdn(text)) return [text];
    note(
      context.book,
      'refused',
      becauseAt('T5482', { alias: value.text, host: site.host }, placesIn(from, undefined)),
    );
    return [];
  });
};

const rootOf = (
  context: SiteContext,
  certificates: Certificates,
  host: string,
  home: string,
  children: readonly Child[],
): readonly HttpProxy[] => {
  const { site, nodes } = context.emitted;
  const fqdn = host.toLowerCase();
  if (!isFqdn(fqdn)) {
    note(context.book, 'refused', because('T5481', { host }, site.from));
    return [];
  }
  if (certificates.used.has(fqdn) || (host !== site.host && certificates.hosts.has(fqdn))) return [];
  certificates.used.add(fqdn);
  const includes: readonly Include[] = children.map(({ object }) => ({
    name: object.metadata.name,
    namespace: object.metadata.namespace,
  }));
  const cors = corsOfSite(site);
  const piped = first(nodes, 'passthrough');
  const tls = piped === undefined ? tlsOf(context, certificates, fqdn, home) : { passthrough: true as const };
  const virtualhost: VirtualHost = {
    fqdn,
    ...(tls === undefined ? {} : { tls }),
    ...(cors === 'none' || cors === 'mixed' ? {} : { corsPolicy: corsPolicy(cors) }),
  };
  const services = piped === undefined ? [] : pipedServices(context, piped.pool);
  return [
    {
      apiVersion: 'projectcontour.io/v1',
      kind: 'HTTPProxy',
      metadata: metadata(objectName(fqdn), home),
      spec: { virtualhost, ...(services.length === 0 ? {} : { tcpproxy: { services } }), includes },
    },
  ];
};

const pipedServices = (
  context: SiteContext,
  name: string,
): readonly { readonly name: string; readonly port: number }[] => {
  const pool = context.pools.get(name)?.pool;
  if (pool === undefined) return [];
  const port = pool.service.portNumber ?? (typeof pool.service.port === 'number' ? pool.service.port : undefined);
  return port === undefined ? [] : [{ name: pool.service.name, port }];
};

const tlsOf = (context: SiteContext, certificates: Certificates, fqdn: string, home: string): VirtualHost['tls'] => {
  const { nodes } = context.emitted;
  const own = first(nodes, 'certificate');
  const validation = first(nodes, 'client-validation');
  const above = context.emitted.site.tls ? undefined : certificates.wildcards.get(fqdn.replace(/^[^.]+/, '*'));
  const covered = own?.names.some((name) => name.toLowerCase() === fqdn) === true;
  const secret = covered ? own.secret : (above ?? certificates.fallback);
  if (secret === undefined) return undefined;
  delegate(context.book, secret, home);
  const forUnknown = validation === undefined && certificates.forUnknown ? certificates.fallback : undefined;
  if (forUnknown !== undefined) delegate(context.book, forUnknown, home);
  return {
    secretName: secretName(secret, home),
    ...(forUnknown !== undefined ? { enableFallbackCertificate: true as const } : {}),
    ...(validation === undefined ? {} : { clientValidation: clientValidation(context, validation, home) }),
  };
};

const clientValidation = (context: SiteContext, node: Validation, home: string): ClientValidation => {
  delegate(context.book, node.ca, home);
  const optional = node.verify !== 'on' || node.byRoute;
  return {
    caSecret: secretName(node.ca, home),
    ...(node.verify === 'optional_no_ca' ? { skipClientCertValidation: true } : {}),
    ...(optional ? { optionalClientCertificate: true } : {}),
    ...(optional || node.subject !== undefined ? { forwardClientCertificate: { subject: true } } : {}),
  };
};

const wwwRoot = (context: SiteContext, certificates: Certificates, home: string): readonly HttpProxy[] => {
  const { nodes, site } = context.emitted;
  const node = first(nodes, 'www-redirect');
  if (node === undefined || !isFqdn(node.from) || certificates.used.has(node.from)) return [];
  certificates.used.add(node.from);
  const own = node.covered ? first(nodes, 'certificate')?.secret : undefined;
  const secret = own ?? certificates.fallback;
  if (secret !== undefined) delegate(context.book, secret, home);
  const open = secret === undefined ? {} : { permitInsecure: true as const };
  const tls = secret === undefined ? {} : { tls: { secretName: secretName(secret, home) } };
  const requestRedirectPolicy = { hostname: site.host, statusCode: node.status };
  return [
    {
      apiVersion: 'projectcontour.io/v1',
      kind: 'HTTPProxy',
      metadata: metadata(objectName(node.from), home),
      spec: {
        virtualhost: { fqdn: node.from, ...tls },
        routes: [{ conditions: [{ prefix: '/' }], ...open, requestRedirectPolicy }],
      },
    },
  ];
};

export type { Placed };
