/** From a node of an object to its place in the file. Asked for only when somebody reads about the node, so it parses again. */
import { EVENT_ID } from 'js-yaml';
import { positionAt } from './lines.ts';
import { countOf, createNodeWriter, endAt, kindAt, type Nodes, type NodeWriter, nextAt, startAt } from './nodes.ts';
import type { SourceDocument, SourceFile } from './object.ts';
import type { SourceOrigin } from './traced.ts';
import { grow, type Tree } from './tree.ts';

/** Lines and columns are 1-based, offsets 0-based UTF-16 in the text of the file; `end` is exclusive. */
export interface Location {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
}

export type Part = 'key' | 'value';

/** Place of a node; where the path leads nowhere, that of its nearest ancestor. */
export const locate = (origin: SourceOrigin, part: Part = 'value'): Location => {
  const [start, end] = origin.span ?? nodeSpan(origin, part);
  return location(origin.object.document.file, start, end);
};

/** The text of a node as it stands in the file, quotes included. */
export const sourceText = (origin: SourceOrigin, part: Part = 'value'): string => {
  const { file, start, end } = locate(origin, part);
  return file.text.slice(start, end);
};

/** Errors at the end of a text lie one character behind it: that is clipped. */
const location = (file: SourceFile, first: number, last: number): Location => {
  const start = Math.min(first, file.text.length);
  const end = Math.min(Math.max(start, last), file.text.length);
  const from = positionAt(file, start);
  const to = positionAt(file, end);
  return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, start, end };
};

/** Of a file: trees of the documents last asked about, and room to grow the next one. */
interface Grown {
  readonly trees: Map<SourceDocument, Tree>;
  readonly room: NodeWriter;
}

const keptTrees = 16;
const grown = new WeakMap<SourceFile, Grown>();

/** Findings come sorted by place: a few documents are enough to read each of them once. */
const treeOf = (document: SourceDocument): Tree => {
  const { file, start, end } = document;
  const { trees, room } = grown.get(file) ?? { trees: new Map<SourceDocument, Tree>(), room: createNodeWriter() };
  const known = trees.get(document);
  if (known !== undefined) return known;
  const tree = grow(file.text.slice(start, end), room);
  if (trees.size === 0) grown.set(file, { trees, room });
  trees.set(document, tree);
  for (const oldest of trees.keys()) {
    if (trees.size <= keptTrees) break;
    trees.delete(oldest);
  }
  return tree;
};

type Span = readonly [start: number, end: number];

const nodeSpan = ({ object, path }: SourceOrigin, part: Part): Span => {
  const { document, root } = object;
  const tree = treeOf(document);
  let found: Child = { key: -1, node: 1 };
  let missing = false;
  for (let i = 0; i < root.length + path.length && !missing; i++) {
    const child = childOf(tree, found.node, root[i] ?? path[i - root.length] ?? '');
    if (child === undefined) missing = true;
    else found = child;
  }
  const head = found.key !== -1 && (missing || part === 'key');
  const [start, end] = head ? headSpan(tree, found.key) : subtreeSpan(tree, document, found.node);
  return [document.start + start, document.start + end];
};

interface Child {
  /** Event of the key, or of the item itself in a list; -1 for the root. */
  readonly key: number;
  readonly node: number;
}

const childOf = (tree: Tree, parent: number, step: string | number): Child | undefined => {
  const at = tree.aliased.get(parent) ?? parent;
  const kind = kindAt(tree.nodes, at);
  if (kind === EVENT_ID.SEQUENCE) return itemOf(tree, at, Number(step));
  return kind === EVENT_ID.MAPPING ? memberOf(tree, at, String(step)) : undefined;
};

const itemOf = ({ nodes, items }: Tree, list: number, position: number): Child | undefined => {
  let known = items.get(list);
  if (known === undefined) {
    known = [];
    items.set(list, known);
  }
  for (let last = known.at(-1); known.length <= position; last = known.at(-1)) {
    const at = last === undefined ? list + 1 : nextAt(nodes, last);
    if (isEnd(nodes, at)) return undefined;
    known.push(at);
  }
  const at = known[position];
  return at === undefined ? undefined : { key: at, node: at };
};

const memberOf = (tree: Tree, mapping: number, wanted: string): Child | undefined => {
  const { nodes } = tree;
  let inherited: Child | undefined;
  for (let at = mapping + 1; !isEnd(nodes, at); ) {
    const node = nextAt(nodes, at);
    const name = tree.keyAt(at);
    if (name === wanted) return { key: at, node };
    if (name === '<<') inherited ??= inheritedFrom(tree, node, wanted);
    at = nextAt(nodes, node);
  }
  return inherited;
};

const inheritedFrom = (tree: Tree, node: number, wanted: string): Child | undefined => {
  const { nodes } = tree;
  const at = tree.aliased.get(node) ?? node;
  if (kindAt(nodes, at) !== EVENT_ID.SEQUENCE) return childOf(tree, at, wanted);
  for (let item = at + 1; !isEnd(nodes, item); item = nextAt(nodes, item)) {
    const found = childOf(tree, item, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Behind the last node as well. */
const isEnd = (nodes: Nodes, at: number): boolean => kindAt(nodes, at) === EVENT_ID.POP;

const subtreeSpan = ({ nodes }: Tree, document: SourceDocument, node: number): Span => {
  const [start] = tokenSpan(nodes, node);
  let end = start;
  for (let i = node; i < Math.min(nextAt(nodes, node), countOf(nodes)); i++) end = Math.max(end, endAt(nodes, i));
  const text = document.file.text.slice(document.start + start, document.start + end);
  return [start, start + text.trimEnd().length];
};

/** A key; of a list item that is a collection itself, its beginning up to its first key or item. */
const headSpan = ({ nodes }: Tree, at: number): Span => {
  const [start, end] = tokenSpan(nodes, at);
  return start === end && !isEnd(nodes, at + 1) ? [start, Math.max(end, tokenSpan(nodes, at + 1)[1])] : [start, end];
};

/** Span of one event; an empty value stands right after what comes before it. */
const tokenSpan = (nodes: Nodes, at: number): Span => {
  for (let i = Math.min(at, countOf(nodes) - 1); i > 0; i--) {
    const end = endAt(nodes, i);
    if (end !== -1) return [i === at ? startAt(nodes, i) : end, end];
  }
  return [0, 0];
};
