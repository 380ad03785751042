/** What a target is: a table with a handler for every feature of the universe, and a printer for whole outputs. */
import type { Code } from '../diagnostics/catalogue.ts';
import type { PlacedReason, Reason } from '../diagnostics/report.ts';
import type { Model, Pool, Route, Site } from '../model/model.ts';
import type { FeatureName, Scope, Universe } from '../model/universe.ts';

/** Never void: a handler says what became of its feature. Reporting is the driver's work. */
export type Outcome<Node> =
  | { readonly as: 'exact'; readonly nodes: readonly Node[] }
  | { readonly as: 'approximate'; readonly nodes: readonly Node[]; readonly because: readonly [Reason, ...Reason[]] }
  | { readonly as: 'refused'; readonly because: readonly [Reason, ...Reason[]] };

export const exact = <Node>(...nodes: readonly Node[]): Outcome<Node> => ({ as: 'exact', nodes });
export const approximate = <Node>(
  nodes: readonly Node[],
  ...because: readonly [Reason, ...Reason[]]
): Outcome<Node> => ({ as: 'approximate', nodes, because });
export const refused = (...because: readonly [Reason, ...Reason[]]): Outcome<never> => ({ as: 'refused', because });
/** Nodes with the differences found on the way: exact when there are none. */
export const withDifferences = <Node>(nodes: readonly Node[], differences: readonly Reason[]): Outcome<Node> => {
  const [first, ...more] = differences;
  return first === undefined ? { as: 'exact', nodes } : { as: 'approximate', nodes, because: [first, ...more] };
};

/** Does nothing but compile: only an empty rest is accepted, so a new field of a feature breaks every handler that has not looked at it. */
export const spent = (_rest: Readonly<Record<string, never>>): void => {};

/** Choices of the caller that reach a target. */
export interface TargetOptions {
  readonly version: Version;
  /** Address of a DNS server the proxy may use at run time, e.g. `10.96.0.10`. */
  readonly resolver?: string;
  /** Where certificate files lie as the proxy sees them; default `certs`, relative to the configuration. */
  readonly certificates?: string;
  /** True: the text of Secrets may be written. */
  readonly writeSecrets: boolean;
  readonly http3: boolean;
  /** Traefik only: `crd` (Kubernetes objects) or `file` (file provider). */
  readonly traefikFormat: 'crd' | 'file';
  /** nginx only: modules beyond the stock ones that it will have. */
  readonly nginxModules?: readonly 'headers-more'[];
}

export type Version = readonly [major: number, minor: number];

/** Where a handler stands. Handlers are pure: everything they may look at is here. */
interface At {
  readonly model: Model;
  readonly options: TargetOptions;
}
export interface AtController extends At {}
export interface AtSite extends At {
  readonly site: Site;
}
export interface AtRoute<P extends Route['protocol'] = Route['protocol']> extends AtSite {
  readonly route: Extract<Route, { protocol: P }>;
  readonly pool: Pool | undefined;
}
export interface AtPool extends At {
  readonly pool: Pool;
}

export interface Places {
  readonly controller: AtController;
  readonly site: AtSite;
  readonly passthrough: AtSite;
  readonly http: AtRoute<'http'>;
  readonly grpc: AtRoute<'grpc'>;
  readonly pool: AtPool;
}

export type Handler<Node, Feature, Place> = (feature: Feature, at: Place) => Outcome<Node>;

/**
 * How far a handler looks around. One that looks at nothing but the feature (and what all places have alike: the options), or at no more
 * than the host, is asked once for all routes that share the feature; without a mark it is asked at every place.
 */
export type Reach = 'feature' | 'site';
type ReachFor<Feature> = Reach | ((feature: Feature) => Reach);
const reaches = new WeakMap<object, ReachFor<never>>();
/** The one marked cast: what was marked for the features of a handler is asked about them alone. */
export const reachOf = (handler: object, feature: unknown): Reach | undefined => {
  const reach = reaches.get(handler);
  return typeof reach === 'function' ? reach(feature as never) : reach;
};
export const looksAt = <Feature, H extends (feature: Feature, ...at: never) => unknown>(
  reach: ReachFor<Feature>,
  handler: H & ((feature: Feature, ...at: never) => unknown),
): H => {
  reaches.set(handler, reach);
  return handler;
};

/** Keys are exhaustive: a feature without a handler does not compile. */
export type FeatureTable<Node> = {
  readonly [S in Scope]: { readonly [F in FeatureName<S>]: Handler<Node, Universe[S][F], Places[S]> };
};

/** A row that says no, for features a target cannot keep at all. */
export const refuse =
  <C extends Code>(reason: Reason<C>): (() => Outcome<never>) =>
  () =>
    refused(reason);

/** The model with the nodes of its features, as the driver hands it to a target's assembly. */
export interface Emitted<Node> {
  readonly model: Model;
  readonly options: TargetOptions;
  readonly controller: readonly Node[];
  readonly sites: readonly EmittedSite<Node>[];
  /** By name, in the order of the model. */
  readonly pools: ReadonlyMap<string, EmittedPool<Node>>;
}
export interface EmittedPool<Node> {
  readonly pool: Pool;
  /** Its place among the pools. */
  readonly index: number;
  readonly nodes: readonly Node[];
}
export interface EmittedSite<Node> {
  readonly site: Site;
  readonly nodes: readonly Node[];
  /** A guard of the site was refused: answer 503 on every route, over HTTP and HTTPS. */
  readonly shut: boolean;
  readonly routes: readonly EmittedRoute<Node>[];
}
export interface EmittedRoute<Node> {
  readonly route: Route;
  readonly pool: Pool | undefined;
  readonly nodes: readonly Node[];
  /** A guard of the route was refused: answer 503, nothing else of the route matters. */
  readonly shut: boolean;
}

/** A file of the output; `name` is relative, `/`-separated and never leaves the output folder. */
export interface OutputFile {
  readonly name: string;
  readonly text: string;
  /** True: holds Secret material; written with mode 0600, and only with `--write-secrets`. */
  readonly secret: boolean;
  /** True: processes of another user read it while they serve requests; mode 0644 even for a secret, and the target says so. */
  readonly forWorkers?: boolean;
}

/** What the assembly makes, and what it found out on the way (matching, routing, TLS, defaults: things that are no feature). */
export interface Assembled {
  readonly files: readonly OutputFile[];
  readonly findings: readonly { readonly as: 'approximate' | 'refused' | 'note'; readonly because: PlacedReason }[];
}

export interface Target {
  readonly name: string;
  /** For people: `HAProxy`. */
  readonly title: string;
  readonly versions: { readonly oldest: Version; readonly newest: Version; readonly default: Version };
  readonly render: (model: Model, options: TargetOptions) => Rendered;
}

/** The outcome of one feature at one place, kept for the coverage table; an exact one once for all places that share the feature. */
export interface FeatureOutcome {
  readonly scope: Scope;
  readonly feature: string;
  readonly as: Outcome<unknown>['as'];
  /** Reasons, each with the places it speaks about (never empty: all origins of the feature unless it names narrower ones). */
  readonly because: readonly Reason[];
  /** The feature value; its traced leaves lead to the annotations. */
  readonly value: unknown;
  /** Routes it was found on: what its relative origins mean. One per Ingress may stand for others that say the same. */
  readonly routes: readonly Route[];
}

export interface Rendered extends Assembled {
  readonly outcomes: readonly FeatureOutcome[];
}
