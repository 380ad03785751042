import type { AtRoute } from '../target.ts';

/** Where a handler of any routed protocol stands. */
export type AtAnyRoute = AtRoute<'http'> | AtRoute<'grpc'>;
