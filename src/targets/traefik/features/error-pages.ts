import { because } from '../../../diagnostics/report.ts';
import type { ErrorPages } from '../../../model/features/route-features.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import type { AnyRoute } from '../place.ts';
import { answerable, stepNode } from '../steps.ts';
import type { Middleware, TraefikNode } from '../tree.ts';
import { errorMiddlewares } from '../versions.ts';

/** One middleware per status, so that the error service can be told X-Code. */
export const errorPages = (
  { statuses, pool, interceptBackend, ...rest }: ErrorPages,
  at: AnyRoute,
): Outcome<TraefikNode> => {
  spent(rest);
  const value = statuses.value.join(', ');
  const name = pool?.value ?? at.model.controller.defaultBackend?.pool?.value;
  if (statuses.value.length === 0) return exact();
  if (!interceptBackend.value) {
    const why = 'Traefik cannot tell answers of the proxy from those of the backend';
    return refused(because('T5366', { value, why }, interceptBackend.from, statuses.from));
  }
  if (name === undefined) {
    const nodes = statuses.value
      .filter(answerable)
      .map((s) => replaced(s, { kind: 'nobody', middlewares: [{ type: 'answer', status: 404 }] }, 404));
    return errorMiddlewares(at.options.version)
      ? approximate(nodes, because('T5365', { value }, statuses.from))
      : refused(because('T5366', { value, why: 'there is no error service' }, statuses.from));
  }
  const context = contextHeaders(at);
  const nodes = statuses.value.map((status) => {
    const told: Middleware = { type: 'headers', request: { 'X-Code': String(status), ...context } };
    return replaced(status, {
      kind: 'pool',
      pool: name,
      middlewares: errorMiddlewares(at.options.version) ? [told] : [],
    });
  });
  return approximate(nodes, because('T5365', { value }, statuses.from, interceptBackend.from));
};

const replaced = (
  status: number,
  service: Extract<Middleware, { type: 'errors' }>['service'],
  rewrite?: number,
): TraefikNode =>
  stepNode('errorPages', `error-${status}`, {
    type: 'errors',
    statuses: [status],
    query: '/',
    service,
    ...(rewrite === undefined ? {} : { rewrite }),
  });

const contextHeaders = ({ route }: AnyRoute): Readonly<Record<string, string>> => ({
  ...(route.ingress === undefined
    ? {}
    : { 'X-Namespace': route.ingress.namespace, 'X-Ingress-Name': route.ingress.name }),
  ...(route.action.kind === 'forward'
    ? { 'X-Service-Name': route.action.service.name, 'X-Service-Port': String(route.action.service.port) }
    : {}),
});
