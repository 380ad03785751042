/** One driver for all targets: walks the model, calls the table, collects outcomes and nodes, and shuts what a refused guard would open. */
import type { Model, Route, Site } from '../model/model.ts';
import { isGuard, type Scope, type Universe } from '../model/universe.ts';
import {
  type Assembled,
  type Emitted,
  type EmittedRoute,
  type EmittedSite,
  type FeatureOutcome,
  type FeatureTable,
  type Outcome,
  type Places,
  type Reach,
  type Rendered,
  reachOf,
  type TargetOptions,
} from './target.ts';

const noRoutes: readonly Route[] = [];

interface Collected<Node> {
  readonly nodes: readonly Node[];
  readonly shut: boolean;
}

/** What became of an object of features, and the host it holds for; absent: wherever the object is used. */
interface Remembered<Node> {
  readonly collected: Collected<Node>;
  readonly site?: Site;
  /** Routes that have the object; absent: nothing was told about it. */
  readonly routes?: Route[];
}

export const emit = <Node>(
  table: FeatureTable<Node>,
  assemble: (emitted: Emitted<Node>) => Assembled,
  model: Model,
  options: TargetOptions,
): Rendered => {
  const outcomes: FeatureOutcome[] = [];
  const keptExactly = new Set<unknown>();
  /** What was said last with an outcome that several places share. */
  const told = new Map<Outcome<Node>, unknown>();
  const pools = new Map(model.pools.map((pool) => [pool.name, pool]));

  const collect = <S extends Scope>(
    scope: S,
    features: { readonly [F in keyof Universe[S]]?: Universe[S][F] },
    place: Places[S],
    routes: readonly Route[],
  ): Collected<Node> => {
    // Those of the only feature that has some are taken as they are: they may be shared.
    let only: readonly Node[] = [];
    let all: Node[] | undefined;
    let shut = false;
    for (const name in features) {
      const value = features[name];
      if (value === undefined) continue;
      // The one marked cast: the table's row and the feature's value share the key `name`, which TypeScript cannot see across a loop.
      const handler = table[scope][name as keyof FeatureTable<Node>[S]] as unknown as (
        feature: unknown,
        at: Places[S],
      ) => Outcome<Node>;
      const outcome = handler(value, place);
      if (outcome.as === 'exact') {
        if (!keptExactly.has(value))
          outcomes.push({ scope, feature: name, as: 'exact', because: [], value, routes: noRoutes });
        keptExactly.add(value);
      } else if (routes !== noRoutes || told.get(outcome) !== value) {
        outcomes.push({ scope, feature: name, as: outcome.as, because: outcome.because, value, routes });
        told.set(outcome, value);
      }
      if (outcome.as === 'refused') shut ||= isGuard(scope, name, value);
      else if (all !== undefined) for (const node of outcome.nodes) all.push(node);
      else if (only.length === 0) only = outcome.nodes;
      else if (outcome.nodes.length > 0) all = [...only, ...outcome.nodes];
    }
    return { nodes: all ?? only, shut };
  };

  const known = new WeakMap<object, Remembered<Node>>();
  /** Routes mostly share their object of features with others: its nodes are shared, too, unless a handler looks at the route. */
  const collectShared = <S extends 'http' | 'grpc'>(
    scope: S,
    features: { readonly [F in keyof Universe[S]]?: Universe[S][F] },
    site: Site,
    place: () => Places[S],
  ): Collected<Node> => {
    const earlier = known.get(features);
    if (earlier !== undefined && (earlier.site === undefined || earlier.site === site)) {
      earlier.routes?.push(place().route);
      return earlier.collected;
    }
    const at = place();
    const routes = [at.route];
    const earlierOutcomes = outcomes.length;
    const collected = collect(scope, features, at, routes);
    const reach = farthest(table[scope], features);
    const remembered = outcomes.slice(earlierOutcomes).every(({ as }) => as === 'exact')
      ? { collected }
      : { collected, routes };
    if (reach === 'feature') known.set(features, remembered);
    else if (reach === 'site') known.set(features, { ...remembered, site });
    return collected;
  };

  const emitRoute = (site: Site, route: Route): EmittedRoute<Node> => {
    const pool = route.action.kind === 'forward' ? pools.get(route.action.pool) : undefined;
    const { nodes, shut } =
      route.protocol === 'http'
        ? collectShared('http', route.features, site, () => ({ model, options, site, route, pool }))
        : collectShared('grpc', route.features, site, () => ({ model, options, site, route, pool }));
    return { route, pool, nodes, shut };
  };

  const emitSite = (site: Site): EmittedSite<Node> => {
    const own = collect('site', site.features, { model, options, site }, noRoutes);
    const piped = collect('passthrough', site.passthrough, { model, options, site }, noRoutes);
    const routes = site.routes.map((route) => emitRoute(site, route));
    return { site, nodes: [...own.nodes, ...piped.nodes], shut: own.shut || piped.shut, routes };
  };

  const controller = collect('controller', model.controller, { model, options }, noRoutes);
  const sites = model.sites.map(emitSite).map((site) => (controller.shut ? { ...site, shut: true } : site));
  const emittedPools = new Map(
    model.pools.map((pool) => [
      pool.name,
      { pool, nodes: collect('pool', pool.features, { model, options, pool }, noRoutes).nodes },
    ]),
  );
  return { ...assemble({ model, options, controller: controller.nodes, sites, pools: emittedPools }), outcomes };
};

/** Undefined: some handler looks at the route itself. */
const farthest = (
  rows: Readonly<Record<string, object>>,
  features: Readonly<Record<string, unknown>>,
): Reach | undefined => {
  let reach: Reach = 'feature';
  for (const name in features) {
    const row = features[name] === undefined ? undefined : rows[name];
    if (row === undefined) continue;
    const own = reachOf(row, features[name]);
    if (own === undefined) return undefined;
    if (own === 'site') reach = own;
  }
  return reach;
};
