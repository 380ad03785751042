/** A location before it is printed: what the http level says for all of them is known only when every one is built. */
import type { Text } from './text.ts';

/** What locations with the same features have alike. */
export interface LocationShare {
  /** In the order of `slots`; undefined: not set. */
  readonly settings: readonly (string | undefined)[];
  readonly response: string;
  readonly hidden: string;
  readonly request: string;
  readonly grpc: boolean;
  /** Nothing of the route matters: headers are those of the http level. */
  readonly closed: boolean;
}

/** How requests are passed on. */
export interface Passing {
  /** Lines before the one that passes. */
  readonly before: string;
  /** Absent: the lines above answer. */
  readonly name?: 'proxy_pass' | 'grpc_pass' | 'fastcgi_pass';
  /** What stands before the target. */
  readonly scheme: Text;
}

/** Literal text, or text with variables. */
export type Target = string | Text;

/** Thousands wait for the last of them: what many have alike is one object, and nothing is printed that can be printed later. */
export interface BuiltLocation {
  /** Its beginnings: a location that nginx needs twice has two. */
  readonly matches: readonly string[];
  /** Statements before the settings and header lists. */
  readonly head: string;
  readonly share: LocationShare;
  /** Undefined: the location answers by itself. */
  readonly passing: Passing | undefined;
  readonly target: Target;
}

/** What stands at http level already. */
export interface Hoisted {
  /** In the order of `slots`; empty: nothing. */
  readonly settings: readonly string[];
  readonly response: string;
  readonly hidden: string;
  readonly request: string;
  readonly grpcRequest: string;
}
