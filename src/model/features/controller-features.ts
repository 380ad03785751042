/** What the proxy does for every host: defaults of the controller, its ConfigMap and its flags. */
import type { Traced } from '../../source/traced.ts';
import type { Bytes } from '../values/bytes.ts';
import type { Cidr } from '../values/cidr.ts';
import type { Duration } from '../values/duration.ts';
import type { Template } from '../values/template.ts';
import type { Certificate } from './site-features.ts';

export interface TlsPolicy {
  readonly protocols: Traced<readonly string[]>;
  /** OpenSSL names of TLS 1.2 suites, colon separated; empty: the library's own. */
  readonly ciphers: Traced<string>;
  readonly rejectUnknownNames: Traced<boolean>;
  readonly sessionTickets: Traced<boolean>;
  readonly earlyData: Traced<boolean>;
  /** What is said about sessions, curves and records; absent: the usual values. */
  readonly tuning?: readonly Traced<TlsTuning>[];
}

export type TlsTuning =
  /** Names of curves as OpenSSL writes them, colon separated. */
  | { readonly of: 'curves'; readonly names: string }
  | { readonly of: 'sessionCache'; readonly size: Bytes | 'off' }
  | { readonly of: 'sessionTimeout'; readonly time: Duration }
  | { readonly of: 'recordSize'; readonly size: Bytes };

export interface DefaultCertificate {
  readonly certificate: Traced<Certificate>;
}

export interface Http2 {
  readonly on: Traced<boolean>;
  readonly maxStreams: Traced<number>;
}

/** HTTP/3 towards clients, advertised by Alt-Svc. Never on by default: the controller does not speak it. */
export interface Http3 {
  readonly on: Traced<boolean>;
}

/** Who the client is, and which forwarded headers are believed. */
export interface ForwardedHeaders {
  readonly trust: Traced<boolean>;
  readonly realIp: Traced<boolean>;
  readonly trustedProxies: Traced<readonly Cidr[]>;
  /** `trust` holds for connections of trusted proxies alone; else everybody is believed, and the address alone depends on them. */
  readonly fromTrustedOnly?: Traced<true>;
  readonly appendFor: Traced<boolean>;
  readonly forHeader: Traced<string>;
  readonly hostHeader: Traced<string>;
  readonly proxyProtocol: Traced<boolean>;
  readonly originalUri: Traced<boolean>;
}

export interface RequestIds {
  readonly generate: Traced<boolean>;
}

export interface ClientLimits {
  readonly headerTimeout: Traced<Duration>;
  readonly bodyTimeout: Traced<Duration>;
  readonly keepAlive: Traced<Duration>;
  readonly keepAliveRequests: Traced<number>;
  readonly headerBuffer: Traced<Bytes>;
  readonly largeHeaders: Traced<{ readonly count: number; readonly size: Bytes }>;
  readonly underscores: Traced<boolean>;
  readonly ignoreInvalid: Traced<boolean>;
}

export interface UpstreamConnections {
  /** Idle connections kept; 0: none, and `Connection: close` is sent. */
  readonly idle: Traced<number>;
  readonly timeout: Traced<Duration>;
  readonly requests: Traced<number>;
  /** Longest life of a connection, where it is not the usual hour. */
  readonly lifetime?: Traced<Duration>;
}

export interface Compression {
  readonly gzip: Traced<boolean>;
  readonly level: Traced<number>;
  readonly minLength: Traced<Bytes>;
  readonly types: Traced<readonly string[]>;
}

/** Requests refused before routing. */
export interface Blocks {
  readonly cidrs?: Traced<readonly Cidr[]>;
  /** Patterns of an nginx map: literal text, `~` regex, `~*` case-insensitive regex. */
  readonly userAgents?: Traced<readonly string[]>;
  readonly referers?: Traced<readonly string[]>;
}

/** Headers on every response, and backend headers that are dropped. */
export interface GlobalResponseHeaders {
  readonly set: readonly { readonly name: string; readonly value: Traced<Template> }[];
  readonly hide: readonly Traced<string>[];
  readonly showServer: Traced<boolean>;
}

/** Headers sent to every backend in addition. */
export interface GlobalRequestHeaders {
  readonly set: readonly { readonly name: string; readonly value: Traced<Template> }[];
}

/** Error answers of every route that has no error pages of its own. */
export interface GlobalErrorPages {
  readonly statuses: Traced<readonly number[]>;
  readonly interceptBackend: Traced<boolean>;
}

/** What answers unknown hosts and unmatched paths. */
export interface DefaultBackend {
  /** Absent: 404 made by the proxy. */
  readonly pool?: Traced<string>;
}

export interface AccessLogs {
  readonly on: Traced<boolean>;
  readonly format?: Traced<string>;
  /** How values in the format are escaped, where it is not the usual way. */
  readonly escape?: Traced<'json' | 'none'>;
  /** Request URIs, query included, that are not logged; a tilde begins a regular expression. */
  readonly skip?: Traced<readonly string[]>;
}

/** Settings of the source controller that have no meaning for behaviour as clients see it, or that no target takes over. */
export interface ForeignSettings {
  readonly settings: readonly Traced<{ readonly key: string; readonly value: string }>[];
}
