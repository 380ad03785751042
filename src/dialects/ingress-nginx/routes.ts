/** From a merged location to a route of the model: settings of its Ingress, plus what depends on the place. */
import type { Hsts, HttpsRedirect } from '../../model/features/route-features.ts';
import type { Action, Forward, Route } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import { type Origins, traced } from '../../source/traced.ts';
import type { IngressInput, LocationDraft, PoolDraft, ServerDraft } from './drafts.ts';
import { type OrderedLocation, rewrites } from './locations.ts';
import type { ControllerSettings, IngressSettings } from './settings.ts';
import { inheritFrom } from './snippet-server.ts';

export interface RouteContext {
  readonly server: ServerDraft;
  readonly controller: ControllerSettings;
  /** Names of the host that have a certificate entry; `all` when every one has. */
  readonly certificateNames: 'all' | readonly string[];
  /** Pool of an Ingress' default-backend annotation, when that Service has endpoints. */
  readonly fallback: (input: IngressInput) => PoolDraft | undefined;
}

export const createRoute = (ordered: OrderedLocation, rank: number, context: RouteContext): Route => {
  const { location, match } = ordered;
  const settings = location.owner?.settings;
  const action = createAction(ordered, context);
  const grpc = settings !== undefined && action.kind === 'forward' && action.protocol.value.startsWith('grpc');
  const base = {
    id: `${context.server.host}#${rank}`,
    match,
    path: location.path,
    implicit: location.implicit,
    ...(location.owner === undefined ? {} : { ingress: location.owner.ingress.object.ref }),
    from: originsOfLocation(location, context),
    action,
    upgrades: !grpc,
  };
  const features = ordered.slashRedirect ? {} : routeFeatures(location, action, context);
  return grpc ? { ...base, protocol: 'grpc', features: routedOnly(features) } : { ...base, protocol: 'http', features };
};

const originsOfLocation = (location: LocationDraft, context: RouteContext): Origins => {
  const [first = context.server.from[0], ...more] = location.from;
  return first === undefined
    ? [{ kind: 'default', dialect: 'ingress-nginx', key: 'default-backend' }]
    : [first, ...more];
};

const createAction = ({ location, match, slashRedirect }: OrderedLocation, context: RouteContext): Action => {
  if (slashRedirect && match.kind === 'exact') return { kind: 'slash-redirect', to: `${match.path}/` };
  const { pool, owner } = location;
  if (pool === undefined) return { kind: 'default-backend' };
  const fallback = owner === undefined ? undefined : context.fallback(owner);
  const forward: Forward = {
    kind: 'forward',
    pool: pool.name,
    protocol:
      owner?.settings.backendProtocol ??
      traced('http', { kind: 'default', dialect: 'ingress-nginx', key: 'backend-protocol' }),
    service: pool.service,
    ...(fallback === undefined || owner?.settings.defaultBackend === undefined
      ? {}
      : { whenEmpty: traced(fallback.name, ...owner.settings.defaultBackend.from) }),
  };
  return forward;
};

const routeFeatures = (location: LocationDraft, action: Action, context: RouteContext): Features<'http'> => {
  const { controller, server } = context;
  const hsts: { hsts?: Hsts } = controller.hsts.value ? { hsts: controller.hstsFeature } : {};
  const input = location.owner;
  const host = server.serverSnippet?.settings.hostFeatures;
  if (input === undefined) return { ...inheritFrom(host, controller.location, false), ...hsts };
  const { settings } = input;
  const authenticated = settings.externalAuth !== undefined;
  const { redirect, ...rest } = inheritFrom(host, settings.location, authenticated);
  const pool = location.pool;
  return {
    ...rest,
    ...(redirect === undefined || location.plain ? {} : { redirect }),
    ...(settings.denied === undefined ? {} : { denied: settings.denied }),
    ...httpsRedirect(location, settings, context),
    ...rewriteFeature(location, settings),
    ...authentication(location, settings, controller),
    ...(action.kind === 'forward' ? errorPages(input, context) : {}),
    ...(rest.backendTls === undefined && server.serverBackendTls?.settings.serverBackendTls !== undefined
      ? { backendTls: server.serverBackendTls.settings.serverBackendTls }
      : {}),
    ...(pool === undefined || action.kind !== 'forward'
      ? {}
      : { ...canaryFeature(pool), ...sessionCookie(pool, location, server) }),
    ...hsts,
  };
};

const exempt = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => prefix !== '' && path.startsWith(prefix));

const redirectCache = new WeakMap<IngressSettings, Map<string, HttpsRedirect>>();

