/** How requests are spread over the endpoints of a pool. */
import type { Traced } from '../../source/traced.ts';
import type { Duration } from '../values/duration.ts';
import type { Template } from '../values/template.ts';

export interface Affinity {
  /** balanced: hashed on a ring, scaling moves sessions. persistent: one endpoint until it disappears. */
  readonly mode: Traced<'balanced' | 'persistent'>;
  readonly cookie: Traced<string>;
  /** auto: Secure exactly when the client connection is TLS. */
  readonly secure: Traced<'auto' | 'always'>;
  /** Moment of issue plus this. May be negative. */
  readonly expires?: Traced<Duration>;
  readonly maxAge?: Traced<Duration>;
  readonly domain?: Traced<string>;
  readonly sameSite?: Traced<'None' | 'Lax' | 'Strict'>;
  /** SameSite=None is left out for browsers known to mishandle it. */
  readonly conditionalSameSiteNone: Traced<boolean>;
  readonly changeOnFailure: Traced<boolean>;
}

export type LoadBalancing =
  | { readonly algorithm: Traced<'round-robin' | 'ewma'> }
  | {
      readonly algorithm: Traced<'hash'>;
      readonly key: Traced<Template>;
      /** Endpoints are cut into groups of this size; the key chooses a group, chance a member. */
      readonly subset?: Traced<number>;
    };
