/** What the table of annotations says about each key. */
import type { Validator } from './validators.ts';

export const prefix = 'nginx.ingress.kubernetes.io/';

/** The controller's own rating; annotations above its configured level drop their Ingress. */
export type Risk = 'Low' | 'Medium' | 'High' | 'Critical';
export type Scope = 'location' | 'server' | 'upstream' | 'ingress';

/**
 * What a refused value does: the key counts as absent · the Ingress is not served · its paths answer 503 · its hosts answer 403 ·
 * the whole group counts as absent, silently · something of its own · nothing is ever refused.
 */
export type OnInvalid =
  | 'use_default'
  | 'drop_ingress'
  | 'deny_location'
  | 'deny_host'
  | 'drop_group'
  | 'other'
  | 'never';

export interface AnnotationRow {
  /** Keys the controller parses together: the unit that is lost by `drop_group`. */
  readonly group: string;
  /** File in `read/` that takes it. */
  readonly reads: ReaderName;
  readonly validator: Validator;
  readonly risk: Risk;
  readonly scope: Scope;
  readonly onInvalid: OnInvalid;
  readonly doc: string;
  /** Older spellings, read when the key is missing or empty. */
  readonly aliases: readonly string[];
}

export type ReaderName =
  | 'affinity'
  | 'aliases'
  | 'basic-auth'
  | 'external-auth'
  | 'client-certificates'
  | 'backend-protocol'
  | 'canary'
  | 'request-buffering'
  | 'connection-header'
  | 'cors'
  | 'response-headers'
  | 'error-pages'
  | 'fast-cgi'
  | 'http2-push'
  | 'access-list'
  | 'load-balancing'
  | 'logs'
  | 'mirror'
  | 'waf'
  | 'tracing'
  | 'redirect'
  | 'timeouts'
  | 'response-buffering'
  | 'cookie-rewrite'
  | 'body-size'
  | 'retry'
  | 'location-rewrite'
  | 'upstream-http-version'
  | 'backend-tls'
  | 'rate-limit'
  | 'bandwidth'
  | 'rewrite'
  | 'https-redirect'
  | 'satisfy'
  | 'snippets'
  | 'tls-ciphers'
  | 'passthrough'
  | 'upstream-host';

type Row = readonly [Validator, Risk, Scope, OnInvalid, string, ...string[]];

export const rows = <K extends string>(
  group: string,
  reads: ReaderName,
  table: Record<K, Row>,
): Record<K, AnnotationRow> => {
  const made = Object.entries<Row>(table).map(([key, [validator, risk, scope, onInvalid, doc, ...aliases]]) => [
    key,
    { group, reads, validator, risk, scope, onInvalid, doc, aliases },
  ]);
  // Object.fromEntries forgets the keys it was given.
  return Object.fromEntries(made) as Record<K, AnnotationRow>;
};
