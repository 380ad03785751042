/** A location before it is printed: what the http level says for all of them is known only when every one is built. */

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

export interface BuiltLocation {
  /** Its beginnings: a location that nginx needs twice has two. */
  readonly matches: readonly string[];
  /** Statements before the settings and header lists. */
  readonly head: string;
  readonly share: LocationShare;
  /** Where the request goes; empty: the location answers by itself. */
  readonly tail: string;
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
