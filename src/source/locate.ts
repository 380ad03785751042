/** From a node of an object to its place in the file. Asked for only when somebody reads about the node, so it parses again. */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { eventSpan } from './compose.ts';
import { positionAt } from './lines.ts';
import type { SourceDocument, SourceFile } from './object.ts';
import { maxDepth } from './parse.ts';
import { keyText, plainScalar } from './scalar.ts';
import type { Path, SourceOrigin } from './traced.ts';

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
  const known = located.get(origin)?.[part];
  if (known !== undefined) return known;
  const { document } = origin.object;
  const [start, end] = origin.span ?? nodeSpan(document, [...origin.object.root, ...origin.path], part);
  const found = location(document.file, start, end);
  located.set(origin, { ...located.get(origin), [part]: found });
  return found;
};

/** The text of a node as it stands in the file, quotes included. */
export const sourceText = (origin: SourceOrigin, part: Part = 'value'): string => {
  const { file, start, end } = locate(origin, part);
  return file.text.slice(start, end);
};

const located = new WeakMap<SourceOrigin, { readonly key?: Location; readonly value?: Location }>();

/** Errors at the end of a text lie one character behind it: that is clipped. */
const location = (file: SourceFile, first: number, last: number): Location => {
  const start = Math.min(first, file.text.length);
  const end = Math.min(Math.max(start, last), file.text.length);
  const from = positionAt(file, start);
  const to = positionAt(file, end);
  return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, start, end };
};

/** The events of a document, with the index of the event after each node and the anchor each alias means. */
interface Tree {
  readonly text: string;
  readonly events: readonly Event[];
  readonly next: Int32Array;
  readonly aliased: ReadonlyMap<number, number>;
}

const keptTrees = 16;
const trees = new Map<SourceDocument, Tree>();

const treeOf = (document: SourceDocument): Tree => {
  const known = trees.get(document);
  if (known !== undefined) return known;
  const tree = grow(document.file.text.slice(document.start, document.end));
  trees.set(document, tree);
  for (const oldest of trees.keys()) {
    if (trees.size <= keptTrees) break;
    trees.delete(oldest);
  }
  return tree;
};

const grow = (text: string): Tree => {
  const events = eventsOf(text);
  const next = new Int32Array(events.length);
  const open: number[] = [];
  const anchors = new Map<string, number>();
  const aliased = new Map<number, number>();
  events.forEach((event, i) => {
    next[i] = i + 1;
    if (event.type === EVENT_ID.POP) {
      const opened = open.pop();
      if (opened !== undefined) next[opened] = i + 1;
      return;
    }
    if (event.type === EVENT_ID.ALIAS) aliased.set(i, anchors.get(text.slice(event.anchorStart, event.anchorEnd)) ?? i);
    else if (event.type !== EVENT_ID.DOCUMENT && event.anchorStart >= 0)
      anchors.set(text.slice(event.anchorStart, event.anchorEnd), i);
    if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) open.push(i);
  });
  return { text, events, next, aliased };
};

const eventsOf = (text: string): readonly Event[] => {
  try {
    return parseEvents(text, { maxDepth });
  } catch {
    return [];
  }
};

const nodeSpan = (document: SourceDocument, path: Path, part: Part): readonly [start: number, end: number] => {
  const tree = treeOf(document);
  let key: number | undefined;
  let node = 1;
  for (const step of path) {
    const child = childOf(tree, node, step);
    if (child === undefined) {
      part = 'key';
      break;
    }
    key = child.key;
    node = child.node;
  }
  const [start, end] = part === 'key' && key !== undefined ? headSpan(tree, key) : subtreeSpan(tree, node);
  return [document.start + start, document.start + end];
};

interface Child {
  /** Event of the key, or of the item itself in a list. */
  readonly key: number;
  readonly node: number;
}

const childOf = (tree: Tree, parent: number, step: string | number): Child | undefined => {
  const at = tree.aliased.get(parent) ?? parent;
  const event = tree.events[at];
  if (event?.type === EVENT_ID.SEQUENCE) return itemOf(tree, at, Number(step));
  return event?.type === EVENT_ID.MAPPING ? memberOf(tree, at, String(step)) : undefined;
};

const itemOf = (tree: Tree, list: number, position: number): Child | undefined => {
  let at = list + 1;
  for (let i = 0; i < position && !isEnd(tree, at); i++) at = tree.next[at] ?? at;
  return isEnd(tree, at) ? undefined : { key: at, node: at };
};

const memberOf = (tree: Tree, mapping: number, wanted: string): Child | undefined => {
  let inherited: Child | undefined;
  for (let at = mapping + 1; !isEnd(tree, at); ) {
    const node = tree.next[at] ?? at;
    const name = keyOf(tree, at);
    if (name === wanted) return { key: at, node };
    if (name === '<<') inherited ??= inheritedFrom(tree, node, wanted);
    at = tree.next[node] ?? node;
  }
  return inherited;
};

const inheritedFrom = (tree: Tree, node: number, wanted: string): Child | undefined => {
  const at = tree.aliased.get(node) ?? node;
  if (tree.events[at]?.type !== EVENT_ID.SEQUENCE) return childOf(tree, at, wanted);
  for (let item = at + 1; !isEnd(tree, item); item = tree.next[item] ?? item) {
    const found = childOf(tree, item, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
};

const keyOf = (tree: Tree, at: number): string | undefined => {
  const event = tree.events[tree.aliased.get(at) ?? at];
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const text = getScalarValue(tree.text, event);
  return event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 ? keyText(plainScalar(text)) : text;
};

const isEnd = (tree: Tree, at: number): boolean =>
  tree.events[at] === undefined || tree.events[at]?.type === EVENT_ID.POP;

const subtreeSpan = (tree: Tree, node: number): readonly [start: number, end: number] => {
  const [start] = tokenSpan(tree, node);
  let end = start;
  for (let i = node; i < (tree.next[node] ?? 0); i++) {
    const event = tree.events[i];
    const span = event === undefined ? undefined : eventSpan(event);
    if (span !== undefined && span[1] > end) end = span[1];
  }
  return [start, start + tree.text.slice(start, end).trimEnd().length];
};

/** A key; of a list item that is a collection itself, its beginning up to its first key or item. */
const headSpan = (tree: Tree, at: number): readonly [start: number, end: number] => {
  const [start, end] = tokenSpan(tree, at);
  return start === end && !isEnd(tree, at + 1) ? [start, Math.max(end, tokenSpan(tree, at + 1)[1])] : [start, end];
};

/** Span of one event; an empty value stands right after what comes before it. */
const tokenSpan = (tree: Tree, at: number): readonly [start: number, end: number] => {
  for (let i = at; i > 0; i--) {
    const event = tree.events[i];
    const span = event === undefined ? undefined : eventSpan(event);
    if (span !== undefined) return i === at ? span : [span[1], span[1]];
  }
  return [0, 0];
};
