/** From a merged location to a route of the model: settings of its Ingress, plus what depends on the place. */
import type { Action, BackendProtocol, Forward, Route } from '../../../model/model.ts';
import type { Features } from '../../../model/universe.ts';
import { type PlacedOrigin, type PlacedOrigins, traced } from '../../../source/traced.ts';
import type { LocationDraft } from './drafts.ts';
import type { OrderedLocation } from './locations.ts';
import { type RouteContext, routeFeatures } from './route-features.ts';

export const createRoute = (ordered: OrderedLocation, rank: number, context: RouteContext): Route => {
  const { location, match } = ordered;
  const { path, implicit, owner } = location;
  const action = createAction(ordered, context);
  const features = ordered.slashRedirect ? noFeatures : routeFeatures(location, action, context);
  const id = `${context.server.host}#${rank}`;
  const from = originsOfLocation(location, context);
  if (owner === undefined)
    return { id, match, path, implicit, from, action, upgrades: true, protocol: 'http', features };
  const { object } = owner.ingress;
  const { ref: ingress } = object;
  return action.kind === 'forward' && isGrpc(action.protocol.value)
    ? {
        id,
        match,
        path,
        implicit,
        ingress,
        object,
        from,
        action,
        upgrades: false,
        protocol: 'grpc',
        features: routedOnly(features),
      }
    : { id, match, path, implicit, ingress, object, from, action, upgrades: true, protocol: 'http', features };
};

const isGrpc = (protocol: BackendProtocol): boolean => protocol.startsWith('grpc');

const noFeatures: Features<'http'> = {};

const unclaimed: PlacedOrigins = [{ kind: 'default', dialect: 'ingress-nginx', key: 'default-backend' }];
const arePlaced = (from: readonly PlacedOrigin[]): from is PlacedOrigins => from.length > 0;

const originsOfLocation = (location: LocationDraft, context: RouteContext): PlacedOrigins => {
  if (arePlaced(location.from)) return location.from;
  const [first] = context.server.from;
  return first === undefined ? unclaimed : [first];
};

const standardProtocol = traced('http' as const, {
  kind: 'default',
  dialect: 'ingress-nginx',
  key: 'backend-protocol',
});

const createAction = ({ location, match, slashRedirect }: OrderedLocation, context: RouteContext): Action => {
  if (slashRedirect && match.kind === 'exact') return { kind: 'slash-redirect', to: `${match.path}/` };
  const { pool, owner } = location;
  if (pool === undefined) return { kind: 'default-backend' };
  const forward: Forward = {
    kind: 'forward',
    pool: pool.name,
    protocol: owner?.settings.backendProtocol ?? standardProtocol,
    service: pool.service,
  };
  const from = owner?.settings.defaultBackend?.from;
  const fallback = owner === undefined || from === undefined ? undefined : context.fallback(owner);
  return fallback === undefined || from === undefined
    ? forward
    : { ...forward, whenEmpty: traced(fallback.name, ...from) };
};

const grpcFeatures = new WeakMap<Features<'http'>, Features<'grpc'>>();

/** Features that a gRPC backend has; the others are without effect on it. */
const routedOnly = (features: Features<'http'>): Features<'grpc'> => {
  const known = grpcFeatures.get(features);
  if (known !== undefined) return known;
  const {
    requestBuffering,
    responseBuffering,
    retry,
    upstreamHttpVersion,
    cookieRewrite,
    locationRewrite,
    backendTls,
    fastCgi,
    compression,
    bodySubstitution,
    ...routed
  } = features;
  grpcFeatures.set(features, routed);
  return routed;
};
