/** What the relative origins of a route's features mean. */
import { type Origin, type PlacedOrigin, placesIn, type Standpoint } from '../source/traced.ts';
import type { Route } from './model.ts';

/** Undefined: the route comes from no Ingress, and its features have no relative origins. */
export const standpointOf = ({ object, from: [path] }: Route): Standpoint | undefined =>
  object === undefined ? undefined : { object, path };

export const placesOn = (route: Route, origins: readonly Origin[]): readonly PlacedOrigin[] =>
  placesIn(origins, standpointOf(route));
