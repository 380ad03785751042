/** Hosts and their locations, merged from all Ingresses in processing order as the controller does it. */
import { type Report, seenFrom } from '../../../diagnostics/report.ts';
import type { IngressPath } from '../../../kubernetes/cluster.ts';
import { type Origins, type Path, placesIn, type SourceOrigin, sourceOrigin } from '../../../source/traced.ts';
import {
  type IngressInput,
  type LocationDraft,
  type PoolDraft,
  pathText,
  poolName,
  type ServerDraft,
} from './drafts.ts';
import type { Pools } from './pools.ts';
import { type Certificates, certificateEntry } from './tls.ts';

export type Servers = Map<string, ServerDraft>;

export const createServers = (
  inputs: readonly IngressInput[],
  pools: Pools,
  certificates: Certificates,
  report: Report,
): Servers => {
  const servers: Servers = new Map([['', { host: '', locations: [emptyRoot()], from: [] }]]);
  const primaries = inputs.filter((input) => input.settings.canary === undefined);
  for (const input of primaries) createHosts(input, servers, pools);
  for (const input of primaries) configureHosts(input, servers, certificates, report);
  dropCollidingAliases(servers, report);
  for (const input of inputs) addLocations(input, servers, pools, report);
  return servers;
};

const emptyRoot = (): LocationDraft => ({ path: '/', exact: false, implicit: true, plain: false, from: [] });

const ruleOrigin = (input: IngressInput, ...path: Path): SourceOrigin =>
  sourceOrigin(input.ingress.object, ['spec', 'rules', ...path]);

/** The oldest Ingress that names a host makes it, together with the implicit `/`; an Ingress of only a default backend takes the catch-all. */
const createHosts = (input: IngressInput, servers: Servers, pools: Pools): void => {
  const { defaultBackend, rules } = input.ingress.spec;
  const pool =
    defaultBackend?.kind === 'service'
      ? pools.get(poolName(input.ingress.namespace, defaultBackend.name, defaultBackend.port))
      : undefined;
  const root = servers.get('')?.locations[0];
  if (pool !== undefined && rules.length === 0 && root?.implicit === true) {
    Object.assign(root, {
      implicit: false,
      plain: true,
      pool,
      owner: input,
      from: [sourceOrigin(input.ingress.object, ['spec', 'defaultBackend'])],
    });
  }
  rules.forEach((rule, i) => {
    if (servers.has(rule.host)) return;
    const from = ruleOrigin(input, i, 'host');
    const location = emptyRoot();
    location.owner = input;
    location.from = [from];
    if (pool !== undefined) location.pool = pool;
    servers.set(rule.host, { host: rule.host, locations: [location], from: [from] });
  });
};

/** Host-wide settings: the oldest Ingress that has one decides, for all paths of the host. */
const configureHosts = (input: IngressInput, servers: Servers, certificates: Certificates, report: Report): void => {
  const { ingress, settings } = input;
  for (const [i, rule] of ingress.spec.rules.entries()) {
    const server = servers.get(rule.host);
    if (server === undefined) continue;
    server.from.push(ruleOrigin(input, i, 'host'));
    if (settings.aliases !== undefined) {
      if (server.aliases === undefined)
        server.aliases = { names: settings.aliases.value, traced: settings.aliases, owner: input };
      else if (server.aliases.owner !== input)
        shadowed(report, input, 'server-alias', rule.host, server.aliases.owner, settings.aliases.from);
    }
    if (settings.serverSnippet !== undefined) {
      const first = settings.serverSnippet.texts[0]?.text.from;
      if (server.serverSnippet === undefined) server.serverSnippet = input;
      else if (server.serverSnippet !== input && first !== undefined)
        shadowed(report, input, 'server-snippet', rule.host, server.serverSnippet, first);
    }
    if (settings.tlsCiphers !== undefined) server.ciphers ??= { feature: settings.tlsCiphers, owner: input };
    if (settings.passthrough !== undefined) server.passthrough ??= settings.passthrough;
    if (rule.host !== '' && server.tls === undefined && ingress.spec.tls.length > 0) {
      server.tls = certificateEntry(ingress, rule.host, certificates, report);
    }
  }
};

