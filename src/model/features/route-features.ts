/**
 * What a route does besides matching and forwarding. One interface per feature; every leaf is traced.
 * A feature is present only when it has an effect on the route: defaults of the controller are present too (60 s timeouts, 1 MiB
 * bodies …), because a target whose own default differs must say so. Templates see the captures of the route's match.
 */
import type { Traced } from '../../source/traced.ts';
import type { Bytes, Limit } from '../values/bytes.ts';
import type { Cidr } from '../values/cidr.ts';
import type { Condition } from '../values/condition.ts';
import type { Duration } from '../values/duration.ts';
import type { Pattern } from '../values/pattern.ts';
import type { SecretText } from '../values/secret.ts';
import type { Template } from '../values/template.ts';

/** The location is closed: every request is answered with this status before anything else (redirects included). */
export interface Denied {
  readonly status: Traced<503 | 403>;
  /** Why the controller closes it, in words for a person. */
  readonly reason: string;
}

/** A fixed redirect in place of the backend; answered before HTTPS redirect, address lists, limits and authentication. */
export interface Redirect {
  readonly status: Traced<number>;
  readonly to: Traced<Template>;
}

/** Plain HTTP is sent to HTTPS; answered after fixed redirects and CORS preflights, before limits, address lists and authentication. */
export interface HttpsRedirect {
  readonly status: Traced<number>;
  /** `all`, or the site names (host, aliases) for which it applies: those that have a certificate. */
  readonly names: 'all' | readonly string[];
  /** `cut` removes one final slash of the request URI, query included in the test. */
  readonly trailingSlash: Traced<'cut' | 'keep'>;
  /** Port written into the Location; absent: none. */
  readonly port?: Traced<number>;
  /** What switched it on: ssl-redirect with a certificate, or force. */
  readonly because: Traced<'certificate' | 'forced'>;
}

/** The URI is replaced before it goes to the backend; the query is kept. */
export interface Rewrite {
  readonly pattern: Traced<Pattern>;
  readonly target: Traced<Template>;
  /** The target is an absolute URL: the client gets a 302 to it instead. */
  readonly redirects: boolean;
  /** X-Forwarded-Prefix sent to the backend; only meaningful together with a rewrite. */
  readonly forwardedPrefix?: Traced<Template>;
}

export interface OriginPattern {
  readonly scheme: string;
  /** True: exactly one label of letters, digits or `-` stands before `host`. */
  readonly wildcard: boolean;
  readonly host: string;
  readonly port?: string;
}

/** `null`: the word that sandboxed frames and local files send as their Origin. */
export type AllowedOrigin = OriginPattern | 'null';

/** CORS headers on every answer to a matching Origin; matching OPTIONS requests are answered with 204 by the proxy. */
export interface Cors {
  /** `any` answers `*` to every request, with or without Origin. An empty list never matches. */
  readonly origins: Traced<'any' | readonly AllowedOrigin[]>;
  readonly methods: Traced<string>;
  readonly headers: Traced<string>;
  readonly credentials: Traced<boolean>;
  readonly expose?: Traced<string>;
  /** Seconds. */
  readonly maxAge: Traced<number>;
}

/** Client addresses; 403 otherwise. Denied entries are tested before allowed ones. An absent list does not restrict. */
export interface AccessList {
  readonly deny?: Traced<readonly Cidr[]>;
  readonly allow?: Traced<readonly Cidr[]>;
}

/** Password check by the proxy: 401 with the realm; the Authorization header does not reach the backend. */
export interface BasicAuth {
  readonly scheme: Traced<'basic' | 'digest'>;
  readonly realm: Traced<string>;
  /** htpasswd lines (`user:hash`), made from either Secret layout. */
  readonly users: Traced<SecretText>;
  /** The Secret as referenced, and which of its keys hold what. */
  readonly layout: Traced<'auth-file' | 'auth-map'>;
}

/** A subrequest decides: 2xx passes, 401 and 403 are returned, anything else is 500. */
export interface ExternalAuth {
  readonly url: Traced<Template>;
  /** Host part of the URL without port, for the Host header and SNI. */
  readonly host: Template;
  readonly method?: Traced<string>;
  /** 401 becomes a 302 to this URL with the original URL in parameter `parameter` (when the URL does not have it yet). */
  readonly signin?: { readonly url: Traced<Template>; readonly parameter: Traced<string> };
  /** Headers of the auth answer that overwrite those of the request; absent ones are removed. */
  readonly responseHeaders: Traced<readonly string[]>;
  /** Headers added to the subrequest. */
  readonly requestHeaders: readonly { readonly name: string; readonly value: Traced<Template> }[];
  /** X-Auth-Request-Redirect. */
  readonly requestRedirect: Traced<Template>;
  readonly cache?: {
    readonly key: Traced<Template>;
    readonly valid: Traced<readonly { readonly statuses: readonly (number | 'any')[]; readonly time: Duration }[]>;
  };
  /** Cookies of the auth answer go to the client for every status, not just for 2xx and 3xx. */
  readonly alwaysSetCookie: Traced<boolean>;
  readonly keepalive?: {
    readonly connections: Traced<number>;
    readonly requests: Traced<number>;
    readonly timeout: Traced<Duration>;
    readonly shareVariables: Traced<boolean>;
  };
  /** Set by the controller's global settings rather than by the Ingress. */
  readonly global: boolean;
}

