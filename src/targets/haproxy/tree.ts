/** What the handlers make: lines with the place they belong to. The assembly sorts them by phase and prints them. */
import type { CanaryRules } from '../../model/features/route-features.ts';
import type { AtRoute, OutputFile } from '../target.ts';
import { type Fixed, HaproxyToken } from './token.ts';

/** Handlers serve both protocols alike. */
export type AnyRoute = AtRoute<'http'> | AtRoute<'grpc'>;

export type Line = readonly HaproxyToken[];

type FixedWords<W extends readonly (string | HaproxyToken)[]> = {
  readonly [I in keyof W]: W[I] extends string ? Fixed<W[I]> : W[I];
};

/** One line; texts are words of the language, everything else comes as a token. */
export const line = <const W extends readonly (string | HaproxyToken)[]>(...words: W & FixedWords<W>): Line =>
  words.map((w) => (w instanceof HaproxyToken ? w : HaproxyToken.fixed(w as string & Fixed<string>)));

/** Order of the rules inside a route's backend: the order of ingress-nginx inside one request. */
export const backendPhases = [
  'settings',
  'context',
  'body',
  'slash',
  'denied',
  'preflight',
  'rules',
  'redirect',
  'absolute',
  'https',
  'empty',
  'connections',
  'rate',
  'access',
  'password',
  'external',
  'decision',
  'refusal',
  'mirror',
  'forward',
  'headers',
  'rewrite',
  'answer',
  'sent',
  'use-server',
  'response',
  'after-response',
  'server',
] as const;
export type BackendPhase = (typeof backendPhases)[number];

/** Order of the rules of the frontend: before a route is known, then the choice of the route, then what holds for all of them. */
export const frontendPhases = [
  'bind',
  'settings',
  'client',
  'method',
  'host',
  'path',
  'suffix',
  'site',
  'blocked',
  'authority',
  'closed',
  'certificate',
  'certificate-answer',
  'certificate-subject',
  'www',
  'rules',
  'app-root',
  'seen',
  'route',
  'canary',
  'scheme',
  'headers',
  'response',
  'after-response',
] as const;
export type FrontendPhase = (typeof frontendPhases)[number];

/** Kinds of maps: file name without folder and extension. */
export type MapName =
  | 'hosts'
  | 'hosts-wildcard'
  | 'exact'
  | 'prefix'
  | 'app-root'
  | 'www-redirect'
  | 'client-certificates'
  | 'closed'
  | 'session-keys'
  | 'sni'
  | 'sni-wildcard';

export type Script = 'error-pages' | 'external-auth' | 'htpasswd' | 'mirror';

export type HaproxyNode =
  | { readonly in: 'global'; readonly line: Line }
  /** Words of the TLS listeners, after `ssl crt-list`. */
  | { readonly in: 'bind'; readonly listener: 'https' | 'both'; readonly words: Line }
  /** HTTP/3 listeners are wanted. */
  | { readonly in: 'quic' }
  | { readonly in: 'defaults'; readonly line: Line }
  | { readonly in: 'frontend'; readonly phase: FrontendPhase; readonly line: Line }
  | { readonly in: 'backend'; readonly phase: BackendPhase; readonly line: Line }
  | { readonly in: 'server'; readonly words: Line }
  | { readonly in: 'map'; readonly map: MapName; readonly key: string; readonly value: string }
  /** A section of its own (user list, counters), printed once per name. */
  | { readonly in: 'section'; readonly head: Line; readonly lines: readonly Line[] }
  | { readonly in: 'file'; readonly file: OutputFile }
  /** A line of the certificate list: file, options in brackets, names. */
  | { readonly in: 'certificate'; readonly file?: string; readonly options?: Line; readonly names: readonly string[] }
  | { readonly in: 'script'; readonly script: Script }
  /** A file of passwords the script reads at start. */
  | { readonly in: 'password-file'; readonly file: string }
  | { readonly in: 'canary'; readonly rules: CanaryRules }
  | { readonly in: 'pass'; readonly pool: string };

export const backend = (phase: BackendPhase, l: Line): HaproxyNode => ({ in: 'backend', phase, line: l });
export const frontend = (phase: FrontendPhase, l: Line): HaproxyNode => ({ in: 'frontend', phase, line: l });
