/** Working copies while Ingresses are merged: filled in processing order, frozen into the model at the end. */
import type { IngressObject, IngressPath, ServicePort } from '../../../kubernetes/cluster.ts';
import type * as pool from '../../../model/features/pool-features.ts';
import type * as site from '../../../model/features/site-features.ts';
import type { Endpoints, ServiceRef } from '../../../model/model.ts';
import type { SourceOrigin, Traced } from '../../../source/traced.ts';
import type { CanarySettings, IngressSettings } from '../settings.ts';
import type { PathMatches } from './path-matches.ts';

export interface IngressInput {
  readonly ingress: IngressObject;
  readonly settings: IngressSettings;
}

/** One Service port; shared by every path of every Ingress that names it in the same notation. */
export interface PoolDraft {
  readonly name: string;
  readonly service: ServiceRef;
  readonly from: SourceOrigin;
  readonly endpoints: Endpoints;
  readonly loadBalancing: pool.LoadBalancing;
  /** Rules of the canary Ingress that made the pool; such a pool makes no location. */
  readonly canary: CanarySettings | undefined;
  readonly canaryIngress: IngressInput | undefined;
  affinity: pool.Affinity | undefined;
  affinityPath: Traced<string> | undefined;
  /** Host → manifest paths on which the affinity cookie is issued. */
  cookiePaths: Map<string, Set<string>> | undefined;
  /** The first one takes its share; the controller keeps the others for nothing. */
  alternatives: readonly Alternative[];
  /** True: something in the model names it. */
  used: boolean;
}

export interface Alternative {
  readonly pool: PoolDraft;
  readonly sticky: boolean;
}

export const noAlternatives: readonly Alternative[] = [];

export interface LocationDraft {
  /** Manifest path. */
  readonly path: string;
  readonly exact: boolean;
  /** Served by the default backend of the host or the controller until a `/` path takes over. */
  implicit: boolean;
  /** Undefined: the controller's default backend. */
  pool: PoolDraft | undefined;
  /** Undefined on the untouched catch-all only. */
  owner: IngressInput | undefined;
  /** Catch-all taken over by `spec.defaultBackend`: redirects and rewrites of the owner do not apply. */
  plain: boolean;
  from: readonly SourceOrigin[];
}

/** Locations of a host by path. */
export interface LocationIndex {
  readonly exact: Map<string, LocationDraft>;
  readonly prefix: Map<string, LocationDraft>;
}

export interface ServerDraft {
  /** Empty for the catch-all. */
  readonly host: string;
  readonly locations: LocationDraft[];
  readonly matches: PathMatches;
  /** Made once the locations are many (see `findLocation`). */
  index: LocationIndex | undefined;
  aliases?: {
    readonly names: readonly string[];
    readonly traced: Traced<readonly string[]>;
    readonly owner: IngressInput;
  };
  /** Certificate entry: `certificate` absent means the default certificate. */
  tls: { readonly certificate?: Traced<site.Certificate>; readonly reference?: site.CertificateReference } | undefined;
  ciphers?: { readonly feature: site.TlsCiphers; readonly owner: IngressInput };
  clientCertificates?: { readonly feature: site.ClientCertificates; readonly owner: IngressInput };
  closed?: site.Closed;
  serverSnippet?: IngressInput;
  serverBackendTls?: IngressInput;
  passthrough?: Traced<true>;
  www?: Traced<true>;
  from: SourceOrigin[];
}

/** `service`: its namespace and name, joined by a slash. */
export const poolName = (service: string, port: number | string): string => `${service}/${port}`;

export const pathText = (path: IngressPath): string => (path.path === '' ? '/' : path.path);

export type { ServicePort };
