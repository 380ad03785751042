/** Error pages of a service, fetched by a script: for answers of the backend, and for those HAProxy makes itself. */
import { because } from '../../../diagnostics/report.ts';
import type { ErrorPages } from '../../../model/features/route-features.ts';
import type { Model, Pool, Route } from '../../../model/model.ts';
import { exact, type Outcome, spent, withDifferences } from '../../target.ts';
import { refusal } from '../print.ts';
import { HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, type Line, line } from '../tree.ts';

export const errorPages = (feature: ErrorPages, at: AnyRoute): Outcome<HaproxyNode> => {
  const { statuses, pool: _pool, interceptBackend, ...rest } = feature;
  spent(rest);
  if (at.route.protocol === 'grpc') return exact();
  const service = pageService(at.model, at.route);
  if (!interceptBackend.value) return service === undefined ? exact() : exact({ in: 'script', script: 'error-pages' });
  const nodes = intercepted(statuses.value, service, at.route, 404);
  return withDifferences(
    nodes,
    service === undefined ? [] : [because('T5241', { statuses: statuses.value.join(', ') }, statuses.from)],
  );
};

/** Servers of the service that has the pages of a route, as the script wants them; undefined: nobody has. */
export const pageService = (model: Model, route: Route): string | undefined => {
  const named = route.features.errorPages?.pool?.value ?? model.controller.defaultBackend?.pool?.value;
  return named === undefined ? undefined : addressesOf(poolNamed(model, named));
};

const pools = new WeakMap<Model, ReadonlyMap<string, Pool>>();

const poolNamed = (model: Model, name: string): Pool | undefined => {
  const known = pools.get(model) ?? new Map(model.pools.map((pool) => [pool.name, pool]));
  pools.set(model, known);
  return known.get(name);
};

const addressesOf = (pool: Pool | undefined): string | undefined => {
  if (pool === undefined) return undefined;
  if (pool.endpoints.kind !== 'addresses') return `${pool.endpoints.host}:${pool.endpoints.port}`;
  const list = pool.endpoints.addresses.slice(0, 20).map((a) => `${a.ip.includes(':') ? `[${a.ip}]` : a.ip}:${a.port}`);
  return list.length === 0 ? undefined : list.join(',');
};

const context = ({ action, ingress }: Route): HaproxyToken => {
  const service = action.kind === 'forward' ? action.service : undefined;
  const parts = [
    service?.namespace,
    ingress?.name,
    service?.name,
    service === undefined ? undefined : String(service.port),
  ];
  return HaproxyToken.word(parts.map((p) => p ?? '-').join(','));
};

/** Answers of the backend with these statuses. Without a service the controller's own 404 (or 500) stands in for them. */
export const intercepted = (
  statuses: readonly number[],
  service: string | undefined,
  route: Route,
  otherwise: 404 | 500,
): readonly HaproxyNode[] => {
  const listed = [
    HaproxyToken.fixed('{ status'),
    ...statuses.slice(0, 50).map(HaproxyToken.number),
    HaproxyToken.fixed('}'),
  ];
  if (service === undefined) {
    const instead = line('http-response', 'return', 'status', HaproxyToken.number(otherwise), 'if', ...listed);
    return [
      backend('response', line('http-response', 'unset-var(txn.cors)', 'if', ...listed)),
      backend('response', bare(listed)),
      backend('response', instead),
    ];
  }
  return [
    { in: 'script', script: 'error-pages' },
    backend('context', line('http-request', 'lua.keep_request')),
    backend(
      'response',
      line('http-response', 'lua.error_page', HaproxyToken.word(service), context(route), 'if', ...listed),
    ),
  ];
};

const bare = (condition: readonly HaproxyToken[]): Line =>
  line('http-response', 'set-var(txn.bare)', 'bool(true)', 'if', ...condition);

/** Puts the question for a page before every refusal whose status is listed. */
export const withPages = (
  lines: readonly Line[],
  statuses: readonly number[],
  service: string,
  route: Route,
): readonly Line[] =>
  lines.flatMap((l) => {
    const answer = refusal(l);
    if (answer === undefined || !statuses.includes(answer.status)) return [l];
    const challenge =
      answer.challenge === undefined
        ? []
        : [[...line('http-request', 'set-var-fmt(txn.challenge)', answer.challenge), ...answer.condition]];
    const ask = line(
      'http-request',
      'lua.error_page_for',
      HaproxyToken.number(answer.status),
      HaproxyToken.word(service),
      context(route),
    );
    return [...challenge, [...ask, ...answer.condition], l];
  });
