/** Beginnings of locations by path, for many hosts have the same paths: each is printed once. */
export interface KnownHeads {
  readonly exact: Map<string, readonly string[]>;
  readonly prefix: Map<string, readonly string[]>;
  /** Prefixes whose bare path another route takes. */
  readonly below: Map<string, readonly string[]>;
  readonly orderedExact: Map<string, readonly string[]>;
  readonly orderedPrefix: Map<string, readonly string[]>;
  readonly regex: Map<string, readonly string[]>;
  readonly regexIgnoringCase: Map<string, readonly string[]>;
}

export const knownHeads = (): KnownHeads => ({
  exact: new Map(),
  prefix: new Map(),
  below: new Map(),
  orderedExact: new Map(),
  orderedPrefix: new Map(),
  regex: new Map(),
  regexIgnoringCase: new Map(),
});
