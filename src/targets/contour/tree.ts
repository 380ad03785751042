/** The Kubernetes objects of the output, typed as Contour's API has them (projectcontour.io/v1). */
import type { HeaderValue, Re2 } from './token.ts';

export interface Meta {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly 'app.kubernetes.io/managed-by': 'ingress-compile' };
}

export interface HttpProxy {
  readonly apiVersion: 'projectcontour.io/v1';
  readonly kind: 'HTTPProxy';
  readonly metadata: Meta;
  readonly spec: {
    readonly virtualhost?: VirtualHost;
    readonly tcpproxy?: { readonly services?: readonly Service[]; readonly include?: Include };
    readonly includes?: readonly Include[];
    readonly routes?: readonly ProxyRoute[];
  };
}

export interface Include {
  readonly name: string;
  readonly namespace: string;
}

export interface VirtualHost {
  readonly fqdn: string;
  readonly tls?: {
    readonly secretName?: string;
    readonly passthrough?: true;
    readonly enableFallbackCertificate?: true;
    readonly clientValidation?: ClientValidation;
  };
  readonly corsPolicy?: CorsPolicy;
}

export interface ClientValidation {
  readonly caSecret: string;
  readonly crlSecret?: string;
  readonly skipClientCertValidation?: true;
  readonly optionalClientCertificate?: true;
  readonly forwardClientCertificate?: { readonly subject: true };
}

export interface CorsPolicy {
  readonly allowOrigin: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly allowCredentials?: boolean;
  readonly maxAge?: string;
}

export interface HeaderCondition {
  readonly name: string;
  readonly exact?: string;
  readonly notexact?: string;
  readonly regex?: Re2;
  readonly present?: true;
  readonly notpresent?: true;
}

export interface PathCondition {
  readonly prefix?: string;
  readonly exact?: string;
  readonly regex?: Re2;
}

export type Condition = PathCondition | { readonly header: HeaderCondition };

export interface HeaderPolicy {
  readonly set?: readonly { readonly name: string; readonly value: HeaderValue }[];
  readonly remove?: readonly string[];
}

export interface Service {
  readonly name: string;
  readonly port: number;
  readonly protocol?: 'h2c' | 'h2' | 'tls';
  readonly weight?: number;
  readonly mirror?: true;
  readonly validation?: { readonly caSecret: string; readonly subjectName: string };
}

export interface Redirect {
  readonly scheme?: 'http' | 'https';
  readonly hostname?: string;
  readonly port?: number;
  readonly path?: string;
  readonly prefix?: string;
  readonly statusCode: number;
}

export interface CookieRewrite {
  readonly name: string;
  readonly pathRewrite?: { readonly value: string };
  readonly domainRewrite?: { readonly value: string };
  readonly secure?: boolean;
  readonly sameSite?: string;
}

export interface LoadBalancer {
  readonly strategy: 'RoundRobin' | 'WeightedLeastRequest' | 'Cookie' | 'RequestHash';
  readonly requestHashPolicies?: readonly {
    readonly headerHashOptions?: { readonly headerName: string };
    readonly queryParameterHashOptions?: { readonly parameterName: string };
    readonly hashSourceIP?: true;
  }[];
}

export interface RetryPolicy {
  readonly count: number;
  readonly retryOn: readonly string[];
  readonly retriableStatusCodes?: readonly number[];
}

export interface LocalRateLimit {
  readonly requests: number;
  readonly unit: 'second' | 'minute';
  readonly burst: number;
  readonly responseStatusCode: number;
}

export interface AddressRule {
  readonly source: 'Remote' | 'Peer';
  readonly cidr: string;
}

export interface ProxyRoute {
  readonly conditions: readonly Condition[];
  readonly permitInsecure?: true;
  readonly services?: readonly Service[];
  readonly requestRedirectPolicy?: Redirect;
  readonly directResponsePolicy?: { readonly statusCode: number; readonly body?: string };
  readonly enableWebsockets?: true;
  readonly pathRewritePolicy?: { readonly replacePrefix: readonly { readonly replacement: string }[] };
  readonly timeoutPolicy?: { readonly response: 'infinity'; readonly idle: string };
  readonly retryPolicy?: RetryPolicy;
  readonly loadBalancerPolicy?: LoadBalancer;
  readonly requestHeadersPolicy?: HeaderPolicy;
  readonly responseHeadersPolicy?: HeaderPolicy;
  readonly cookieRewritePolicies?: readonly CookieRewrite[];
  readonly rateLimitPolicy?: { readonly local: LocalRateLimit };
  readonly ipAllowPolicy?: readonly AddressRule[];
  readonly ipDenyPolicy?: readonly AddressRule[];
}

export interface Delegation {
  readonly apiVersion: 'projectcontour.io/v1';
  readonly kind: 'TLSCertificateDelegation';
  readonly metadata: Meta;
  readonly spec: {
    readonly delegations: readonly { readonly secretName: string; readonly targetNamespaces: readonly string[] }[];
  };
}

/** The only carrier Contour has for requests of unknown hosts. */
export interface CatchAll {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'Ingress';
  readonly metadata: Meta & { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly ingressClassName: 'contour';
    readonly rules: readonly { readonly http: { readonly paths: readonly CatchAllPath[] } }[];
  };
}

export interface CatchAllPath {
  readonly path: string;
  readonly pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: { readonly service: { readonly name: string; readonly port: { readonly number: number } } };
}

export interface Secret {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly type: 'kubernetes.io/tls';
  readonly metadata: Meta;
  readonly stringData: Readonly<Record<string, string>>;
}

export type Manifest = HttpProxy | Delegation | CatchAll | Secret;

/** The file that `contour serve --config-path` reads; a key it does not know stops the start. */
export interface ContourConfig {
  readonly 'accesslog-level'?: 'disabled';
  readonly compression?: { readonly algorithm: 'disabled' | 'gzip' };
  readonly 'default-http-versions'?: readonly ('HTTP/1.1' | 'HTTP/2')[];
  readonly enableExternalNameService?: true;
  readonly listener?: { readonly 'http2-max-concurrent-streams': number };
  readonly network?: { readonly 'num-trusted-hops'?: number; readonly 'strip-trailing-host-dot'?: true };
  readonly policy?: {
    readonly applyToIngress?: true;
    readonly 'request-headers'?: ConfigHeaders;
    readonly 'response-headers'?: ConfigHeaders;
  };
  readonly timeouts?: Readonly<Record<string, string>>;
  readonly tls?: {
    readonly 'minimum-protocol-version'?: '1.2' | '1.3';
    readonly 'maximum-protocol-version'?: '1.2' | '1.3';
    readonly 'cipher-suites'?: readonly string[];
    readonly 'fallback-certificate'?: { readonly name: string; readonly namespace: string };
    readonly 'envoy-client-certificate'?: { readonly name: string; readonly namespace: string };
  };
}

export interface ConfigHeaders {
  readonly set?: Readonly<Record<string, HeaderValue>>;
  readonly remove?: readonly string[];
}
