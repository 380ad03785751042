/** The whole output: one file of objects per namespace, and contour.yaml. */
import { because } from '../../diagnostics/report.ts';
import type { Assembled, Emitted, OutputFile } from '../target.ts';
import { type Certificates, siteObjects } from './assemble-site.ts';
import { catchAllObjects } from './catch-all.ts';
import { mergeConfigs, ownSettings } from './config.ts';
import { connectTimeout } from './connect-timeout.ts';
import { durationText } from './features/upstream.ts';
import { objectName } from './names.ts';
import { type ContourNode, first, only, type SecretRef } from './node.ts';
import { placeholderData, placeholderName } from './placeholder-certificate.ts';
import { type Notebook, note, type SiteContext } from './plan.ts';
import { printDocument, printDocuments } from './print.ts';
import type { Delegation, Manifest, Secret } from './tree.ts';
import { trustOf } from './trusted-proxies.ts';

export const assemble = (emitted: Emitted<ContourNode>): Assembled => {
  const book: Notebook = { findings: [], delegations: new Map() };
  const given = first(emitted.controller, 'default-certificate')?.secret;
  const home = emitted.sites
    .flatMap(({ site }) => site.routes.map((route) => route.ingress?.namespace))
    .find((namespace) => namespace !== undefined);
  const placeholder = { namespace: home ?? 'default', name: placeholderName };
  const hosts = new Set(emitted.sites.map(({ site }) => site.host.toLowerCase()));
  const forUnknown = first(emitted.controller, 'reject-unknown-names') === undefined;
  const wildcards = new Map(
    emitted.sites.flatMap(({ site, nodes }) => {
      const secret = first(nodes, 'certificate')?.secret;
      return secret !== undefined && site.host.startsWith('*.') ? [[site.host, secret] as const] : [];
    }),
  );
  const certificates: Certificates = { fallback: given ?? placeholder, forUnknown, used: new Set(), hosts, wildcards };
  const objects: Manifest[] = emitted.sites
    .filter(({ site }) => site.name.kind !== 'any')
    .flatMap((site) => siteObjects(siteContext(emitted, site, book, certificates), certificates));
  for (const site of emitted.sites.filter(({ site }) => site.name.kind === 'any')) {
    objects.push(...catchAllObjects(siteContext(emitted, site, book, certificates)));
  }
  if (!objects.some((object) => object.kind === 'HTTPProxy')) objects.push(nobody(given ?? placeholder, forUnknown));
  if (given === undefined) {
    objects.push(placeholderSecret(placeholder));
    note(book, 'note', because('T5494', { secret: `${placeholder.namespace}/${placeholder.name}` }));
  }
  objects.push(...delegations(book));
  noteListeners(emitted, book);
  if (emitted.model.pools.some((pool) => pool.endpoints.kind === 'external')) note(book, 'note', because('T5409', {}));
  noteSharedCertificates(objects, book);
  return {
    files: [...objectFiles(objects), configFile(emitted, forUnknown ? certificates.fallback : undefined, book)],
    findings: book.findings,
  };
};

const siteContext = (
  emitted: Emitted<ContourNode>,
  site: Emitted<ContourNode>['sites'][number],
  book: Notebook,
  certificates: Certificates,
): SiteContext => {
  const piped = first(site.nodes, 'passthrough') !== undefined;
  const https = !piped && (certificates.fallback !== undefined || first(site.nodes, 'certificate') !== undefined);
  return {
    emitted: site,
    version: emitted.options.version,
    https,
    secured: https || piped,
    trust: first(emitted.controller, 'trust') !== undefined,
    trusted: trustOf(emitted.model),
    pools: emitted.pools,
    blocked: only(emitted.controller, 'block-header'),
    blockedAddresses: only(emitted.controller, 'block-addresses').flatMap((node) => node.cidrs),
    defaultPool: first(emitted.controller, 'default-backend')?.pool,
    book,
  };
};

/** Envoy listens only when some host is there: without one, unknown names would be refused instead of answered with 404. */
const nobody = ({ namespace, name }: SecretRef, forUnknown: boolean): Manifest => ({
  apiVersion: 'projectcontour.io/v1',
  kind: 'HTTPProxy',
  metadata: { name: 'ingress-compile-nobody', namespace, labels },
  spec: {
    virtualhost: {
      fqdn: 'nobody.invalid',
      tls: { secretName: name, ...(forUnknown ? { enableFallbackCertificate: true } : {}) },
    },
    routes: [{ conditions: [{ prefix: '/' }], permitInsecure: true, directResponsePolicy: { statusCode: 404 } }],
  },
});

