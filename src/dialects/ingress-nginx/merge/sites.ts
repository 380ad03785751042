/** From a merged server to a site of the model. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import type { Site, SiteName } from '../../../model/model.ts';
import type { Features, PassthroughFeatures } from '../../../model/universe.ts';
import { mapTraced, type PlacedOrigins, placesIn, traced } from '../../../source/traced.ts';
import type { ControllerSettings } from '../settings.ts';
import { placeLocations } from '../snippet/host-locations.ts';
import type { IngressInput, LocationDraft, PoolDraft, ServerDraft } from './drafts.ts';
import { orderLocations } from './locations.ts';
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
  const routeContext = { server, controller: context.controller, certificateNames, fallback: context.fallback };
  const routes = locations
    .filter((l) => !l.slashRedirect || l.location.owner?.settings.denied === undefined)
    .map((l, i) => createRoute(l, i, routeContext));
  const [first, ...more] = server.from;
  const from: PlacedOrigins =
    first === undefined ? [{ kind: 'default', dialect: 'ingress-nginx', key: 'default-backend' }] : [first, ...more];
  return {
    host: server.host,
    name: siteName(server.host),
    aliases: (server.aliases?.names ?? []).map((text) =>
      mapTraced(server.aliases?.traced ?? traced([], ...from), () => aliasName(text)),
    ),
    ...placeLocations(server.host, server.serverSnippet, { routes, ordered }, context.report),
    tls: server.tls !== undefined,
    features: siteFeatures(server, written, context),
    passthrough: passthrough(server, context.report),
    from,
  };
};

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
  const belowWildcard = (name: string): boolean => servers.get(name.replace(/^[^.]+/, '*'))?.tls !== undefined;
  const certificate = server.tls?.certificate?.value;
  const names = [server.host, ...(server.aliases?.names ?? [])].filter((name, i) =>
    i === 0
      ? server.tls !== undefined || (name !== '' && belowWildcard(name))
      : (certificate !== undefined && covers(certificate.names, name)) || belowWildcard(name),
  );
  return names.length === 1 + (server.aliases?.names.length ?? 0) ? 'all' : names;
};

const siteFeatures = (
  server: ServerDraft,
  written: readonly LocationDraft[],
  context: SiteContext,
): Features<'site'> => {
  const certificate = server.tls?.certificate;
  const aliases = server.aliases?.names ?? [];
  const appRoot = written.find((l) => l.owner?.settings.appRoot !== undefined)?.owner?.settings.appRoot;
  const raw = server.serverSnippet?.settings.serverSnippet;
  const rules = hostRules(server, context);
  const www = server.www === undefined ? undefined : wwwCounterpart(server, context);
  return {
    ...(certificate === undefined
      ? {}
      : {
          serverCertificate: {
            certificate,
            names: [server.host, ...aliases.filter((a) => covers(certificate.value.names, a))],
          },
        }),
    ...(server.tls?.reference === undefined ? {} : { certificateReference: server.tls.reference }),
    ...(server.clientCertificates === undefined ? {} : { clientCertificates: server.clientCertificates.feature }),
    ...(server.closed === undefined ? {} : { closed: server.closed }),
    ...(appRoot === undefined ? {} : { appRoot: { path: appRoot } }),
    ...(www === undefined
      ? {}
      : {
          wwwRedirect: {
            from: www,
            status: context.controller.httpRedirectCode,
            covered: certificate !== undefined && covers(certificate.value.names, www.value),
          },
        }),
    ...(server.ciphers === undefined ? {} : { tlsCiphers: server.ciphers.feature }),
    ...(rules === undefined ? {} : { rules }),
    ...(raw === undefined || raw.texts.length === 0 ? {} : { rawText: raw }),
  };
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

/** Only the Service behind `/` gets the undecrypted connections; other paths are reachable over plain HTTP alone. */
const passthrough = (
  server: ServerDraft,
  report: Report,
): { readonly passthrough?: PassthroughFeatures['passthrough'] } => {
  const { passthrough: on } = server;
  if (on === undefined || server.host === '') return {};
  const root = server.locations.find((l) => l.path === '/' && !l.exact && l.pool !== undefined);
  for (const l of server.locations) if (l.path !== '/') report.add('M436', { host: server.host, path: l.path }, l.from);
  if (root?.pool !== undefined) return { passthrough: { pool: traced(root.pool.name, ...on.from) } };
  report.add('M435', { host: server.host }, placesIn(on.from, undefined));
  return {};
};
