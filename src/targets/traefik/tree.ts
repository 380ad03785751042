/** What the features of the table make: parts of routers, from which the assembly builds Traefik's objects. */
import type { Certificate } from '../../model/features/site-features.ts';
import type { SecretText } from '../../model/values/secret.ts';
import type { Rule } from './rule.ts';
import type { TraefikText } from './token.ts';

export type EntryPoint = 'web' | 'websecure';
export const entryPoints: readonly EntryPoint[] = ['web', 'websecure'];

/** Order of the middlewares of a router, outermost first: the phases of one request in ingress-nginx. */
export const phases = [
  'everywhere', // headers of every answer of the controller
  'errorPages', // outside of what follows: a replaced answer carries none of its headers
  'hsts',
  'size',
  'closed',
  'cors',
  'conditionalHeaders', // outside of the others: they have the last word
  'responseHeaders',
  'preflight',
  'rules',
  'redirect',
  'httpsRedirect',
  'limits',
  'access',
  'signIn',
  'password',
  'connection', // what the proxy itself tells backends and auth services about the connection
  'authHeaders',
  'externalAuth',
  'authCleanup',
  'requestHeaders',
  'rewrite',
  'upstreamHost',
  'retry',
] as const;
export type Phase = (typeof phases)[number];

export type Middleware =
  /** Refuses everybody with this status: the only fixed answer Traefik has. */
  | { readonly type: 'answer'; readonly status: number }
  | {
      readonly type: 'headers';
      /** An empty value removes. */
      readonly request?: Readonly<Record<string, string>>;
      readonly response?: Readonly<Record<string, string>>;
      /** Origins that are echoed. */
      readonly origins?: readonly TraefikText[];
    }
  | {
      readonly type: 'redirectRegex';
      readonly regex: TraefikText;
      readonly replacement: TraefikText;
      readonly permanent: boolean;
    }
  | { readonly type: 'replacePathRegex'; readonly regex: TraefikText; readonly replacement: TraefikText }
  /** `excluded`: addresses of trusted proxies in X-Forwarded-For. */
  | { readonly type: 'ipAllowList'; readonly ranges: readonly string[]; readonly excluded?: readonly string[] }
  | {
      readonly type: 'password';
      readonly scheme: 'basic' | 'digest';
      readonly realm: string;
      readonly users: SecretText;
      /** The Secret of the input is used as it is. */
      readonly keep: boolean;
      /** The Authorization header ends here. */
      readonly swallow: boolean;
    }
  | { readonly type: 'forwardAuth'; readonly address: string; readonly responseHeaders: readonly string[] }
  | {
      readonly type: 'errors';
      readonly statuses: readonly number[];
      readonly rewrite?: number;
      readonly query: string;
      readonly service: ErrorService;
    }
  | {
      readonly type: 'rateLimit';
      readonly average: number;
      readonly period: '1s' | '1m';
      readonly burst: number;
      readonly key: LimitKey;
    }
  | { readonly type: 'inFlightReq'; readonly amount: number; readonly key: LimitKey }
  | {
      readonly type: 'retry';
      readonly attempts: number;
      readonly statuses: readonly number[];
      readonly nonIdempotent: boolean;
      readonly network: boolean;
      readonly timeoutMs: number;
    }
  | {
      readonly type: 'compress';
      readonly encodings: readonly string[];
      readonly minBytes: number;
      readonly types: readonly string[];
    };

/** Whose requests are counted together: the client's address, or a request header. */
export type LimitKey = { readonly kind: 'address' } | { readonly kind: 'header'; readonly name: string };

/** `pool`: its Service. `nobody`: a Service without endpoints; its middlewares make the answer, else it is 503. */
export type ErrorService =
  | { readonly kind: 'pool'; readonly pool: string; readonly middlewares: readonly Middleware[] }
  | { readonly kind: 'nobody'; readonly middlewares: readonly Middleware[] };

