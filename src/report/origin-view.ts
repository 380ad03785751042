/** What an origin is called: the annotation, ConfigMap entry, field or default a reader knows it by. */
import { type ObjectRef, refText } from '../source/object.ts';
import type { Path, PlacedOrigin, SourceOrigin } from '../source/traced.ts';

export interface OriginName {
  /** Full annotation key, when the origin lies in an annotation. */
  readonly annotation: string | undefined;
  /** Otherwise: the ConfigMap entry, the name of the field, or the controller setting whose default it is. */
  readonly key: string | undefined;
  /** `Ingress shop/web`; undefined for defaults. */
  readonly object: string | undefined;
}

export const originName = (origin: PlacedOrigin): OriginName => {
  if (origin.kind === 'default') return { annotation: undefined, key: origin.key, object: undefined };
  const { ref } = origin.object;
  const annotation = annotationOf(origin);
  const key = annotation === undefined ? lastName(origin.path) : undefined;
  return { annotation, key, object: ref.kind === '' ? undefined : refText(ref) };
};

/** The annotation an origin lies in, if it does. */
export const annotationOf = (origin: SourceOrigin): string | undefined => {
  const { path } = origin;
  const key = path[2];
  return path[0] === 'metadata' && path[1] === 'annotations' && typeof key === 'string' ? key : undefined;
};

/** The annotation or ConfigMap entry an origin lies in: identity of a key of the input. */
export const entryOf = (origin: SourceOrigin): string | undefined => {
  const annotation = annotationOf(origin);
  if (annotation !== undefined) return annotation;
  const { object, path } = origin;
  const key = path[1];
  return path[0] === 'data' && object.ref.kind === 'ConfigMap' && typeof key === 'string' ? key : undefined;
};

/** Annotations before other places of the input before defaults; within each by name, so that no order of the input shows. */
export const compareOrigins = (a: PlacedOrigin, b: PlacedOrigin): number => {
  if (a === b) return 0;
  if (a.kind === 'source' && b.kind === 'source')
    return rank(a) - rank(b) || compareObjects(a, b) || compareSteps(a.path, b.path);
  return rank(a) - rank(b) || compareText(a.kind === 'default' ? a.key : '', b.kind === 'default' ? b.key : '');
};

export const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const rank = (origin: PlacedOrigin): number => {
  if (origin.kind === 'default') return 3;
  if (annotationOf(origin) !== undefined) return 0;
  return origin.object.ref.kind === 'ConfigMap' ? 2 : 1;
};

const compareObjects = ({ object: a }: SourceOrigin, { object: b }: SourceOrigin): number =>
  a === b
    ? 0
    : compareText(objectKey(a.ref), objectKey(b.ref)) || compareText(a.document.file.name, b.document.file.name);

const objectKey = (ref: ObjectRef): string => `${ref.namespace}/${ref.name}/${ref.kind}`;

/** As texts, numbers too. */
const compareSteps = (a: Path, b: Path): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const order = a[i] === b[i] ? 0 : compareText(String(a[i]), String(b[i]));
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

const lastName = (path: readonly (string | number)[]): string | undefined => {
  const name = path.findLast((step) => typeof step === 'string');
  return typeof name === 'string' ? name : undefined;
};
