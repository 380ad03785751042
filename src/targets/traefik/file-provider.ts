/** The same routers as a dynamic configuration of the file provider: addresses from the pools, certificates as files. */
import type { Certificate } from '../../model/features/site-features.ts';
import type { Emitted, EmittedSite, OutputFile } from '../target.ts';
import {
  createParts,
  type FileParts,
  filedBackend,
  filedMiddleware,
  poolAddresses,
  secretFile,
} from './file-objects.ts';
import type { JsonObject } from './json.ts';
import { objectName } from './names.ts';
import { printDocument, withoutTemplates } from './print.ts';
import type { Router } from './router.ts';
import { match } from './rule.ts';
import { siteNames } from './site-names.ts';
import { staticConfiguration } from './static.ts';
import { optionJson } from './tls.ts';
import { TraefikText } from './token.ts';
import { mergedOption, type TraefikNode } from './tree.ts';
import { observability } from './versions.ts';

export const assembleFile = (emitted: Emitted<TraefikNode>, routers: readonly Router[]): readonly OutputFile[] => {
  const parts = createParts(emitted.pools, emitted.options.certificates ?? 'certs');
  const options = new Map<string, JsonObject>();
  const hosts = new Map(emitted.sites.map((s) => [s.site.host, siteOptionName(parts, emitted, s, options)]));
  const http: JsonObject = {
    routers: Object.fromEntries(
      routers.map((r) => routerEntry(parts, r, hosts.get(r.host), observability(emitted.options.version))),
    ),
    services: sorted(parts.services),
    middlewares: sorted(parts.middlewares),
    serversTransports: sorted(parts.transports),
  };
  const tcp = tcpPart(emitted);
  const tls = tlsPart(parts, emitted, options);
  const dynamic: JsonObject = {
    http: Object.fromEntries(Object.entries(http).filter(([, v]) => Object.keys(v).length > 0)),
    ...(Object.keys(tcp).length === 0 ? {} : { tcp }),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
  const stat = staticConfiguration(emitted, { crossNamespace: false, externalName: false });
  return [
    { name: 'traefik.yaml', text: printDocument(stat), secret: false },
    { name: 'dynamic.yaml', text: withoutTemplates(printDocument(dynamic)), secret: false },
    ...[...parts.secrets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  ];
};

const sorted = (map: ReadonlyMap<string, JsonObject>): JsonObject =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));

const routerEntry = (
  parts: FileParts,
  r: Router,
  option: string | undefined,
  observable: boolean,
): readonly [string, JsonObject] => {
  const rule = TraefikText.read(TraefikText.rule(r.rule));
  const middlewares = r.steps.map((s) => filedMiddleware(parts, s.label, s.middleware));
  const value: JsonObject = {
    entryPoints: [r.on],
    rule,
    priority: r.priority,
    ...(middlewares.length === 0 ? {} : { middlewares }),
    service: filedBackend(parts, r.backend),
    ...(r.on === 'websecure' ? { tls: option === undefined ? {} : { options: option } } : {}),
    ...(r.quiet && observable ? { observability: { accessLogs: false } } : {}),
  };
  return [
    objectName(`${r.host === '' ? 'any-host' : r.host.replace('*', 'wildcard')}-${r.on}`, `${r.on} ${rule}`),
    value,
  ];
};

const siteOptionName = (
  parts: FileParts,
  emitted: Emitted<TraefikNode>,
  site: EmittedSite<TraefikNode>,
  options: Map<string, JsonObject>,
): string | undefined => {
  if (site.shut || !site.nodes.some((n) => n.kind === 'tls-option')) return undefined;
  const option = mergedOption([...emitted.controller, ...site.nodes]);
  const files = option.ca === undefined ? {} : { caFiles: [secretFile(parts, 'client-ca', 'crt', option.ca.text)] };
  const clientAuth =
    option.clientAuth === undefined ? {} : { clientAuth: { clientAuthType: option.clientAuth, ...files } };
  const name = objectName(`tls-${site.site.host}`, site.site.host);
  options.set(name, optionJson(option, clientAuth));
  return name;
};

const filedCertificate = (parts: FileParts, { certificate, key }: Certificate): JsonObject => ({
  certFile: secretFile(parts, certificate.secret.name, 'crt', certificate.text),
  keyFile: secretFile(parts, key.secret.name, 'key', key.text),
});

const tlsPart = (
  parts: FileParts,
  { sites, controller }: Emitted<TraefikNode>,
  options: ReadonlyMap<string, JsonObject>,
): JsonObject => {
  const pairs = new Map<string, JsonObject>();
  for (const n of sites.flatMap((s) => s.nodes)) {
    if (n.kind !== 'certificate') continue;
    const pair = filedCertificate(parts, n.certificate);
    pairs.set(JSON.stringify(pair), pair);
  }
  const own = mergedOption(controller);
  const all = sorted(
    new Map([...options, ...(Object.keys(own).length === 0 ? [] : [['default', optionJson(own, {})] as const])]),
  );
  const fallback = controller.find((n) => n.kind === 'default-certificate');
  return {
    ...(pairs.size === 0 ? {} : { certificates: [...pairs.values()] }),
    ...(Object.keys(all).length === 0 ? {} : { options: all }),
    ...(fallback === undefined
      ? {}
      : { stores: { default: { defaultCertificate: filedCertificate(parts, fallback.certificate) } } }),
  };
};

/** Undecrypted connections, and TCP services. */
const tcpPart = ({ sites, model, pools, options }: Emitted<TraefikNode>): JsonObject => {
  const routers: Record<string, JsonObject> = {};
  const services: Record<string, JsonObject> = {};
  const add = (label: string, rule: string, entryPoint: string, poolName: string, more: JsonObject): void => {
    const pool = pools.get(poolName)?.pool;
    if (pool === undefined) return;
    const name = objectName(label, `${label} ${poolName}`);
    services[name] = { loadBalancer: { servers: poolAddresses(pool).map((address) => ({ address })) } };
    routers[name] = { entryPoints: [entryPoint], rule, service: name, ...more };
  };
  const sni = (name: string): string => TraefikText.read(TraefikText.rule(match('HostSNI', name)));
  for (const { site, nodes } of sites) {
    const pool = nodes.find((n) => n.kind === 'passthrough')?.pool;
    if (pool === undefined) continue;
    for (const n of siteNames(site, options.version))
      if (n.literal) add(`${n.text}-passthrough`, sni(n.text), 'websecure', pool, { tls: { passthrough: true } });
  }
  for (const s of model.streams) if (s.protocol === 'tcp') add(`tcp-${s.port}`, sni('*'), `tcp-${s.port}`, s.pool, {});
  return Object.keys(routers).length === 0 ? {} : { routers, services };
};
