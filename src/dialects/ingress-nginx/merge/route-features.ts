/** The features of a route: those of its Ingress, and what hangs on the place. What many routes have alike is one object. */
import type {
  CanaryRules,
  ErrorPages,
  HttpsRedirect,
  Rewrite,
  SessionCookie,
} from '../../../model/features/route-features.ts';
import type { Action } from '../../../model/model.ts';
import type { Features } from '../../../model/universe.ts';
import { type Traced, traced } from '../../../source/traced.ts';
import type { ControllerSettings, IngressSettings, LocationFeatures } from '../settings.ts';
import { inheritFrom } from '../snippet/server.ts';
import type { IngressInput, LocationDraft, PoolDraft, ServerDraft } from './drafts.ts';
import { rewrites } from './locations.ts';

export interface RouteContext {
  readonly server: ServerDraft;
  readonly controller: ControllerSettings;
  /** Names of the host that have a certificate entry; `all` when every one has. */
  readonly certificateNames: 'all' | readonly string[];
  /** Pool of an Ingress' default-backend annotation, when that Service has endpoints. */
  readonly fallback: (input: IngressInput) => PoolDraft | undefined;
  /** What the path before had: the next one mostly has the same. */
  latest: Here | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export const routeFeatures = (location: LocationDraft, action: Action, context: RouteContext): Features<'http'> => {
  const { controller, server } = context;
  const input = location.owner;
  if (input === undefined) {
    const inherited = inheritFrom(server.serverSnippet?.settings.hostFeatures, controller.location, false);
    return controller.hsts.value ? { ...inherited, hsts: controller.hstsFeature } : inherited;
  }
  const { settings } = input;
  const shared = featuresHere(location, input, action, context);
  const rewrite = settings.rewriteTarget === undefined ? undefined : rewriteFeature(location, settings);
  const pool = action.kind === 'forward' ? location.pool : undefined;
  const canary = pool === undefined ? undefined : canaryFeature(pool);
  const cookie = pool === undefined ? undefined : sessionCookie(pool, location, server);
  if (canary === undefined && cookie === undefined) return rewrite === undefined ? shared : rewriting(shared, rewrite);
  const own: Mutable<Features<'http'>> = { ...shared };
  if (rewrite !== undefined) own.rewrite = rewrite;
  if (canary !== undefined) own.canary = canary;
  if (cookie !== undefined) own.sessionCookie = cookie;
  return own;
};

/** What the features of an Ingress at one host hang on; mostly the same for all its paths there. */
export interface Here {
  readonly input: IngressInput;
  readonly plain: boolean;
  readonly forwards: boolean;
  readonly authenticated: boolean;
  readonly redirected: boolean;
  readonly features: Features<'http'>;
}

const featuresHere = (
  location: LocationDraft,
  input: IngressInput,
  action: Action,
  context: RouteContext,
): Features<'http'> => {
  const { controller, server } = context;
  const { plain, path } = location;
  const forwards = action.kind === 'forward';
  const authenticated = !exempt(path, controller.noAuthLocations.value);
  const redirected = !plain && !exempt(path, controller.noTlsRedirectLocations.value);
  const known = context.latest;
  const same =
    known !== undefined &&
    known.input === input &&
    known.plain === plain &&
    known.forwards === forwards &&
    known.authenticated === authenticated &&
    known.redirected === redirected;
  if (same) return known.features;
  const { settings } = input;
  const host = server.serverSnippet?.settings.hostFeatures;
  const inherited = inheritFrom(host, settings.location, settings.externalAuth !== undefined);
  const features = sharedFeatures(settings, {
    inherited,
    redirect: plain ? undefined : inherited.redirect,
    denied: settings.denied,
    httpsRedirect: redirected ? httpsRedirect(settings, context) : undefined,
    basicAuth: authenticated ? settings.basicAuth : undefined,
    externalAuth: authenticated ? settings.externalAuth : undefined,
    errorPages: forwards ? errorPages(input, context) : inherited.errorPages,
    backendTls: inherited.backendTls ?? server.serverBackendTls?.settings.serverBackendTls,
    hsts: controller.hsts.value ? controller.hstsFeature : undefined,
  });
  context.latest = { input, plain, forwards, authenticated, redirected, features };
  return features;
};

/** Features that hang on more than the Ingress, and those of the Ingress itself. */
type SharedParts = { readonly inherited: LocationFeatures } & {
  readonly [F in
    | 'redirect'
    | 'denied'
    | 'httpsRedirect'
    | 'basicAuth'
    | 'externalAuth'
    | 'errorPages'
    | 'backendTls'
    | 'hsts']: Features<'http'>[F] | undefined;
};

interface Shared {
  readonly parts: SharedParts;
  readonly features: Features<'http'>;
}
/** By settings, and by what the host gives to its locations. */
const shares = new WeakMap<IngressSettings, WeakMap<LocationFeatures, Shared[]>>();

const sharedFeatures = (settings: IngressSettings, parts: SharedParts): Features<'http'> => {
  let ofSettings = shares.get(settings);
  if (ofSettings === undefined) {
    ofSettings = new WeakMap();
    shares.set(settings, ofSettings);
  }
  let made = ofSettings.get(parts.inherited);
  if (made === undefined) {
    made = [];
    ofSettings.set(parts.inherited, made);
  }
  for (const known of made) if (sameParts(known.parts, parts)) return known.features;
  const { inherited, ...others } = parts;
  const features: Features<'http'> = Object.fromEntries(
    Object.entries({ ...inherited, ...others }).filter(([, feature]) => feature !== undefined),
  );
  made.push({ parts, features });
  return features;
};

const rewritten = new WeakMap<Features<'http'>, Map<Rewrite, Features<'http'>>>();

const rewriting = (shared: Features<'http'>, rewrite: Rewrite): Features<'http'> => {
  const made = rewritten.get(shared) ?? new Map<Rewrite, Features<'http'>>();
  rewritten.set(shared, made);
  // V8 gives each copy with a new last field a hidden class of its own, unless it is assigned.
  const features = made.get(rewrite) ?? Object.assign({}, shared, { rewrite });
  made.set(rewrite, features);
  return features;
};

const sameParts = (a: SharedParts, b: SharedParts): boolean =>
  a.inherited === b.inherited &&
  a.redirect === b.redirect &&
  a.denied === b.denied &&
  a.httpsRedirect === b.httpsRedirect &&
  a.basicAuth === b.basicAuth &&
  a.externalAuth === b.externalAuth &&
  a.errorPages === b.errorPages &&
  a.backendTls === b.backendTls &&
  a.hsts === b.hsts;

/** The entry of no-auth-locations or no-tls-redirect-locations that exempts the path: the beginning of the text counts. */
export const exemptingPrefix = (path: string, prefixes: readonly string[]): string | undefined => {
  for (const prefix of prefixes) if (prefix !== '' && path.startsWith(prefix)) return prefix;
  return undefined;
};

const exempt = (path: string, prefixes: readonly string[]): boolean => exemptingPrefix(path, prefixes) !== undefined;

interface MadeRedirect {
  readonly trailing: Traced<boolean>;
  readonly withPort: Traced<boolean>;
  readonly feature: HttpsRedirect;
}
/** By what asks for the redirect, then by the names it is for. */
const redirects = new WeakMap<Traced<boolean>, Map<string, MadeRedirect[]>>();

const httpsRedirect = (settings: IngressSettings, context: RouteContext): HttpsRedirect | undefined => {
  const { controller, certificateNames } = context;
  const forced = settings.forceSslRedirect.value;
  if (!forced && !(settings.sslRedirect.value && certificateNames.length > 0)) return undefined;
  const cause = forced ? settings.forceSslRedirect : settings.sslRedirect;
  const names = forced ? 'all' : certificateNames;
  const key = names === 'all' ? '' : names.join(' ');
  const ofCause = redirects.get(cause) ?? new Map<string, MadeRedirect[]>();
  redirects.set(cause, ofCause);
  const made = ofCause.get(key) ?? [];
  ofCause.set(key, made);
  const trailing = settings.preserveTrailingSlash;
  const withPort = settings.location.redirectStyle?.withPort ?? controller.usePortInRedirects;
  const known = made.find((redirect) => redirect.trailing === trailing && redirect.withPort === withPort);
  if (known !== undefined) return known.feature;
  const feature: HttpsRedirect = {
    status: controller.httpRedirectCode,
    names,
    trailingSlash: traced(trailing.value ? 'keep' : 'cut', ...trailing.from),
    ...(withPort.value ? { port: traced(443, ...withPort.from) } : {}),
    because: traced(forced ? 'forced' : 'certificate', ...cause.from),
  };
  made.push({ trailing, withPort, feature });
  return feature;
};

type RewriteTarget = NonNullable<IngressSettings['rewriteTarget']>;
const rewriteCache = new WeakMap<RewriteTarget, Map<string, Rewrite>>();

const rewriteFeature = (location: LocationDraft, settings: IngressSettings): Rewrite | undefined => {
  const target = settings.rewriteTarget;
  if (target === undefined || !rewrites(location)) return undefined;
  const ofTarget = rewriteCache.get(target) ?? new Map<string, Rewrite>();
  rewriteCache.set(target, ofTarget);
  const known = ofTarget.get(location.path);
  if (known !== undefined && known.forwardedPrefix === settings.forwardedPrefix) return known;
  const feature: Rewrite = {
    pattern: traced({ source: location.path, ignoreCase: true }, { kind: 'path' }),
    target: traced(target.template, ...target.text.from),
    redirects: target.redirects,
    ...(settings.forwardedPrefix === undefined ? {} : { forwardedPrefix: settings.forwardedPrefix }),
  };
  ofTarget.set(location.path, feature);
  return feature;
};

const errorPageCache = new WeakMap<IngressSettings, ErrorPages>();

const errorPages = (input: IngressInput, context: RouteContext): ErrorPages | undefined => {
  const own = input.settings.location.errorPages;
  const from = input.settings.defaultBackend?.from;
  if (own === undefined || from === undefined) return own;
  const pool = context.fallback(input);
  if (pool === undefined) return own;
  const known = errorPageCache.get(input.settings) ?? { ...own, pool: traced(pool.name, ...from) };
  errorPageCache.set(input.settings, known);
  return known;
};

const canaryFeature = (pool: PoolDraft): CanaryRules | undefined => {
  const [first] = pool.alternatives;
  const rules = first?.pool.canary;
  if (first === undefined || rules === undefined) return undefined;
  const behavior = first.pool.canaryIngress?.settings.affinityCanaryBehavior.from ?? rules.on.from;
  return {
    pool: first.pool.name,
    ...(rules.header === undefined ? {} : { header: rules.header }),
    ...(rules.cookie === undefined ? {} : { cookie: rules.cookie }),
    weight: rules.weight,
    affinity: traced(first.sticky ? 'sticky' : 'legacy', ...behavior),
    on: rules.on,
  };
};

const sessionCookie = (pool: PoolDraft, location: LocationDraft, server: ServerDraft): SessionCookie | undefined => {
  if (pool.affinity === undefined || pool.cookiePaths?.get(server.host)?.has(location.path) !== true) return undefined;
  return { path: pool.affinityPath ?? traced(location.path, ...pool.affinity.cookie.from) };
};