const noteListeners = (emitted: Emitted<ContourNode>, book: Notebook): void => {
  const { http, https } = emitted.model.listeners;
  note(book, 'note', because('T5489', { http: http.port, https: https.port }));
  note(book, 'approximate', because('T5488', {}));
  note(book, 'note', because('T5490', {}));
  note(book, 'approximate', because('T5491', {}));
  for (const stream of emitted.model.streams) {
    note(book, 'refused', because('T5492', { port: `${stream.protocol} ${stream.port}` }, stream.from));
  }
};

/** A browser that knows one certificate for two hosts asks for both over one connection. */
const noteSharedCertificates = (objects: readonly Manifest[], book: Notebook): void => {
  const hosts = new Map<string, string[]>();
  for (const object of objects) {
    if (object.kind !== 'HTTPProxy') continue;
    const { fqdn = '*', tls } = object.spec.virtualhost ?? {};
    const secret = tls?.secretName ?? placeholderName;
    if (fqdn.startsWith('*') || secret === placeholderName || secret.endsWith(`/${placeholderName}`)) continue;
    const name = secret.includes('/') ? secret : `${object.metadata.namespace}/${secret}`;
    hosts.set(name, [...(hosts.get(name) ?? []), fqdn]);
  }
  for (const [secret, names] of [...hosts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [one, other] = names.sort();
    if (one !== undefined && other !== undefined)
      note(book, 'approximate', because('T5413', { secret, first: one, second: other }));
  }
};

const labels = { 'app.kubernetes.io/managed-by': 'ingress-compile' } as const;

const placeholderSecret = ({ name, namespace }: SecretRef): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/tls',
  metadata: { name, namespace, labels },
  stringData: placeholderData,
});

const delegations = (book: Notebook): readonly Delegation[] =>
  [...book.delegations.values()].map(({ secret, namespaces }) => ({
    apiVersion: 'projectcontour.io/v1',
    kind: 'TLSCertificateDelegation',
    metadata: { name: objectName(secret.name, 'delegation'), namespace: secret.namespace, labels },
    spec: { delegations: [{ secretName: secret.name, targetNamespaces: [...namespaces].sort() }] },
  }));

const rank: Readonly<Record<Manifest['kind'], number>> = {
  Secret: 0,
  TLSCertificateDelegation: 1,
  HTTPProxy: 2,
  Ingress: 3,
};

const objectFiles = (objects: readonly Manifest[]): readonly OutputFile[] => {
  const byNamespace = new Map<string, Manifest[]>();
  for (const object of objects) {
    const list = byNamespace.get(object.metadata.namespace) ?? [];
    list.push(object);
    byNamespace.set(object.metadata.namespace, list);
  }
  return [...byNamespace.keys()].sort().map((namespace) => {
    const list = (byNamespace.get(namespace) ?? []).sort(
      (a, b) => rank[a.kind] - rank[b.kind] || (a.metadata.name < b.metadata.name ? -1 : 1),
    );
    return { name: `namespaces/${objectName(namespace)}.yaml`, text: printDocuments(list), secret: false };
  });
};

const configFile = (emitted: Emitted<ContourNode>, fallback: SecretRef | undefined, book: Notebook): OutputFile => {
  const nodes = emitted.sites.flatMap((site) =>
    site.routes.flatMap((route) => only(route.nodes, 'client-certificate')),
  );
  const clients = new Map(nodes.map(({ secret }) => [`${secret.namespace}/${secret.name}`, secret]));
  const [client, ...others] = clients.values();
  if (others.length > 0)
    note(book, 'refused', because('T5454', { what: 'more than one client certificate towards backends' }));
  const external = emitted.model.pools.some((pool) => pool.endpoints.kind === 'external');
  const connect = connectTimeout(emitted.model);
  const own = ownSettings(
    fallback,
    others.length > 0 ? undefined : client,
    external,
    connect === undefined ? undefined : durationText(connect),
  );
  const config = mergeConfigs([...only(emitted.controller, 'config').map((node) => node.config), own]);
  return { name: 'contour.yaml', text: printDocument(config), secret: false };
};
