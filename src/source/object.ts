/** The text of an input and the objects found in it. */

export interface SourceFile {
  /** Name as the user gave it, `-` for standard input; `/` as separator. */
  readonly name: string;
  readonly text: string;
}

/** One YAML (or JSON) document of a file: offsets are UTF-16 and cover the document's own text. */
export interface SourceDocument {
  readonly file: SourceFile;
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** Identity of an object, as people write it: `Ingress shop/web`. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** An object of the input: what it is and the place it was read from. `root` is the path inside the document (items of a List). */
export interface KubernetesObject {
  readonly document: SourceDocument;
  readonly root: readonly (string | number)[];
  readonly apiVersion: string;
  readonly ref: ObjectRef;
}

/** Stands for a document of which no object could be made, so that findings about it have a place. */
export const documentObject = (document: SourceDocument): KubernetesObject => ({
  document,
  root: [],
  apiVersion: '',
  ref: { kind: '', namespace: '', name: '' },
});

export const refText = (ref: ObjectRef): string =>
  `${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`;
