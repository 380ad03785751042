/** Where values come from: every leaf of the model remembers the manifest node, or the controller default, that produced it. */
import type { KubernetesObject } from './object.ts';

/** Steps from the root of an object to one of its nodes, e.g. `['metadata', 'annotations', 'nginx.ingress.kubernetes.io/affinity']`. */
export type Path = readonly (string | number)[];

/** A node of an input object. Line and column are computed on demand (`locate.ts`), so that a clean run never pays for them. */
export interface SourceOrigin {
  readonly kind: 'source';
  readonly object: KubernetesObject;
  readonly path: Path;
  /** Exact offsets in the file, for places no path leads to (syntax errors, the second of two equal keys). */
  readonly span?: readonly [start: number, end: number];
}

/** A value nobody wrote: the default of a dialect's controller, named by the key that would change it. */
export interface DefaultOrigin {
  readonly kind: 'default';
  readonly dialect: string;
  readonly key: string;
}

/**
 * A node of whatever Ingress a route comes from: what equal annotations say is one object for all Ingresses that carry them. It becomes
 * a place when the route is known (`placesIn`).
 */
export type RelativeOrigin =
  | { readonly kind: 'annotation'; readonly key: string }
  /** The path of the route. */
  | { readonly kind: 'path' };

/** Something that can be shown: where it is does not depend on anything else. */
export type PlacedOrigin = SourceOrigin | DefaultOrigin;
export type PlacedOrigins = readonly [PlacedOrigin, ...PlacedOrigin[]];
export type Origin = PlacedOrigin | RelativeOrigin;
export type Origins = readonly [Origin, ...Origin[]];

/** What relative origins are relative to. */
export interface Standpoint {
  readonly object: KubernetesObject;
  /** Where the path stands that is spoken of, if one is. */
  readonly path?: PlacedOrigin;
}

export const isPlaced = (origin: Origin): origin is PlacedOrigin =>
  origin.kind === 'source' || origin.kind === 'default';
const arePlaced = (origins: readonly Origin[]): origins is readonly PlacedOrigin[] => origins.every(isPlaced);

/** The same origins as places; without a standpoint relative ones are left out. */
export const placesIn = (origins: readonly Origin[], standpoint: Standpoint | undefined): readonly PlacedOrigin[] => {
  if (arePlaced(origins)) return origins;
  const places: PlacedOrigin[] = [];
  for (const origin of origins) {
    if (isPlaced(origin)) places.push(origin);
    else if (origin.kind === 'path') places.push(...(standpoint?.path === undefined ? [] : [standpoint.path]));
    else if (standpoint !== undefined) places.push(sourceOrigin(standpoint.object, annotationPath(origin.key)));
  }
  return places;
};

export interface Traced<T> {
  readonly value: T;
  readonly from: Origins;
}

export const traced = <T>(value: T, ...from: Origins): Traced<T> => ({ value, from });

export const annotationPath = (name: string): Path => ['metadata', 'annotations', name];

export const sourceOrigin = (object: KubernetesObject, path: Path): SourceOrigin => ({ kind: 'source', object, path });

/** A place in a document that is no node of an object. */
export const spanOrigin = (object: KubernetesObject, start: number, end: number): SourceOrigin => ({
  kind: 'source',
  object,
  path: [],
  span: [start, end],
});

export const mapTraced = <T, U>(t: Traced<T>, change: (value: T) => U): Traced<U> => ({
  value: change(t.value),
  from: t.from,
});

type Some<At> = readonly [At, ...At[]];

export const joinOrigins = <At extends Origin>(first: Some<At>, ...more: readonly Some<At>[]): Some<At> => {
  if (first.length === 1 && more.length === 0) return first;
  const [head, ...tail] = first;
  return [head, ...new Set([...tail, ...more.flat()].filter((o) => o !== head))];
};

/** True when somebody wrote the value in a manifest (as opposed to a controller default). */
export const isWritten = (t: Traced<unknown>): boolean => t.from.some((o) => o.kind !== 'default');

/** All origins of a feature: those of its traced fields, nested lists and records included. */
export const originsOf = (feature: unknown): readonly Origin[] => {
  const found = new Set<Origin>();
  visitOrigins(feature, (origin) => found.add(origin));
  return [...found];
};

/** Like `originsOf`, without a list; an origin may come several times. */
export const visitOrigins = (feature: unknown, visit: (origin: Origin) => void, depth = 0): void => {
  if (!isRecord(feature) || depth > 6) return;
  const { from } = feature;
  if (isOrigins(from) && 'value' in feature) {
    for (const origin of from) visit(origin);
    return;
  }
  for (const name in feature) {
    const part = feature[name];
    if (typeof part === 'object') visitOrigins(part, visit, depth + 1);
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isOrigins = (from: unknown): from is readonly Origin[] => Array.isArray(from);
