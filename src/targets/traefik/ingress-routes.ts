/** Routers as IngressRoutes: one object per host, namespace and entry point. */
import type { Emitted, EmittedSite } from '../target.ts';
import { plainUse } from './backend.ts';
import { middlewareRef, serviceRef, useRef } from './crd.ts';
import type { JsonObject } from './json.ts';
import { objectName } from './names.ts';
import { type Objects, put, traefikApi } from './objects.ts';
import type { Router } from './router.ts';
import { and, everything, match } from './rule.ts';
import { siteNames } from './site-names.ts';
import { siteOption } from './tls.ts';
import { TraefikText } from './token.ts';
import type { TraefikNode } from './tree.ts';
import { observability } from './versions.ts';

interface TlsOfHost {
  readonly option?: { readonly name: string; readonly namespace: string };
  /** Secret with the certificate of the host. */
  readonly secret?: { readonly namespace: string; readonly name: string };
}

export const ingressRoutes = (objects: Objects, emitted: Emitted<TraefikNode>, routers: readonly Router[]): void => {
  const tls = new Map(emitted.sites.map((site) => [site.site.host, tlsOf(objects, emitted, site)]));
  const groups = new Map<string, Router[]>();
  for (const r of routers) {
    const key = `${r.namespace}\n${r.on}\n${r.host}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [r]);
    else group.push(r);
  }
  const withCertificate = new Set<string>();
  for (const list of groups.values()) {
    const [first] = list;
    if (first === undefined) continue;
    const host = tls.get(first.host) ?? {};
    const own = host.secret !== undefined && host.secret.namespace === first.namespace;
    if (own && first.on === 'websecure') withCertificate.add(first.host);
    writeRoute(
      objects,
      first,
      list,
      first.on === 'websecure' ? tlsJson(objects, host, first.namespace) : undefined,
      observability(emitted.options.version),
    );
  }
  for (const site of emitted.sites) {
    piped(objects, site, emitted);
    const host = tls.get(site.site.host);
    const passed = site.nodes.some((n) => n.kind === 'passthrough');
    // A TLS router of the host would take the connections that are to be passed on.
    if (host?.secret !== undefined && !passed && !withCertificate.has(site.site.host))
      certificateOnly(objects, emitted, site, host);
  }
};

const tlsOf = (objects: Objects, emitted: Emitted<TraefikNode>, site: EmittedSite<TraefikNode>): TlsOfHost => {
  const option = siteOption(objects, emitted, site);
  const secret =
    site.nodes.find((n) => n.kind === 'certificate')?.certificate.certificate.secret ??
    site.nodes.find((n) => n.kind === 'certificate-reference')?.secret;
  return { ...(option === undefined ? {} : { option }), ...(secret === undefined ? {} : { secret }) };
};

const tlsJson = (objects: Objects, { option, secret }: TlsOfHost, namespace: string): JsonObject => {
  const foreign = option !== undefined && option.namespace !== namespace;
  if (foreign) objects.needs.crossNamespace = true;
  return {
    ...(secret !== undefined && secret.namespace === namespace ? { secretName: secret.name } : {}),
    ...(option === undefined
      ? {}
      : { options: { name: option.name, ...(foreign ? { namespace: option.namespace } : {}) } }),
  };
};

const writeRoute = (
  objects: Objects,
  { host, namespace, on }: Router,
  list: readonly Router[],
  tls: JsonObject | undefined,
  observable: boolean,
): void => {
  const routes = list.toSorted((a, b) => b.priority - a.priority).map((r) => routeJson(objects, r, observable));
  const name = objectName(
    `${host === '' ? 'any-host' : host.replace('*', 'wildcard')}-${on}`,
    `${namespace} ${host} ${on}`,
  );
  put(
    objects,
    traefikApi,
    { kind: 'IngressRoute', namespace, name },
    { spec: { entryPoints: [on], routes, ...(tls === undefined ? {} : { tls }) } },
  );
};

const routeJson = (objects: Objects, r: Router, observable: boolean): JsonObject => {
  const middlewares = r.steps.map((s) => middlewareRef(objects, r.namespace, s.label, s.middleware));
  return {
    kind: 'Rule',
    match: TraefikText.read(TraefikText.rule(r.rule)),
    priority: r.priority,
    ...(middlewares.length === 0 ? {} : { middlewares }),
    services: [serviceRef(objects, r.namespace, r.backend)],
    ...(r.quiet && observable ? { observability: { accessLogs: false } } : {}),
  };
};

/** Undecrypted connections of a host. */
const piped = (objects: Objects, site: EmittedSite<TraefikNode>, { pools, options }: Emitted<TraefikNode>): void => {
  const pool = pools.get(site.nodes.find((n) => n.kind === 'passthrough')?.pool ?? '')?.pool;
  if (pool === undefined) return;
  const { namespace } = pool.service;
  const { name, port } = useRef(objects, namespace, plainUse(pool));
  const names = siteNames(site.site, options.version).flatMap((n) => (n.literal ? [n.text] : []));
  const routes = names.map((n) => ({
    match: TraefikText.read(TraefikText.rule(match('HostSNI', n))),
    services: [{ name: name ?? '', port: port ?? 443 }],
  }));
  put(
    objects,
    traefikApi,
    { kind: 'IngressRouteTCP', namespace, name: objectName(`${site.site.host}-passthrough`, site.site.host) },
    { spec: { entryPoints: ['websecure'], routes, tls: { passthrough: true } } },
  );
};

/** The Secret lies in a namespace without a route of this host: a route that nothing reaches loads it. */
const certificateOnly = (
  objects: Objects,
  emitted: Emitted<TraefikNode>,
  site: EmittedSite<TraefikNode>,
  host: TlsOfHost,
): void => {
  const namespace = host.secret?.namespace;
  const [name] = siteNames(site.site, emitted.options.version);
  if (namespace === undefined || name === undefined) return;
  const router: Router = {
    host: `${site.site.host}-certificate`,
    namespace,
    on: 'websecure',
    rule: and(name.rule, everything),
    priority: 1,
    steps: [],
    backend: { kind: 'none' },
    quiet: false,
  };
  writeRoute(objects, router, [router], tlsJson(objects, host, namespace), false);
};
