/** The protocol-aware model: what a dialect says and every target renders. Hosts, routes in order of evaluation, pools. */
import type { KubernetesObject, ObjectRef } from '../source/object.ts';
import type { PlacedOrigins, Traced } from '../source/traced.ts';
import type { Features } from './universe.ts';
import type { Pattern } from './values/pattern.ts';

export interface Model {
  readonly listeners: Listeners;
  readonly controller: Features<'controller'>;
  /** Ascending by host; the site without a host is the catch-all for every name nobody else has. */
  readonly sites: readonly Site[];
  /** Ascending by name; every pool named anywhere in the model. */
  readonly pools: readonly Pool[];
  /** Connections passed on without looking into them (TCP and UDP services). */
  readonly streams: readonly Stream[];
}

export interface Listeners {
  readonly http: Address;
  readonly https: Address;
}

/** `ip` absent: all addresses. */
export interface Address {
  readonly ip?: string;
  readonly port: number;
}

export type SiteName =
  | { readonly kind: 'exact'; readonly host: string }
  /** One label before the suffix: `*.example.com`. Exact names win. */
  | { readonly kind: 'wildcard'; readonly suffix: string }
  /** nginx server_name syntax of an alias: `*.example.com` (several labels) or `~regex`. */
  | { readonly kind: 'native-wildcard'; readonly text: string }
  | { readonly kind: 'regex'; readonly pattern: Pattern }
  | { readonly kind: 'any' };

export interface Site {
  /** Host as written (`*.example.com` for a wildcard), empty for the catch-all. Unique. */
  readonly host: string;
  readonly name: SiteName;
  readonly aliases: readonly Traced<SiteName & { readonly text: string }>[];
  /** First match wins: the order is the order of evaluation for every kind of match. Ends with a route that matches everything. */
  readonly routes: readonly Route[];
  /** True when the routes are ordered regexes; false: exact and prefix matches, longest first. */
  readonly ordered: boolean;
  /** True: the site has a TLS section, with or without a usable certificate. */
  readonly tls: boolean;
  readonly features: Features<'site'>;
  readonly passthrough: Features<'passthrough'>;
  readonly from: PlacedOrigins;
}

export type PathMatch =
  | { readonly kind: 'exact'; readonly path: string }
  /** Whole path elements: `/foo` matches `/foo` and `/foo/…`, not `/foobar`. A path that ends in `/` matches only below it. */
  | { readonly kind: 'prefix'; readonly path: string }
  /** Unanchored at the end; the source text starts with `^`. */
  | { readonly kind: 'regex'; readonly pattern: Pattern };

interface RouteBase {
  /** Stable and unique in the model: `host` + rank, usable as a seed for names. */
  readonly id: string;
  readonly match: PathMatch;
  /** Path text of the manifest, before any splitting; `/` for the implicit route. */
  readonly path: string;
  /** True for the route the controller adds by itself to catch unmatched paths. */
  readonly implicit: boolean;
  /** Ingress the route comes from; absent for the untouched catch-all. */
  readonly ingress?: ObjectRef;
  /** The same object: relative origins in the route's features are its annotations. */
  readonly object?: KubernetesObject;
  readonly from: PlacedOrigins;
  readonly action: Action;
  /**
   * True: the backend may switch protocols (WebSocket) on this route. Every http route of ingress-nginx lets clients upgrade.
   */
  readonly upgrades: boolean;
}

export type Route =
  | (RouteBase & { readonly protocol: 'http'; readonly features: Features<'http'> })
  | (RouteBase & { readonly protocol: 'grpc'; readonly features: Features<'grpc'> });

export type Action =
  | Forward
  /** `/foo` is sent to `/foo/` with 301, query kept: what nginx does by itself for a proxied prefix location ending in a slash. */
  | { readonly kind: 'slash-redirect'; readonly to: string }
  /** The controller's default backend: `controller.defaultBackend`. */
  | { readonly kind: 'default-backend' };

export interface Forward {
  readonly kind: 'forward';
  readonly pool: string;
  readonly protocol: Traced<BackendProtocol>;
  /** Service as the manifest names it, for the X-Service-Name family and for targets that refer to Services. */
  readonly service: ServiceRef;
  /** What answers while the pool has no endpoints; absent: 503. The fallback is told X-Code 503 and the context. */
  readonly whenEmpty?: Traced<string>;
}

export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
  /** Port as the manifest writes it: number or name. */
  readonly port: number | string;
  /** Number of that port, when the Service is in the input and has it. */
  readonly portNumber?: number;
}

/**
 * Spoken to the backend. http: HTTP/1.1 plain · https: HTTP/1.1 over TLS · auto: scheme of the client · grpc, grpcs: HTTP/2 ·
 * grpc-bare, grpcs-bare: gRPC without any header of the proxy (lower-case spelling, a defect of ingress-nginx) · fastcgi.
 */
export type BackendProtocol = 'http' | 'https' | 'auto' | 'grpc' | 'grpcs' | 'grpc-bare' | 'grpcs-bare' | 'fastcgi';

/** Endpoints behind one Service port. */
export interface Pool {
  /** Unique, unambiguous: `namespace/service/port`. */
  readonly name: string;
  readonly service: ServiceRef;
  readonly endpoints: Endpoints;
  readonly features: Features<'pool'>;
  readonly from: PlacedOrigins;
}

export type Endpoints =
  /** Ready addresses of the EndpointSlices, sorted; may be empty (503). */
  | {
      readonly kind: 'addresses';
      readonly addresses: readonly { readonly ip: string; readonly port: number }[];
      /** True: the one address is the clusterIP of the Service (`service-upstream`), not an endpoint. */
      readonly viaService?: true;
    }
  /** Only the Service is known: its cluster DNS name, or its clusterIP with `service-upstream`. */
  | { readonly kind: 'name'; readonly host: string; readonly port: number }
  /** ExternalName: resolved at run time. */
  | { readonly kind: 'external'; readonly host: string; readonly port: number };

/** `pool`'s connections, by port. */
export interface Stream {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly pool: string;
  readonly decodeProxyProtocol: boolean;
  readonly encodeProxyProtocol: boolean;
  readonly from: PlacedOrigins;
}
