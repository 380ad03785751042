/** A route of either protocol, as handlers that serve both see it. */
import type { AtRoute } from '../target.ts';

export type AnyRoute = AtRoute<'http'> | AtRoute<'grpc'>;
