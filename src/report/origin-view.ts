/** What an origin is called: the annotation, ConfigMap entry, field or default a reader knows it by. */
import { type ObjectRef, refText } from '../source/object.ts';
import type { PlacedOrigin, SourceOrigin } from '../source/traced.ts';

export interface OriginName {
  /** Full annotation key, when the origin lies in an annotation. */
  readonly annotation?: string;
  /** Otherwise: the ConfigMap entry, the name of the field, or the controller setting whose default it is. */
  readonly key?: string;
  /** `Ingress shop/web`; absent for defaults. */
  readonly object?: string;
}

export const originName = (origin: PlacedOrigin): OriginName => {
  if (origin.kind === 'default') return { key: origin.key };
  const object = origin.object.ref.kind === '' ? {} : { object: refText(origin.object.ref) };
  const annotation = annotationOf(origin);
  if (annotation !== undefined) return { annotation, ...object };
  const key = lastName(origin.path);
  return key === undefined ? object : { key, ...object };
};

/** The annotation an origin lies in, if it does. */
export const annotationOf = (origin: SourceOrigin): string | undefined => {
  const [first, second, key] = origin.path;
  return first === 'metadata' && second === 'annotations' && typeof key === 'string' ? key : undefined;
};

/** The annotation or ConfigMap entry an origin lies in: identity of a key of the input. */
export const entryOf = (origin: SourceOrigin): string | undefined => {
  const annotation = annotationOf(origin);
  if (annotation !== undefined) return annotation;
  const [first, key] = origin.path;
  return origin.object.ref.kind === 'ConfigMap' && first === 'data' && typeof key === 'string' ? key : undefined;
};

/** Annotations before other places of the input before defaults; within each by name, so that no order of the input shows. */
export const compareOrigins = (a: PlacedOrigin, b: PlacedOrigin): number =>
  rank(a) - rank(b) || compareText(identity(a), identity(b));

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const rank = (origin: PlacedOrigin): number => {
  if (origin.kind === 'default') return 3;
  if (annotationOf(origin) !== undefined) return 0;
  return origin.object.ref.kind === 'ConfigMap' ? 2 : 1;
};

const identity = (origin: PlacedOrigin): string =>
  origin.kind === 'default'
    ? origin.key
    : [objectKey(origin.object.ref), origin.object.document.file.name, ...origin.path].join('\u0000');

const objectKey = (ref: ObjectRef): string => `${ref.namespace}/${ref.name}/${ref.kind}`;

const lastName = (path: readonly (string | number)[]): string | undefined => {
  const name = path.findLast((step) => typeof step === 'string');
  return typeof name === 'string' ? name : undefined;
};
