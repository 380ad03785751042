/** What a directive of a snippet may do. */
import type * as route from '../../../model/features/route-features.ts';
import type { Cidr } from '../../../model/values/cidr.ts';
import type { Origin } from '../../../source/traced.ts';
import type { LocationFeatures } from '../settings.ts';
import type { SnippetDirective } from './lexer.ts';

export type ResponseChange = route.ResponseHeaders['changes'][number];
export type RequestChange = route.RequestHeaders['changes'][number];

/** What a directive does to the features of a location. */
export type SnippetEffect =
  | { readonly kind: 'response-header'; readonly change: ResponseChange }
  | { readonly kind: 'request-header'; readonly change: RequestChange }
  | { readonly kind: 'access'; readonly rule: AccessRule }
  /** The backend gets this header of the authentication answer. */
  | { readonly kind: 'auth-header'; readonly name: string }
  /** Ends the request at once; what stands below does not count. */
  | { readonly kind: 'redirect'; readonly redirect: route.Redirect }
  | { readonly kind: 'closed'; readonly status: 403 | 503 }
  | { readonly kind: 'feature'; readonly change: (features: LocationFeatures) => Partial<LocationFeatures> }
  /** Does nothing, with the reason. */
  | { readonly kind: 'idle'; readonly why: string }
  /** Done, but not quite the same. */
  | { readonly kind: 'note'; readonly why: string }
  /** nginx refuses it at this place. */
  | { readonly kind: 'broken'; readonly why: string };

export interface AccessRule {
  readonly allow: boolean;
  readonly range: Cidr | 'all';
}

/** Effects in order; undefined: no feature stands for it. */
export type Meaning = readonly SnippetEffect[] | undefined;
export type MeaningOf = (directive: SnippetDirective, at: Origin) => Meaning;