const shadowed = (
  report: Report,
  input: IngressInput,
  what: string,
  host: string,
  winner: IngressInput,
  at: Origins,
): void =>
  seenFrom(report, { object: input.ingress.object }).add(
    'M430',
    { what, host, winner: `${winner.ingress.namespace}/${winner.ingress.name}` },
    at,
  );

const dropCollidingAliases = (servers: Servers, report: Report): void => {
  const owners = new Map<string, string>();
  for (const host of [...servers.keys()].sort()) {
    const server = servers.get(host);
    if (server?.aliases === undefined) continue;
    const { names, traced, owner } = server.aliases;
    const places = placesIn(traced.from, { object: owner.ingress.object });
    const kept = names.filter((name) => {
      const taken = servers.has(name) ? name : owners.get(name);
      if (taken === undefined) {
        owners.set(name, host);
        return true;
      }
      report.add('M431', { alias: name, host, taken }, places);
      return false;
    });
    server.aliases = { ...server.aliases, names: [...new Set(kept)].sort() };
  }
};

const addLocations = (input: IngressInput, servers: Servers, pools: Pools, report: Report): void => {
  const { ingress, settings } = input;
  for (const [i, rule] of ingress.spec.rules.entries()) {
    const server = servers.get(rule.host) ?? servers.get('');
    if (server === undefined || (rule.paths === undefined && rule.host !== '')) continue;
    if (settings.hostClosed !== undefined) server.closed ??= settings.hostClosed;
    if (settings.clientCertificates !== undefined) {
      if (server.clientCertificates === undefined)
        server.clientCertificates = { feature: settings.clientCertificates, owner: input };
      else if (server.clientCertificates.owner !== input) {
        shadowed(
          report,
          input,
          'auth-tls-secret',
          rule.host,
          server.clientCertificates.owner,
          settings.clientCertificates.ca.from,
        );
      }
    }
    if (settings.serverBackendTls !== undefined) server.serverBackendTls ??= input;
    for (const [j, path] of (rule.paths ?? []).entries())
      addLocation(input, path, ruleOrigin(input, i, 'http', 'paths', j, 'path'), server, pools, report);
  }
};

const addLocation = (
  input: IngressInput,
  path: IngressPath,
  at: SourceOrigin,
  server: ServerDraft,
  pools: Pools,
  report: Report,
): void => {
  if (path.backend.kind !== 'service') return;
  const pool = pools.get(poolName(input.ingress.namespace, path.backend.name, path.backend.port));
  if (pool === undefined) return;
  if (pool.canary !== undefined) {
    if (input.settings.canary === undefined)
      report.add('M442', { path: path.path, canary: ingressName(pool.canaryIngress) }, [at]);
    return;
  }
  const text = pathText(path);
  const exact = path.pathType === 'Exact';
  const taken = server.locations.find((location) => location.path === text && location.exact === exact);
  if (taken === undefined || taken.implicit) {
    if (taken === undefined)
      server.locations.push({ path: text, exact, implicit: false, pool, owner: input, plain: false, from: [at] });
    else {
      taken.implicit = false;
      taken.pool = pool;
      taken.owner = input;
      taken.from = [at];
    }
    if (input.settings.fromToWww !== undefined) server.www ??= input.settings.fromToWww;
  } else if (input.settings.canary === undefined) {
    report.add('M432', { host: server.host, path: text, winner: ingressName(taken.owner) }, [at, ...taken.from]);
  }
  shareAffinity(input, pool, server, path.path);
};

const ingressName = (input: IngressInput | undefined): string =>
  input === undefined ? 'another Ingress' : `${input.ingress.namespace}/${input.ingress.name}`;

/** Mode of the oldest, cookie attributes of the youngest; the cookie is issued where an Ingress with affinity lists the path. */
const shareAffinity = (input: IngressInput, pool: PoolDraft, server: ServerDraft, manifestPath: string): void => {
  const affinity = input.settings.affinity;
  if (affinity === undefined) return;
  pool.affinity = pool.affinity === undefined ? affinity.pool : { ...affinity.pool, mode: pool.affinity.mode };
  if (affinity.path === undefined) delete pool.affinityPath;
  else pool.affinityPath = affinity.path;
  pool.cookiePaths ??= new Map();
  const paths = pool.cookiePaths.get(server.host) ?? new Set<string>();
  pool.cookiePaths.set(server.host, paths.add(manifestPath));
};