/** Rate and concurrency limits per client address and Ingress; state is shared by all routes with the same `zone`. */
export interface RateLimit {
  /** Identity of the shared state: `namespace/name` of the Ingress. */
  readonly zone: string;
  readonly perSecond?: Traced<number>;
  readonly perMinute?: Traced<number>;
  readonly connections?: Traced<number>;
  readonly burstMultiplier: Traced<number>;
  readonly exempt?: Traced<readonly Cidr[]>;
  /** Status of a request over the rate, and over the concurrency limit. */
  readonly requestStatus: Traced<number>;
  readonly connectionStatus: Traced<number>;
  /** What is counted: client address, or a text with request values (`limit-conn-zone-variable`). */
  readonly key: Traced<'clientAddress' | Template>;
}

/** Response bandwidth per response. */
export interface Bandwidth {
  readonly rate: Traced<Bytes>;
  readonly after?: Traced<Bytes>;
}

export interface BodySize {
  readonly max: Traced<Limit>;
}

/** Further request headers towards the backend; an absent `value` removes the header. */
export interface RequestHeaders {
  readonly changes: readonly {
    readonly name: string;
    readonly value?: Traced<Template>;
    readonly from: Traced<unknown>;
  }[];
}

/** Response headers on every status. */
export interface ResponseHeaders {
  readonly changes: readonly {
    readonly name: string;
    /** `replace` overwrites what the backend sent, `add` appends, `remove` drops it. */
    readonly how: 'replace' | 'add' | 'remove';
    readonly value: Traced<Template>;
    /** False: only on 200, 201, 204, 206, 301, 302, 303, 304, 307 and 308. */
    readonly always: boolean;
    /** Only for requests of which all of this holds. */
    readonly when?: readonly Condition[];
    /** Only on answers with these statuses. */
    readonly statuses?: readonly number[];
  }[];
}

/** Answers with these statuses are replaced by the answer of an error service, which is told the X-Code family. */
export interface ErrorPages {
  readonly statuses: Traced<readonly number[]>;
  /** Pool of the error service; absent: the controller's default backend. */
  readonly pool?: Traced<string>;
  /** False: only answers made by the proxy itself are replaced. */
  readonly interceptBackend: Traced<boolean>;
}

/** A copy of each request goes elsewhere, its answer is thrown away. */
export interface Mirror {
  /** Absent: the controller refused the target and sends the copy into the host's own routes (every request doubled). */
  readonly url?: Traced<Template>;
  readonly host?: Traced<Template>;
  readonly body: Traced<boolean>;
}

export interface AccessLog {
  readonly on: Traced<boolean>;
}

export interface RewriteLog {
  readonly on: Traced<boolean>;
}

export interface Waf {
  readonly on: Traced<boolean>;
  readonly coreRules: Traced<boolean>;
  readonly transactionId?: Traced<Template>;
  readonly rules?: Traced<string>;
}

export interface Tracing {
  readonly on: Traced<boolean>;
  readonly trustIncoming?: Traced<boolean>;
  readonly operation?: Traced<string>;
}

/** `any`: one of address list, password and external authentication is enough. */
export interface Satisfy {
  readonly mode: Traced<'any' | 'all'>;
}

export interface CanaryRules {
  /** Pool that gets the canary's share. */
  readonly pool: string;
  readonly header?: Traced<{
    readonly name: string;
    /** `words`: `always` and `never` decide, anything else falls through. */
    readonly test:
      | { readonly kind: 'words' }
      | { readonly kind: 'value'; readonly value: string }
      | { readonly kind: 'pattern'; readonly pattern: Pattern };
  }>;
  /** Cookie whose value `always` or `never` decides. */
  readonly cookie?: Traced<string>;
  /** Share of the undecided requests: `weight` of `total`. */
  readonly weight: Traced<{ readonly weight: number; readonly total: number }>;
  /** `sticky`: the affinity of the primary pool also covers the canary. */
  readonly affinity: Traced<'sticky' | 'legacy'>;
  /** The `canary` key itself. */
  readonly on: Traced<true>;
}

/** A session cookie is set on this route (the pool's affinity says what it looks like). */
export interface SessionCookie {
  /** Path attribute: as configured, or the path text of the manifest. */
  readonly path: Traced<string>;
}

/** Strict-Transport-Security on answers over TLS. */
export interface Hsts {
  /** Seconds; a text of letters, digits and punctuation that needs no escape where the controller sends what is no number. */
  readonly maxAge: Traced<number | string>;
  readonly includeSubdomains: Traced<boolean>;
  readonly preload: Traced<boolean>;
}

/** Redirects that the proxy itself builds: with the listen port, or relative. */
export interface RedirectStyle {
  readonly withPort: Traced<boolean>;
  readonly relative: Traced<boolean>;
}

/** Raw configuration text of the source proxy that no feature stands for. Always refused; `guards` closes the route. */
export interface RawText {
  readonly texts: readonly { readonly text: Traced<string>; readonly line: number }[];
  /** True when the text contains something that restricts access (deny, allow, auth_*, return 4xx …). */
  readonly guards: boolean;
}
