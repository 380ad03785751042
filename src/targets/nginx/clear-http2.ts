/** HTTP/2 without TLS: before 1.25.1 a port speaks either HTTP/1.1 or HTTP/2. */
import { becauseAt } from '../../diagnostics/report.ts';
import type { Model } from '../../model/model.ts';
import { placesOn } from '../../model/standpoint.ts';
import { type PlacedOrigin, placesIn } from '../../source/traced.ts';
import { type Assembly, find } from './assembly.ts';
import { atLeast } from './version.ts';

/** Said about gRPC routes, whose clients need it, and about everybody else only in passing. */
export const tellClearHttp2 = (assembly: Assembly): void => {
  const { model, options } = assembly;
  const on = model.controller.http2?.on;
  if (atLeast(options.version, [1, 26]) || on?.value === false) return;
  const [major, minor] = options.version;
  const version = `${major}.${minor}`;
  const places = grpcProtocols(model);
  if (places.length > 0) {
    const what = 'gRPC without TLS (clear-text HTTP/2 next to HTTP/1.1)';
    find(assembly, 'approximate', becauseAt('T5109', { what, version, since: '1.26' }, places));
  } else find(assembly, 'note', becauseAt('T5133', { version }, placesIn(on?.from ?? [], undefined)));
};

/** Where gRPC is asked for, once per Ingress. */
const grpcProtocols = ({ sites }: Model): readonly PlacedOrigin[] => {
  const found = new Map<unknown, readonly PlacedOrigin[]>();
  for (const { routes } of sites)
    for (const route of routes)
      if (route.protocol === 'grpc' && route.action.kind === 'forward' && !found.has(route.object))
        found.set(route.object, placesOn(route, route.action.protocol.from));
  return [...found.values()].flat();
};
