/** THE list of features. Everything else (tables of targets, fixtures, docs) is derived from it. */

import type * as backend from './features/backend-features.ts';
import type * as controller from './features/controller-features.ts';
import type * as pool from './features/pool-features.ts';
import type * as route from './features/route-features.ts';
import type * as rule from './features/rule-features.ts';
import type * as site from './features/site-features.ts';

/** Features every routed protocol has. */
interface Routed {
  readonly denied: route.Denied;
  readonly rules: rule.Rules;
  readonly redirect: route.Redirect;
  readonly httpsRedirect: route.HttpsRedirect;
  readonly rewrite: route.Rewrite;
  readonly cors: route.Cors;
  readonly accessList: route.AccessList;
  readonly basicAuth: route.BasicAuth;
  readonly externalAuth: route.ExternalAuth;
  readonly satisfy: route.Satisfy;
  readonly rateLimit: route.RateLimit;
  readonly bandwidth: route.Bandwidth;
  readonly bodySize: route.BodySize;
  readonly timeouts: backend.Timeouts;
  readonly upstreamHost: backend.UpstreamHost;
  readonly connectionHeader: backend.ConnectionHeader;
  readonly requestHeaders: route.RequestHeaders;
  readonly responseHeaders: route.ResponseHeaders;
  readonly errorPages: route.ErrorPages;
  readonly mirror: route.Mirror;
  readonly accessLog: route.AccessLog;
  readonly rewriteLog: route.RewriteLog;
  readonly waf: route.Waf;
  readonly tracing: route.Tracing;
  readonly canary: route.CanaryRules;
  readonly sessionCookie: route.SessionCookie;
  readonly hsts: route.Hsts;
  readonly redirectStyle: route.RedirectStyle;
  readonly rawText: route.RawText;
}

export interface HttpFeatures extends Routed {
  readonly requestBuffering: backend.RequestBuffering;
  readonly responseBuffering: backend.ResponseBuffering;
  readonly retry: backend.Retry;
  readonly upstreamHttpVersion: backend.UpstreamHttpVersion;
  readonly cookieRewrite: backend.CookieRewrite;
  readonly locationRewrite: backend.LocationRewrite;
  readonly backendTls: backend.BackendTls;
  readonly fastCgi: backend.FastCgi;
  readonly compression: controller.Compression;
  readonly bodySubstitution: rule.BodySubstitution;
}

export interface GrpcFeatures extends Routed {}

export interface SiteFeatures {
  readonly serverCertificate: site.ServerCertificate;
  readonly certificateReference: site.CertificateReference;
  readonly clientCertificates: site.ClientCertificates;
  readonly closed: site.Closed;
  readonly appRoot: site.AppRoot;
  readonly wwwRedirect: site.WwwRedirect;
  readonly tlsCiphers: site.TlsCiphers;
  readonly rules: rule.Rules;
  readonly rawText: route.RawText;
}

export interface PassthroughFeatures {
  readonly passthrough: site.Passthrough;
}

export interface PoolFeatures {
  readonly affinity: pool.Affinity;
  readonly loadBalancing: pool.LoadBalancing;
}

export interface ControllerFeatures {
  readonly tlsPolicy: controller.TlsPolicy;
  readonly defaultCertificate: controller.DefaultCertificate;
  readonly http2: controller.Http2;
  readonly http3: controller.Http3;
  readonly forwardedHeaders: controller.ForwardedHeaders;
  readonly requestIds: controller.RequestIds;
  readonly clientLimits: controller.ClientLimits;
  readonly upstreamConnections: controller.UpstreamConnections;
  readonly compression: controller.Compression;
  readonly blocks: controller.Blocks;
  readonly responseHeaders: controller.GlobalResponseHeaders;
  readonly requestHeaders: controller.GlobalRequestHeaders;
  readonly errorPages: controller.GlobalErrorPages;
  readonly defaultBackend: controller.DefaultBackend;
  readonly accessLogs: controller.AccessLogs;
  readonly rawText: route.RawText;
  readonly foreignSettings: controller.ForeignSettings;
}

/** Scope is the outer key, so a passthrough host cannot carry CORS. */
export interface Universe {
  readonly controller: ControllerFeatures;
  readonly site: SiteFeatures;
  readonly passthrough: PassthroughFeatures;
  readonly http: HttpFeatures;
  readonly grpc: GrpcFeatures;
  readonly pool: PoolFeatures;
}

export type Scope = keyof Universe;
export type FeatureName<S extends Scope> = keyof Universe[S] & string;
export type Features<S extends Scope> = { readonly [F in keyof Universe[S]]?: Universe[S][F] };

/**
 * Features that keep somebody out. Where a target refuses one of them, the route or host is closed instead of opened. So it is with
 * every feature that says so itself (`guards`).
 */
export const guards: { readonly [S in Scope]: readonly FeatureName<S>[] } = {
  controller: ['blocks'],
  site: ['clientCertificates', 'closed'],
  passthrough: [],
  http: ['denied', 'accessList', 'basicAuth', 'externalAuth', 'satisfy', 'waf'],
  grpc: ['denied', 'accessList', 'basicAuth', 'externalAuth', 'satisfy', 'waf'],
  pool: [],
};

/** True for a feature that keeps somebody out: by its kind, or because it says so itself. */
export const isGuard = (scope: Scope, name: string, value: unknown): boolean =>
  (guards[scope] as readonly string[]).includes(name) ||
  (typeof value === 'object' && value !== null && 'guards' in value && value.guards === true);
