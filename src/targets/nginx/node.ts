/** What the feature handlers hand to the assembly: statements with their place, and requests that need the whole server to be answered. */
import type { Affinity, LoadBalancing } from '../../model/features/pool-features.ts';
import type { CanaryRules, ErrorPages, ExternalAuth, Mirror } from '../../model/features/route-features.ts';
import type { WwwRedirect } from '../../model/features/site-features.ts';
import type { OutputFile } from '../target.ts';
import type { Text } from './text.ts';
import type { Directive, NameIn, Statement } from './tree.ts';

/** Order of answers inside the rewrite phase of a location. */
export const phases = ['denied', 'preflight', 'marks', 'rules', 'redirect', 'https', 'last-rules', 'rewrite'] as const;
export type Phase = (typeof phases)[number];

/** Settings every route has; the most common value stands at http level and is left out of the locations. */
export const slots = [
  'bodySize',
  'requestBuffering',
  'responseBuffering',
  'timeouts',
  'grpcTimeouts',
  'retry',
  'httpVersion',
] as const;
export type Slot = (typeof slots)[number];

/** A map, geo, split_clients, zone or cache: once per configuration, by name. */
export interface Definition {
  readonly name: string;
  readonly statement: Statement<'http'>;
}

export interface HeaderChange {
  readonly name: string;
  readonly value: Text;
}

export interface ResponseHeader extends HeaderChange {
  readonly always: boolean;
  /** The backend's own header of that name does not pass. */
  readonly hide: boolean;
  /** Wins over another header of the same name, whatever the order. */
  readonly firm?: boolean;
}

/** Header lists that hold where a location says nothing else. */
export interface BaseHeaders {
  readonly request: readonly HeaderChange[];
  /** Grows before the first location is built, never after. */
  readonly response: ResponseHeader[];
  readonly hidden: readonly string[];
}

export type NginxNode =
  | { readonly at: 'http'; readonly statements: readonly Statement<'http'>[] }
  | { readonly at: 'define'; readonly definition: Definition }
  | { readonly at: 'file'; readonly file: OutputFile }
  /** `rank`: order among the statements of a server. `answers`: the server itself may answer, so its own headers must not be those of a location. */
  | {
      readonly at: 'server';
      readonly rank: number;
      readonly statements: readonly Statement<'server'>[];
      readonly answers: boolean;
    }
  | {
      readonly at: 'answer';
      readonly phase: Phase;
      readonly statements: readonly Statement<'location'>[];
      readonly captures: readonly number[];
    }
  | {
      readonly at: 'setting';
      readonly slot: Slot;
      readonly statements: readonly Directive<NameIn<'http'> & NameIn<'location'>>[];
    }
  /** `reads`: texts in the statements whose captures and context have to be set first. */
  | { readonly at: 'location'; readonly statements: readonly Statement<'location'>[]; readonly reads?: readonly Text[] }
  | { readonly at: 'request-header'; readonly header: HeaderChange }
  | { readonly at: 'response-header'; readonly header: ResponseHeader }
  | { readonly at: 'hide-header'; readonly name: string }
  | { readonly at: 'backend-tls'; readonly statements: readonly Statement<'location'>[] }
  | { readonly at: 'tries'; readonly tries: number }
  | { readonly at: 'canary'; readonly rules: CanaryRules }
  | { readonly at: 'session-cookie'; readonly path: string }
  | { readonly at: 'external-auth'; readonly auth: ExternalAuth }
  | { readonly at: 'error-pages'; readonly pages: ErrorPages }
  | { readonly at: 'mirror'; readonly mirror: Mirror }
  | {
      readonly at: 'certificate';
      readonly statements: readonly Statement<'server'>[];
      readonly names: readonly string[];
    }
  | { readonly at: 'default-certificate'; readonly statements: readonly Statement<'server'>[] }
  | { readonly at: 'client-certificate-headers'; readonly pass: boolean }
  | { readonly at: 'www'; readonly redirect: WwwRedirect }
  | { readonly at: 'passthrough'; readonly pool: string }
  | { readonly at: 'affinity'; readonly affinity: Affinity }
  | { readonly at: 'balancing'; readonly balancing: LoadBalancing };
