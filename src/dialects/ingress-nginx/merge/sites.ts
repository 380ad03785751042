/** From a merged server to a site of the model. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import type { Route, Site, SiteName } from '../../../model/model.ts';
import type { Features, PassthroughFeatures } from '../../../model/universe.ts';
import { mapTraced, type PlacedOrigin, type PlacedOrigins, placesIn, traced } from '../../../source/traced.ts';
import type { ControllerSettings } from '../settings.ts';
import { placeLocations } from '../snippet/host-locations.ts';
import type { IngressInput, LocationDraft, PoolDraft, ServerDraft } from './drafts.ts';
import { orderLocations } from './locations.ts';
import type { RouteContext } from './route-features.ts';
import { createRoute } from './routes.ts';
import type { Servers } from './servers.ts';
import { covers } from './tls.ts';

export interface SiteContext {
  readonly controller: ControllerSettings;
  readonly servers: Servers;
  readonly fallback: (input: IngressInput) => PoolDraft | undefined;
  readonly report: Report;
}

export const createSite = (server: ServerDraft, context: SiteContext): Site => {
  const { ordered, locations, written } = orderLocations(server, context.report);
  const certificateNames = namesWithCertificate(server, context.servers);
  const routeContext: RouteContext = {
    server,
    controller: context.controller,
    certificateNames,
    fallback: context.fallback,
    latest: undefined,
  };
  const own: Route[] = [];
  for (const location of locations)
    if (!location.slashRedirect || location.location.owner?.settings.denied === undefined)
      own.push(createRoute(location, own.length, routeContext));
  const placed = placeLocations(server.host, server.serverSnippet, { routes: own, ordered }, context.report);
  const from = hasOrigin(server.from) ? server.from : unclaimed;
  const { aliases } = server;
  return {
    host: server.host,
    name: siteName(server.host),
    aliases:
      aliases === undefined ? none : aliases.names.map((text) => mapTraced(aliases.traced, () => aliasName(text))),
    routes: placed.routes,
    ordered: placed.ordered,
    tls: server.tls !== undefined,
    features: siteFeatures(server, written, context),
    passthrough: passthrough(server, context.report),
    from,
  };
};

const none: Site['aliases'] = [];
const unclaimed: PlacedOrigins = [{ kind: 'default', dialect: 'ingress-nginx', key: 'default-backend' }];
const hasOrigin = (from: readonly PlacedOrigin[]): from is PlacedOrigins => from.length > 0;

const siteName = (host: string): SiteName =>
  host === ''
    ? { kind: 'any' }
    : host.startsWith('*.')
      ? { kind: 'wildcard', suffix: host.slice(2) }
      : { kind: 'exact', host };

const aliasName = (text: string): SiteName & { readonly text: string } => {
  if (text.startsWith('~'))
    return { kind: 'regex', pattern: { source: text.slice(text.startsWith('~*') ? 2 : 1), ignoreCase: true }, text };
  if (text.startsWith('*.') || text.startsWith('.') || text.endsWith('.*')) return { kind: 'native-wildcard', text };
  return { kind: 'exact', host: text, text };
};

/** Names that redirect to HTTPS: those with a certificate entry of their own, or below a wildcard host that has one. */
const namesWithCertificate = (server: ServerDraft, servers: Servers): 'all' | readonly string[] => {
  const { host, tls, aliases } = server;
  const belowWildcard = (name: string): boolean => servers.get(name.replace(/^[^.]+/, '*'))?.tls !== undefined;
  const own = tls !== undefined || (host !== '' && belowWildcard(host));
  if (aliases === undefined) return own ? 'all' : noNames;
  const certificate = tls?.certificate?.value;
  const names = aliases.names.filter(
    (name) => (certificate !== undefined && covers(certificate.names, name)) || belowWildcard(name),
  );
  return own && names.length === aliases.names.length ? 'all' : own ? [host, ...names] : names;
};

const noNames: readonly string[] = [];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const siteFeatures = (
  server: ServerDraft,
  written: readonly LocationDraft[],
  context: SiteContext,
): Features<'site'> => {
  const { tls, clientCertificates, closed, ciphers } = server;
  const features: Mutable<Features<'site'>> = {};
  const certificate = tls?.certificate;
  if (certificate !== undefined) {
    const aliases = server.aliases?.names ?? [];
    const names = [server.host, ...aliases.filter((name) => covers(certificate.value.names, name))];
    features.serverCertificate = { certificate, names };
  }
  if (tls?.reference !== undefined) features.certificateReference = tls.reference;
  if (clientCertificates !== undefined) features.clientCertificates = clientCertificates.feature;
  if (closed !== undefined) features.closed = closed;
  const appRoot = written.find((l) => l.owner?.settings.appRoot !== undefined)?.owner?.settings.appRoot;
  if (appRoot !== undefined) features.appRoot = { path: appRoot };
  const from = server.www === undefined ? undefined : wwwCounterpart(server, context);
  if (from !== undefined) {
    const covered = certificate !== undefined && covers(certificate.value.names, from.value);
    features.wwwRedirect = { from, status: context.controller.httpRedirectCode, covered };
  }
  if (ciphers !== undefined) features.tlsCiphers = ciphers.feature;
  const rules = hostRules(server, context);
  if (rules !== undefined) features.rules = rules;
  const raw = server.serverSnippet?.settings.serverSnippet;
  if (raw !== undefined && raw.texts.length > 0) features.rawText = raw;
  return features;
};

/** Those of the host itself come first. */
const hostRules = (server: ServerDraft, { controller }: SiteContext): Rules | undefined => {
  const own = server.serverSnippet?.settings.hostRules;
  if (own === undefined || controller.rules === undefined) return own ?? controller.rules;
  return {
    ...own,
    steps: [...own.steps, ...controller.rules.steps],
    guards: own.guards || controller.rules.guards,
  };
};

const wwwCounterpart = (server: ServerDraft, context: SiteContext): ReturnType<typeof traced<string>> | undefined => {
  const from = server.www?.from;
  if (from === undefined) return undefined;
  const name = server.host.startsWith('www.') ? server.host.slice(4) : `www.${server.host}`;
  const why =
    server.host === '' || server.host.startsWith('*.')
      ? 'the host is not a single name'
      : context.servers.has(name)
        ? `the host ${name} has an Ingress of its own`
        : undefined;
  if (why === undefined) return traced(name, ...from);
  context.report.add('M434', { host: server.host, why }, placesIn(from, undefined));
  return undefined;
};

const notPassed = {};

/** Only the Service behind `/` gets the undecrypted connections; other paths are reachable over plain HTTP alone. */
const passthrough = (
  server: ServerDraft,
  report: Report,
): { readonly passthrough?: PassthroughFeatures['passthrough'] } => {
  const { passthrough: on } = server;
  if (on === undefined || server.host === '') return notPassed;
  const root = server.locations.find((l) => l.path === '/' && !l.exact && l.pool !== undefined);
  for (const l of server.locations) if (l.path !== '/') report.add('M436', { host: server.host, path: l.path }, l.from);
  if (root?.pool !== undefined) return { passthrough: { pool: traced(root.pool.name, ...on.from) } };
  report.add('M435', { host: server.host }, placesIn(on.from, undefined));
  return {};
};
