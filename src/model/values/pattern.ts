/** A regular expression in PCRE syntax, as ingress-nginx users write it. Anchoring is written in the source text. */
export interface Pattern {
  readonly source: string;
  readonly ignoreCase: boolean;
}
