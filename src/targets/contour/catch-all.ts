/** Routes for every name: HTTPProxy has no host for them, so plain ones are carried by an Ingress of Contour's own class. */
import { because } from '../../diagnostics/report.ts';
import type { PathMatch } from '../../model/model.ts';
import type { EmittedRoute, EmittedSite } from '../target.ts';
import { objectName } from './names.ts';
import type { ContourNode } from './node.ts';
import { encodePath } from './paths.ts';
import { note, type RouteContext, type SiteContext } from './plan.ts';
import { literalStart } from './regex.ts';
import { serviceOf } from './services.ts';
import { Re2 } from './token.ts';
import type { CatchAll, CatchAllPath } from './tree.ts';

/** Nodes that may be missing on such a route: they say no more than the controller's defaults do, or only add to what is served. */
const harmless: ReadonlySet<ContourNode['kind']> = new Set([
  'idle',
  'retry',
  'body-limit',
  'response-header',
  'cors',
  'session-cookie',
  'mirror',
]);

export const catchAllObjects = (context: SiteContext): readonly CatchAll[] => {
  const { emitted, book } = context;
  const byIngress = new Map<
    string,
    { readonly namespace: string; readonly name: string; readonly paths: CatchAllPath[] }
  >();
  for (const route of emitted.routes) {
    const { action, ingress, path } = route.route;
    if (action.kind === 'default-backend' || action.kind === 'slash-redirect') continue;
    const served = ingress === undefined ? undefined : pathOf({ ...context, route }, emitted);
    if (served === undefined || ingress === undefined) {
      note(book, 'refused', because('T5480', { path }, route.route.from));
      continue;
    }
    note(book, 'approximate', because('T5496', { path }, route.route.from));
    const key = `${ingress.namespace}/${ingress.name}`;
    const group = byIngress.get(key) ?? { namespace: ingress.namespace, name: ingress.name, paths: [] };
    group.paths.push(served);
    byIngress.set(key, group);
  }
  return [...byIngress.values()].map(({ namespace, name, paths }) => ingressOf(namespace, name, paths));
};

const ingressOf = (namespace: string, name: string, paths: readonly CatchAllPath[]): CatchAll => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: objectName(name, 'any'),
    namespace,
    labels: { 'app.kubernetes.io/managed-by': 'ingress-compile' },
    annotations: {
      'projectcontour.io/response-timeout': 'infinity',
      'projectcontour.io/retry-on': 'connect-failure,refused-stream,reset-before-request',
      'projectcontour.io/num-retries': '2',
      'projectcontour.io/websocket-routes': paths.map(({ path }) => path).join(','),
    },
  },
  spec: { ingressClassName: 'contour', rules: [{ http: { paths } }] },
});

const pathOf = (context: RouteContext, emitted: EmittedSite<ContourNode>): CatchAllPath | undefined => {
  const { route, shut } = context.route;
  if (shut || emitted.shut || route.action.kind !== 'forward' || !plain(context.route)) return undefined;
  const place = placeOf(route.match);
  const { protocol } = route.action;
  if (place === undefined || protocol.value !== 'http') return undefined;
  const service = serviceOf(context, route.action.pool, protocol.value, 'http', route.from);
  return service === undefined
    ? undefined
    : { ...place, backend: { service: { name: service.name, port: { number: service.port } } } };
};

const plain = ({ route, nodes }: EmittedRoute<ContourNode>): boolean =>
  route.features.denied === undefined &&
  route.features.redirect === undefined &&
  route.features.rewrite === undefined &&
  nodes.every((node) => harmless.has(node.kind));

/** Contour reads a path of no special type as plain beginning, unless it looks like an expression. */
const placeOf = (match: PathMatch): Pick<CatchAllPath, 'path' | 'pathType'> | undefined => {
  if (match.kind !== 'regex') {
    const path = encodePath(match.path);
    if (path.includes('//') || path.includes(',')) return undefined;
    return { path, pathType: match.kind === 'exact' ? 'Exact' : 'Prefix' };
  }
  const start = literalStart(match.pattern.source);
  const literal = match.pattern.source === `^${Re2.quote(start)}` || match.pattern.source.toLowerCase() === `^${start}`;
  if (!literal || /[\^+*[\]%,]/.test(start)) return undefined;
  return { path: match.pattern.source.slice(1).replace(/\\(.)/g, '$1'), pathType: 'ImplementationSpecific' };
};
