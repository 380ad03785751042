/** One driver for all targets: walks the model, calls the table, collects outcomes and nodes, and shuts what a refused guard would open. */
import type { Model, Pool, Route, Site } from '../model/model.ts';
import { isGuard, type Scope, type Universe } from '../model/universe.ts';
import {
  type Assembled,
  type Emitted,
  type EmittedPool,
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
const noNodes: readonly never[] = [];
const noReasons: readonly never[] = [];

interface Collected<Node> {
  readonly nodes: readonly Node[];
  readonly shut: boolean;
  /** Undefined: some handler looks at the route itself. */
  readonly reach: Reach | undefined;
}

/** What became of an object of features, and the host it holds for; undefined: wherever the object is used. */
interface Remembered<Node> {
  readonly collected: Collected<Node>;
  readonly site: Site | undefined;
  /** Routes that have the object; undefined: nothing was told about it. */
  readonly routes: Route[] | undefined;
}

/** A row of the table, and what became of features that it keeps exactly without a look around. */
interface Row<Node, Place> {
  readonly handler: (feature: unknown, at: Place) => Outcome<Node>;
  readonly settled: Map<unknown, readonly Node[]>;
  /** The last feature it was asked about, and what was told: neighbours are mostly alike. */
  last: { readonly value: unknown; readonly outcome: Outcome<Node>; readonly reach: Reach | undefined } | undefined;
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
  const pools = new Map<string, EmittedPool<Node> & { nodes: readonly Node[] }>();
  for (let index = 0; index < model.pools.length; index++) {
    const pool = model.pools[index];
    if (pool !== undefined) pools.set(pool.name, { pool, index, nodes: noNodes });
  }
  const rows = {
    controller: rowsOf<Node, 'controller'>(table.controller),
    site: rowsOf<Node, 'site'>(table.site),
    passthrough: rowsOf<Node, 'passthrough'>(table.passthrough),
    http: rowsOf<Node, 'http'>(table.http),
    grpc: rowsOf<Node, 'grpc'>(table.grpc),
    pool: rowsOf<Node, 'pool'>(table.pool),
  };

  // Thousands of objects with a dozen features each come by: what is settled costs two look-ups.
  const collect = <S extends Scope>(
    scope: S,
    rowsHere: ReadonlyMap<string, Row<Node, Places[S]>>,
    features: { readonly [F in keyof Universe[S]]?: Universe[S][F] },
    place: Places[S],
    routes: readonly Route[],
  ): Collected<Node> => {
    // Those of the only feature that has some are taken as they are: they may be shared.
    let only: readonly Node[] = noNodes;
    let all: Node[] | undefined;
    let shut = false;
    let reach: Reach | undefined = 'feature';
    for (const name in features) {
      const value = features[name];
      const row = value === undefined ? undefined : rowsHere.get(name);
      if (row === undefined) continue;
      let nodes = row.settled.get(value);
      if (nodes === undefined) {
        const outcome = row.handler(value, place);
        const again = row.last?.outcome === outcome && row.last.value === value;
        const own = again ? row.last?.reach : reachOf(row.handler, value);
        if (!again) row.last = { value, outcome, reach: own };
        if (own !== 'feature') reach = reach === undefined ? undefined : own;
        nodes = outcome.as === 'refused' ? noNodes : outcome.nodes;
        if (outcome.as !== 'exact') {
          if (routes !== noRoutes || told.get(outcome) !== value) {
            outcomes.push({ scope, feature: name, as: outcome.as, because: outcome.because, value, routes });
            told.set(outcome, value);
          }
        } else if (!again) {
          if (own === 'feature') row.settled.set(value, nodes);
          if (!keptExactly.has(value))
            outcomes.push({ scope, feature: name, as: 'exact', because: noReasons, value, routes: noRoutes });
          keptExactly.add(value);
        }
        if (outcome.as === 'refused') shut ||= isGuard(scope, name, value);
      }
      if (nodes.length === 0) continue;
      if (all !== undefined) append(all, nodes);
      else if (only.length === 0) only = nodes;
      else all = only.concat(nodes);
    }
    return { nodes: all ?? only, shut, reach };
  };

  const known = new Map<object, Remembered<Node>>();
  /** Routes mostly share their object of features with others: its nodes are shared, too, unless a handler looks at the route. */
  const recall = (site: Site, route: Route): Collected<Node> | undefined => {
    const earlier = known.get(route.features);
    if (earlier === undefined || (earlier.site !== undefined && earlier.site !== site)) return undefined;
    earlier.routes?.push(route);
    return earlier.collected;
  };

  const collectFor = (site: Site, route: Route, pool: Pool | undefined): Collected<Node> => {
    const routes: Route[] = [route];
    const earlierOutcomes = outcomes.length;
    const collected =
      route.protocol === 'http'
        ? collect('http', rows.http, route.features, { model, options, site, route, pool }, routes)
        : collect('grpc', rows.grpc, route.features, { model, options, site, route, pool }, routes);
    if (collected.reach === undefined) return collected;
    let toldSomething = false;
    for (let i = earlierOutcomes; i < outcomes.length; i++) toldSomething ||= outcomes[i]?.as !== 'exact';
    known.set(route.features, {
      collected,
      site: collected.reach === 'site' ? site : undefined,
      routes: toldSomething ? routes : undefined,
    });
    return collected;
  };

  const emitRoute = (site: Site, route: Route): EmittedRoute<Node> => {
    const entry = route.action.kind === 'forward' ? pools.get(route.action.pool) : undefined;
    const pool = entry?.pool;
    const { nodes, shut } = recall(site, route) ?? collectFor(site, route, pool);
    return { route, pool, poolIndex: entry?.index ?? -1, nodes, shut };
  };

  const emitSite = (site: Site, shut: boolean): EmittedSite<Node> => {
    const place = { model, options, site };
    const own = collect('site', rows.site, site.features, place, noRoutes);
    const piped = collect('passthrough', rows.passthrough, site.passthrough, place, noRoutes);
    const routes = site.routes.map((route) => emitRoute(site, route));
    const nodes = piped.nodes.length === 0 ? own.nodes : own.nodes.concat(piped.nodes);
    return { site, nodes, shut: shut || own.shut || piped.shut, routes };
  };

  const controller = collect('controller', rows.controller, model.controller, { model, options }, noRoutes);
  const sites = model.sites.map((site) => emitSite(site, controller.shut));
  pools.forEach((entry) => {
    const { pool } = entry;
    entry.nodes = collect('pool', rows.pool, pool.features, { model, options, pool }, noRoutes).nodes;
  });
  return { ...assemble({ model, options, controller: controller.nodes, sites, pools }), outcomes };
};

const append = <Node>(all: Node[], nodes: readonly Node[]): void => {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node !== undefined) all.push(node);
  }
};

/** The marked cast: a row and the feature's value share the key, which TypeScript cannot see across a loop. */
const rowsOf = <Node, S extends Scope>(handlers: FeatureTable<Node>[S]): ReadonlyMap<string, Row<Node, Places[S]>> =>
  new Map(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      { handler: handler as unknown as Row<Node, Places[S]>['handler'], settled: new Map(), last: undefined },
    ]),
  );
