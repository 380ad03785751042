/** Hosts and their locations, merged from all Ingresses in processing order as the controller does it. */
import type { Report } from '../../../diagnostics/report.ts';
import type { IngressPath } from '../../../kubernetes/cluster.ts';
import { type Path, type SourceOrigin, sourceOrigin } from '../../../source/traced.ts';
import type { IngressSettings } from '../settings.ts';
import { type IngressInput, type LocationDraft, type PoolDraft, pathText, type ServerDraft } from './drafts.ts';
import { askForCertificates, configureHost, dropCollidingAliases } from './host-settings.ts';
import { appendLocation, findLocation } from './location-index.ts';
import { createPathMatches, type PathMatches } from './path-matches.ts';
import { findPool, type Pools } from './pools.ts';
import { defaultBackendPath, type SpecPaths } from './spec-paths.ts';
import type { Certificates } from './tls.ts';

export type Servers = Map<string, ServerDraft>;

interface Merging {
  readonly servers: Servers;
  readonly matches: PathMatches;
  readonly pools: Pools;
  readonly paths: SpecPaths;
  readonly report: Report;
}

export const createServers = (
  inputs: readonly IngressInput[],
  pools: Pools,
  paths: SpecPaths,
  certificates: Certificates,
  report: Report,
): Servers => {
  const matches = createPathMatches();
  const catchAll = newServer('', undefined, [], undefined, matches);
  const merging: Merging = { servers: new Map([['', catchAll]]), matches, pools, paths, report };
  for (const input of inputs) {
    if (input.settings.canary !== undefined) continue;
    const pool = defaultPool(input, pools);
    takeCatchAll(input, pool, catchAll);
    let i = -1;
    for (const rule of input.ingress.spec.rules) {
      i++;
      const server = serverOf(rule.host, input, i, pool, merging);
      configureHost(input, server, certificates, paths, report);
    }
  }
  dropCollidingAliases(merging.servers, report);
  for (const input of inputs) addLocations(input, merging);
  return merging.servers;
};

const defaultPool = ({ ingress }: IngressInput, pools: Pools): PoolDraft | undefined => {
  const { defaultBackend } = ingress.spec;
  return defaultBackend?.kind === 'service'
    ? findPool(pools, ingress.namespace, defaultBackend.name, defaultBackend.port)
    : undefined;
};

/** An Ingress of only a default backend takes the catch-all. */
const takeCatchAll = (input: IngressInput, pool: PoolDraft | undefined, catchAll: ServerDraft): void => {
  const [root] = catchAll.locations;
  if (pool === undefined || input.ingress.spec.rules.length > 0 || root?.implicit !== true) return;
  root.implicit = false;
  root.plain = true;
  root.pool = pool;
  root.owner = input;
  root.from = [sourceOrigin(input.ingress.object, defaultBackendPath)];
};

/** With the implicit `/`. */
const newServer = (
  host: string,
  owner: IngressInput | undefined,
  from: SourceOrigin[],
  pool: PoolDraft | undefined,
  matches: PathMatches,
): ServerDraft => {
  const [first] = from;
  const root: LocationDraft = {
    path: '/',
    exact: false,
    implicit: true,
    pool,
    owner,
    plain: false,
    from: first === undefined ? [] : [first],
  };
  return { host, locations: [root], matches, index: undefined, tls: undefined, from };
};

/** The oldest Ingress that names a host makes it. */
const serverOf = (
  host: string,
  input: IngressInput,
  rule: number,
  pool: PoolDraft | undefined,
  { servers, matches, paths }: Merging,
): ServerDraft => {
  const { object } = input.ingress;
  const at = sourceOrigin(object, paths.host(rule));
  const known = servers.get(host);
  if (known !== undefined) {
    known.from.push(at);
    return known;
  }
  const made = newServer(host, input, [sourceOrigin(object, paths.host(rule)), at], pool, matches);
  servers.set(host, made);
  return made;
};

const addLocations = (input: IngressInput, merging: Merging): void => {
  const { ingress, settings } = input;
  const { servers, paths } = merging;
  let i = -1;
  for (const rule of ingress.spec.rules) {
    i++;
    const server = servers.get(rule.host) ?? servers.get('');
    if (server === undefined || (rule.paths === undefined && rule.host !== '')) continue;
    if (settings.hostClosed !== undefined) server.closed ??= settings.hostClosed;
    if (settings.clientCertificates !== undefined) askForCertificates(input, rule.host, server, merging.report);
    if (settings.serverBackendTls !== undefined) server.serverBackendTls ??= input;
    if (rule.paths === undefined) continue;
    let j = -1;
    for (const path of rule.paths) {
      j++;
      addLocation(input, path, paths.path(i, j), server, merging);
    }
  }
};

const addLocation = (
  input: IngressInput,
  listed: IngressPath,
  place: Path,
  server: ServerDraft,
  { pools, report }: Merging,
): void => {
  const { backend, path, pathType } = listed;
  if (backend.kind !== 'service') return;
  const { ingress, settings } = input;
  const pool = findPool(pools, ingress.namespace, backend.name, backend.port);
  if (pool === undefined) return;
  const at = sourceOrigin(ingress.object, place);
  if (pool.canary !== undefined) {
    if (settings.canary === undefined) report.add('M442', { path, canary: ingressName(pool.canaryIngress) }, [at]);
    return;
  }
  const text = pathText(listed);
  const exact = pathType === 'Exact';
  const taken = findLocation(server, text, exact);
  if (taken === undefined || taken.implicit) {
    if (taken === undefined)
      appendLocation(server, { path: text, exact, implicit: false, pool, owner: input, plain: false, from: [at] });
    else {
      taken.implicit = false;
      taken.pool = pool;
      taken.owner = input;
      taken.from = [at];
    }
    if (settings.fromToWww !== undefined) server.www ??= settings.fromToWww;
  } else if (settings.canary === undefined) {
    report.add('M432', { host: server.host, path: text, winner: ingressName(taken.owner) }, [at, ...taken.from]);
  }
  if (settings.affinity !== undefined) shareAffinity(settings.affinity, pool, server, path);
};

const ingressName = (input: IngressInput | undefined): string =>
  input === undefined ? 'another Ingress' : `${input.ingress.namespace}/${input.ingress.name}`;

/** Mode of the oldest, cookie attributes of the youngest; the cookie is issued where an Ingress with affinity lists the path. */
const shareAffinity = (
  affinity: NonNullable<IngressSettings['affinity']>,
  pool: PoolDraft,
  server: ServerDraft,
  manifestPath: string,
): void => {
  pool.affinity = pool.affinity === undefined ? affinity.pool : { ...affinity.pool, mode: pool.affinity.mode };
  pool.affinityPath = affinity.path;
  pool.cookiePaths ??= new Map();
  const paths = pool.cookiePaths.get(server.host) ?? new Set<string>();
  pool.cookiePaths.set(server.host, paths.add(manifestPath));
};
