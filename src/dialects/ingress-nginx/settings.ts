/** What the annotations of one Ingress say, and what the controller's ConfigMap and defaults say where they are silent. */
import type { IngressObject } from '../../kubernetes/cluster.ts';
import type * as backend from '../../model/features/backend-features.ts';
import type * as pool from '../../model/features/pool-features.ts';
import type * as route from '../../model/features/route-features.ts';
import type { Rules } from '../../model/features/rule-features.ts';
import type * as site from '../../model/features/site-features.ts';
import type { BackendProtocol } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import type { Template } from '../../model/values/template.ts';
import type { Traced } from '../../source/traced.ts';
import type { HostLocation } from './snippet/host-location.ts';

/** Outcome of reading one Ingress. A dropped Ingress is not served at all (its validation failed). */
export type IngressReading =
  | { readonly kind: 'dropped'; readonly ingress: IngressObject }
  | { readonly kind: 'read'; readonly ingress: IngressObject; readonly settings: IngressSettings };

export interface RewriteTarget {
  readonly text: Traced<string>;
  readonly template: Template;
  readonly redirects: boolean;
}

export interface AffinitySettings {
  readonly pool: pool.Affinity;
  /** session-cookie-path; absent: the path text of the location. */
  readonly path?: Traced<string>;
}

/** Every field is there, though most are undefined: settings are read for each path, and V8 reads objects of one shape quickest. */
export interface IngressSettings {
  /** Every location of the Ingress is closed with 503. */
  readonly denied: route.Denied | undefined;
  /** Every host of the Ingress answers 403 to everything (broken auth-tls reference). */
  readonly hostClosed: site.Closed | undefined;

  /** Features that go to each location unchanged, controller defaults included. */
  readonly location: LocationFeatures;
  readonly backendProtocol: Traced<BackendProtocol>;

  /** rewrite group. `rewriteTarget` is set only when the annotation is valid and not empty. */
  readonly rewriteTarget: RewriteTarget | undefined;
  readonly forwardedPrefix: Traced<Template> | undefined;
  readonly useRegex: Traced<boolean>;
  readonly appRoot: Traced<Template> | undefined;
  readonly sslRedirect: Traced<boolean>;
  readonly forceSslRedirect: Traced<boolean>;
  readonly preserveTrailingSlash: Traced<boolean>;
  readonly fromToWww: Traced<true> | undefined;

  /** Authentication, before exemptions by path (no-auth-locations). Own auth-url wins over the global one. */
  readonly basicAuth: route.BasicAuth | undefined;
  readonly externalAuth: route.ExternalAuth | undefined;

  readonly aliases: Traced<readonly string[]> | undefined;
  readonly clientCertificates: site.ClientCertificates | undefined;
  readonly tlsCiphers: site.TlsCiphers | undefined;
  readonly passthrough: Traced<true> | undefined;
  /** Texts of the server-snippet that no feature stands for; may be empty, the oldest Ingress of a host wins all the same. */
  readonly serverSnippet: route.RawText | undefined;
  /** What the server-snippet gives to every location of the host (see `inheritFrom`). */
  readonly hostFeatures: HostFeatures | undefined;
  /** What the server-snippet answers before a path is looked at. */
  readonly hostRules: Rules | undefined;
  /** Locations the server-snippet adds. */
  readonly hostLocations: readonly HostLocation[] | undefined;
  /** Server-level proxy-ssl-*: set when the Secret has a CA and ConfigMap proxy-ssl-location-only is false. */
  readonly serverBackendTls: backend.BackendTls | undefined;

  readonly affinity: AffinitySettings | undefined;
  readonly affinityCanaryBehavior: Traced<'sticky' | 'legacy'>;
  readonly loadBalancing: pool.LoadBalancing;
  readonly serviceUpstream: Traced<boolean>;
  readonly canary: CanarySettings | undefined;

  /** default-backend annotation: name of a Service in the namespace of the Ingress. */
  readonly defaultBackend: Traced<string> | undefined;
  readonly streamSnippet: route.RawText | undefined;
}

export type LocationFeatures = Omit<
  Features<'http'>,
  'denied' | 'httpsRedirect' | 'rewrite' | 'basicAuth' | 'externalAuth' | 'canary' | 'sessionCookie'
>;

export interface CanarySettings {
  readonly on: Traced<true>;
  readonly header?: route.CanaryRules['header'];
  readonly cookie?: Traced<string>;
  readonly weight: route.CanaryRules['weight'];
}

/** The controller's ConfigMap, with its defaults. */
export interface ControllerSettings {
  /** Features of the model's controller that come straight from the ConfigMap. */
  readonly features: Omit<Features<'controller'>, 'defaultCertificate' | 'defaultBackend' | 'http3'>;
  readonly hsts: Traced<boolean>;
  readonly hstsFeature: route.Hsts;
  readonly httpRedirectCode: Traced<number>;
  readonly usePortInRedirects: Traced<boolean>;
  /** Path prefixes (of manifest paths) without HTTPS redirect, and without any authentication. */
  readonly noTlsRedirectLocations: Traced<readonly string[]>;
  readonly noAuthLocations: Traced<readonly string[]>;
  readonly allowCrossNamespace: Traced<boolean>;
  readonly globalAuth?: route.ExternalAuth;
  /** Rules of the ConfigMap's server-snippet: they hold for every host, behind its own. */
  readonly rules?: Rules;
  /** Closes the paths without authentication of their own, because the global one is wrongly written (`--harden`). */
  readonly lostGlobalAuth?: route.Denied;
  /** Location features of the catch-all that no Ingress takes over. */
  readonly location: LocationFeatures;
}

/** Features a host gives to those of its locations that have none of their own. */
export type HostFeatures = Pick<
  LocationFeatures,
  'responseHeaders' | 'accessList' | 'accessLog' | 'compression' | 'bodySubstitution' | 'bandwidth'
>;