/** A middleware in its place; `ends`: nothing gets past it, so what would follow is left out. */
export interface Step {
  readonly phase: Phase;
  readonly middleware: Middleware;
  /** Readable beginning of the object's name. */
  readonly label: string;
  readonly on?: EntryPoint;
  readonly ends?: true;
}

/** Requests of a route that are treated differently: a further router in front of it. */
export interface Option {
  readonly when: Rule;
  readonly add?: readonly Step[];
  readonly drop?: readonly Phase[];
  /** Which side of a canary answers; absent: as the route says. */
  readonly side?: 'primary' | 'canary';
}

export interface Cookie {
  readonly name: string;
  readonly secure: 'auto' | 'always';
  readonly maxAge?: number;
  readonly path?: string;
  readonly domain?: string;
  readonly sameSite?: 'none' | 'lax' | 'strict';
}

export interface Transport {
  readonly connectMs?: number;
  readonly readMs?: number;
  readonly tls?: {
    readonly serverName?: string;
    readonly verify: boolean;
    readonly ca?: SecretText;
    readonly certificate?: { readonly certificate: SecretText; readonly key: SecretText };
    readonly ciphers: readonly string[];
    readonly versions?: { readonly min: string; readonly max: string };
  };
}

export interface TlsOption {
  readonly ca?: SecretText;
  readonly clientAuth?: 'RequestClientCert' | 'VerifyClientCertIfGiven' | 'RequireAndVerifyClientCert';
  readonly ciphers?: readonly string[];
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly http2?: false;
  readonly sniStrict?: true;
}

export type StaticValue = string | number | boolean | readonly StaticValue[] | { readonly [key: string]: StaticValue };

export type TraefikNode =
  | { readonly kind: 'step'; readonly step: Step }
  /** Options of one question; `rank` says which question is asked first. */
  | { readonly kind: 'split'; readonly rank: number; readonly on?: EntryPoint; readonly options: readonly Option[] }
  /** The steps of these phases do not apply to requests no option took. */
  | { readonly kind: 'drop'; readonly phases: readonly Phase[] }
  /** Larger bodies are refused by their announced length. */
  | { readonly kind: 'size'; readonly bytes: number }
  | {
      readonly kind: 'canary';
      readonly pool: string;
      readonly weight: number;
      readonly total: number;
      readonly sticky: boolean;
    }
  | { readonly kind: 'cookie'; readonly cookie: Cookie }
  | { readonly kind: 'cookie-path'; readonly path: string }
  | { readonly kind: 'strategy'; readonly strategy: 'p2c' | 'hrw' }
  | { readonly kind: 'transport'; readonly transport: Transport }
  | {
      readonly kind: 'mirror';
      readonly scheme: 'http' | 'https';
      readonly host: string;
      readonly port: number;
      readonly body: boolean;
      /** In front of the copy: its Host header and path. */
      readonly middlewares: readonly Middleware[];
    }
  | { readonly kind: 'quiet' }
  /** Of a site. */
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'certificate-reference'; readonly secret: { readonly namespace: string; readonly name: string } }
  | { readonly kind: 'tls-option'; readonly option: TlsOption }
  /** Client certificates are configured and not asked for. */
  | { readonly kind: 'no-clients' }
  | { readonly kind: 'passthrough'; readonly pool: string }
  /** Answered for the site before its routes. */
  | { readonly kind: 'front'; readonly when?: Rule; readonly steps: readonly Step[]; readonly on?: EntryPoint }
  /** Answered for another name. */
  | {
      readonly kind: 'other-host';
      readonly host: string;
      readonly when?: Rule;
      readonly steps: readonly Step[];
      readonly on: EntryPoint;
    }
  /** Of the controller. */
  | { readonly kind: 'static'; readonly path: readonly string[]; readonly value: StaticValue }
  | { readonly kind: 'default-certificate'; readonly certificate: Certificate };

/** The TLS options of several nodes as one; later ones win. */
export const mergedOption = (nodes: readonly TraefikNode[]): TlsOption =>
  Object.assign({}, ...nodes.flatMap((n) => (n.kind === 'tls-option' ? [n.option] : [])));
