/** HTTP/2 without TLS: before 1.25.1 a port speaks either HTTP/1.1 or HTTP/2. */
import { because } from '../../diagnostics/report.ts';
import { joinOrigins } from '../../source/traced.ts';
import { type Assembly, find } from './assembly.ts';
import { atLeast } from './version.ts';

/** Said about gRPC routes, whose clients need it, and about everybody else only in passing. */
export const tellClearHttp2 = (assembly: Assembly): void => {
  const { model, options } = assembly;
  const on = model.controller.http2?.on;
  if (atLeast(options.version, [1, 26]) || on?.value === false) return;
  const [major, minor] = options.version;
  const version = `${major}.${minor}`;
  const protocols = model.sites.flatMap((s) =>
    s.routes.flatMap((r) => (r.protocol === 'grpc' && 'protocol' in r.action ? [r.action.protocol.from] : [])),
  );
  const [first, ...more] = protocols;
  if (first !== undefined) {
    const what = 'gRPC without TLS (clear-text HTTP/2 next to HTTP/1.1)';
    find(
      assembly,
      'approximate',
      because('T5109', { what, version, since: '1.26' }, joinOrigins(first, [first[0], ...more.flat()])),
    );
  } else find(assembly, 'note', because('T5133', { version }, ...(on === undefined ? [] : [on.from])));
};