const httpsRedirect = (
  location: LocationDraft,
  settings: IngressSettings,
  context: RouteContext,
): { httpsRedirect?: HttpsRedirect } => {
  const { controller, certificateNames } = context;
  const forced = settings.forceSslRedirect.value;
  const wanted = forced || (settings.sslRedirect.value && certificateNames.length > 0);
  if (!wanted || location.plain || exempt(location.path, controller.noTlsRedirectLocations.value)) return {};
  const names = forced ? 'all' : certificateNames;
  const key = names === 'all' ? '' : names.join(' ');
  const perSettings = redirectCache.get(settings) ?? new Map<string, HttpsRedirect>();
  redirectCache.set(settings, perSettings);
  let feature = perSettings.get(key);
  if (feature === undefined) {
    const withPort = settings.location.redirectStyle?.withPort ?? controller.usePortInRedirects;
    feature = {
      status: controller.httpRedirectCode,
      names,
      trailingSlash: traced(
        settings.preserveTrailingSlash.value ? 'keep' : 'cut',
        ...settings.preserveTrailingSlash.from,
      ),
      ...(withPort.value ? { port: traced(443, ...withPort.from) } : {}),
      because: forced
        ? traced('forced', ...settings.forceSslRedirect.from)
        : traced('certificate', ...settings.sslRedirect.from),
    };
    perSettings.set(key, feature);
  }
  return { httpsRedirect: feature };
};

const rewriteFeature = (location: LocationDraft, settings: IngressSettings): Pick<Features<'http'>, 'rewrite'> => {
  const target = settings.rewriteTarget;
  if (target === undefined || !rewrites(location)) return {};
  const [first] = location.from;
  return {
    rewrite: {
      pattern: traced({ source: location.path, ignoreCase: true }, first ?? target.text.from[0]),
      target: traced(target.template, ...target.text.from),
      redirects: target.redirects,
      ...(settings.forwardedPrefix === undefined ? {} : { forwardedPrefix: settings.forwardedPrefix }),
    },
  };
};

/** No authentication at all below the exempt paths; the global check stands in where the Ingress has none of its own. */
const authentication = (
  location: LocationDraft,
  settings: IngressSettings,
  controller: ControllerSettings,
): Pick<Features<'http'>, 'basicAuth' | 'externalAuth'> =>
  exempt(location.path, controller.noAuthLocations.value)
    ? {}
    : {
        ...(settings.basicAuth === undefined ? {} : { basicAuth: settings.basicAuth }),
        ...(settings.externalAuth === undefined ? {} : { externalAuth: settings.externalAuth }),
      };

const errorPageCache = new WeakMap<IngressSettings, Features<'http'>['errorPages']>();

const errorPages = (input: IngressInput, context: RouteContext): Pick<Features<'http'>, 'errorPages'> => {
  const own = input.settings.location.errorPages;
  const from = input.settings.defaultBackend?.from;
  if (own === undefined || from === undefined) return {};
  const pool = context.fallback(input);
  if (pool === undefined) return {};
  const known = errorPageCache.get(input.settings) ?? { ...own, pool: traced(pool.name, ...from) };
  errorPageCache.set(input.settings, known);
  return { errorPages: known };
};

const canaryFeature = (pool: PoolDraft): Pick<Features<'http'>, 'canary'> => {
  const [first] = pool.alternatives;
  const rules = first?.pool.canary;
  if (first === undefined || rules === undefined) return {};
  const behavior = first.pool.canaryIngress?.settings.affinityCanaryBehavior.from ?? rules.on.from;
  return {
    canary: {
      pool: first.pool.name,
      ...(rules.header === undefined ? {} : { header: rules.header }),
      ...(rules.cookie === undefined ? {} : { cookie: rules.cookie }),
      weight: rules.weight,
      affinity: traced(first.sticky ? 'sticky' : 'legacy', ...behavior),
      on: rules.on,
    },
  };
};

const sessionCookie = (
  pool: PoolDraft,
  location: LocationDraft,
  server: ServerDraft,
): Pick<Features<'http'>, 'sessionCookie'> => {
  if (pool.affinity === undefined || pool.cookiePaths.get(server.host)?.has(location.path) !== true) return {};
  return { sessionCookie: { path: pool.affinityPath ?? traced(location.path, ...pool.affinity.cookie.from) } };
};

/** Features that a gRPC backend has; the others are without effect on it. */
const routedOnly = (features: Features<'http'>): Features<'grpc'> => {
  const {
    requestBuffering,
    responseBuffering,
    retry,
    upstreamHttpVersion,
    cookieRewrite,
    locationRewrite,
    backendTls,
    fastCgi,
    compression,
    bodySubstitution,
    ...routed
  } = features;
  return routed;
};
