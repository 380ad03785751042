/** How a route talks to its backend: connections, bodies, headers and TLS towards it. Every leaf is traced. */
import type { Traced } from '../../source/traced.ts';
import type { Bytes } from '../values/bytes.ts';
import type { Duration } from '../values/duration.ts';
import type { SecretText } from '../values/secret.ts';
import type { Template } from '../values/template.ts';

export interface RequestBuffering {
  /** True: the whole body is read before the backend is contacted. */
  readonly on: Traced<boolean>;
  readonly memory?: Traced<Bytes>;
}

export interface ResponseBuffering {
  readonly on: Traced<boolean>;
  /** Largest response header; a larger one is answered with 502. Also the size of one buffer. */
  readonly header: Traced<Bytes>;
  readonly count: Traced<number>;
  readonly busy?: Traced<Bytes>;
  /** 0: no temporary files. */
  readonly temporaryFile: Traced<Bytes>;
}

/** `connect`: until the connection stands. `send`, `read`: longest gap between two operations, not the whole request. */
export interface Timeouts {
  readonly connect: Traced<Duration>;
  readonly send: Traced<Duration>;
  readonly read: Traced<Duration>;
}

export type RetryCondition =
  | 'error'
  | 'timeout'
  | 'invalid-header'
  | 'status-500'
  | 'status-502'
  | 'status-503'
  | 'status-504'
  | 'status-403'
  | 'status-404'
  | 'status-429';

export interface Retry {
  /** Empty: never. */
  readonly on: Traced<readonly RetryCondition[]>;
  readonly nonIdempotent: Traced<boolean>;
  /** Tries in all, the first included; 0: as many as there are endpoints. */
  readonly tries: Traced<number>;
  /** Time in which further tries may start; 0 ms: no limit. */
  readonly within: Traced<Duration>;
}

export interface UpstreamHttpVersion {
  readonly version: Traced<'1.0' | '1.1'>;
}

/** Host header (authority) sent to the backend in place of the client's. */
export interface UpstreamHost {
  readonly host: Traced<Template>;
}

/** Fixed Connection header towards the backend; breaks upgrades. */
export interface ConnectionHeader {
  readonly value: Traced<'close' | 'keep-alive'>;
}

/** Attributes of cookies set by the backend are mapped. */
export interface CookieRewrite {
  readonly domain?: Traced<{ readonly from: string; readonly to: string }>;
  readonly path?: Traced<{ readonly from: string; readonly to: string }>;
  /** Attributes that every cookie of the backend is given. */
  readonly flags?: Traced<readonly CookieFlag[]>;
}

export const cookieFlags = ['secure', 'httponly', 'samesite=strict', 'samesite=lax', 'samesite=none'] as const;
export type CookieFlag = (typeof cookieFlags)[number];

/** Location and Refresh headers of the backend are mapped; `default` maps the backend's own URL back to the route's path. */
export interface LocationRewrite {
  readonly map: Traced<'default' | { readonly from: string; readonly to: string }>;
}

/** TLS towards the backend. Absent on an https backend: no verification, no SNI. */
export interface BackendTls {
  readonly ca?: Traced<SecretText>;
  readonly certificate?: Traced<{ readonly certificate: SecretText; readonly key: SecretText }>;
  readonly ciphers: Traced<string>;
  readonly protocols: Traced<readonly string[]>;
  /** Name for verification and SNI. */
  readonly name?: Traced<string>;
  readonly verify: Traced<boolean>;
  readonly verifyDepth: Traced<number>;
  readonly sni: Traced<boolean>;
}

/** FastCGI backend: index file and parameters. */
export interface FastCgi {
  readonly index?: Traced<string>;
  readonly parameters: readonly { readonly name: string; readonly value: Traced<Template> }[];
}
