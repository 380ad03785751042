import { because } from '../../../diagnostics/report.ts';
import type { GlobalErrorPages } from '../../../model/features/controller-features.ts';
import type { ErrorPages } from '../../../model/features/route-features.ts';
import type { Route } from '../../../model/model.ts';
import {
  type AtController,
  approximate,
  type Emitted,
  type EmittedRoute,
  exact,
  type Outcome,
  refused,
  spent,
} from '../../target.ts';
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
  if (statuses.value.length === 0) return exact();
  const wanted = { statuses, interceptBackend, absent: 404 };
  return pages(wanted, pool?.value ?? at.model.controller.defaultBackend?.pool?.value, at, at.route);
};

/** The controller's own list; the routes print it (`globalPages`). */
export const globalErrorPages = (feature: GlobalErrorPages, at: AtController): Outcome<TraefikNode> => {
  const { statuses, interceptBackend: _intercept, ...rest } = feature;
  spent(rest);
  if (statuses.value.length === 0) return exact();
  const outcome = pages(wantedOf(feature), at.model.controller.defaultBackend?.pool?.value, at);
  return outcome.as === 'approximate' ? { ...outcome, nodes: [] } : outcome;
};

/** Pages of the controller's list for a route that has none of its own and whose 401 no sign-in page stands in for. */
export const globalPages = (
  emitted: Pick<Emitted<TraefikNode>, 'model' | 'options'>,
  { route }: EmittedRoute<TraefikNode>,
): readonly TraefikNode[] => {
  const { controller } = emitted.model;
  const feature = controller.errorPages;
  if (feature === undefined || route.protocol !== 'http' || route.action.kind === 'slash-redirect') return [];
  if (route.features.errorPages !== undefined || route.features.externalAuth?.signin !== undefined) return [];
  const outcome = pages(wantedOf(feature), controller.defaultBackend?.pool?.value, emitted, route);
  return outcome.as === 'refused' ? [] : outcome.nodes;
};

/** The controller's internal default backend answers 404, which is intercepted itself when the list holds it. */
const wantedOf = ({ statuses, interceptBackend }: GlobalErrorPages): Wanted => ({
  statuses,
  interceptBackend,
  absent: statuses.value.includes(404) ? 500 : 404,
});

interface Wanted extends Pick<ErrorPages, 'statuses' | 'interceptBackend'> {
  /** Status where there is no error service. */
  readonly absent: number;
}

const pages = (
  { statuses, interceptBackend, absent }: Wanted,
  name: string | undefined,
  { options }: Pick<AtController, 'options'>,
  route?: Route,
): Outcome<TraefikNode> => {
  const value = statuses.value.join(', ');
  if (!interceptBackend.value) {
    const why = 'Traefik cannot tell answers of the proxy from those of the backend';
    return refused(because('T5366', { value, why }, interceptBackend.from, statuses.from));
  }
  const told = because('T5365', { value }, statuses.from, interceptBackend.from);
  if (name !== undefined) {
    const context = route === undefined ? {} : contextHeaders(route);
    const nodes = statuses.value.map((status) => {
      const code: Middleware = { type: 'headers', request: { 'X-Code': String(status), ...context } };
      return replaced(status, {
        kind: 'pool',
        pool: name,
        middlewares: errorMiddlewares(options.version) ? [code] : [],
      });
    });
    return approximate(nodes, told);
  }
  const nodes = statuses.value
    .filter(answerable)
    .map((s) => replaced(s, { kind: 'nobody', middlewares: [{ type: 'answer', status: absent }] }, absent));
  return errorMiddlewares(options.version)
    ? approximate(nodes, told)
    : refused(because('T5366', { value, why: 'there is no error service' }, statuses.from));
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

const contextHeaders = (route: Route): Readonly<Record<string, string>> => ({
  ...(route.ingress === undefined
    ? {}
    : { 'X-Namespace': route.ingress.namespace, 'X-Ingress-Name': route.ingress.name }),
  ...(route.action.kind === 'forward'
    ? { 'X-Service-Name': route.action.service.name, 'X-Service-Port': String(route.action.service.port) }
    : {}),
});
