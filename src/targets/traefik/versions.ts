/** What came into Traefik when. */
import type { Version } from '../target.ts';

const from =
  (minor: number) =>
  ([major, m]: Version): boolean =>
    major > 3 || (major === 3 && m >= minor);

/** `observability` of a router. */
export const observability = from(3);
/** `errors.statusRewrites`. */
export const statusRewrites = from(4);
/** Middlewares of a service reference together with `statusRewrites`. */
export const errorMiddlewares = from(7);
/** `failover` and `retry.status` in CRDs, `underscoreHeadersStrategy`, `addXForwardedSchemeHeaders`. */
export const newSettings = from(7);
/** `strategy: hrw`. */
export const strategies = from(6);
/** `disableClusterScopeResources`. */
export const namespacedOnly = from(2);
/** `strategy: p2c`, session cookie paths. */
export const powerOfTwo = from(4);
/** Patch releases that refuse encoded characters unless told otherwise. */
export const encodedRefused = ([major, minor]: Version): boolean => major === 3 && minor === 6;
