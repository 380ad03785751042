/** A location that a server-snippet adds to its host. */
import type { Features } from '../../../model/universe.ts';
import type { Origins } from '../../../source/traced.ts';

/** Where a block holds, as nginx compares: a prefix of text, not of path elements. */
export type LocationMatch =
  | { readonly kind: 'exact'; readonly path: string }
  /** `firm`: expressions are not asked. */
  | { readonly kind: 'prefix'; readonly path: string; readonly firm: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly ignoreCase: boolean };

export interface HostLocation {
  readonly match: LocationMatch;
  readonly features: Features<'http'>;
  readonly from: Origins;
  /** In the snippet. */
  readonly line: number;
  readonly key: string;
}
