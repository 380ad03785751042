/** Makes plain data out of the events of one YAML document, the way the API server would read it. */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { keyText, plainScalar, taggedScalar } from './scalar.ts';

/** Something no object can be made of. Offsets are those of the document's text; `also` is the other place concerned. */
export interface Fault {
  readonly kind: 'duplicate-key' | 'aliases' | 'depth' | 'size' | 'syntax';
  readonly what: string;
  readonly start: number;
  readonly end: number;
  readonly also?: readonly [start: number, end: number];
}

export interface Composed {
  readonly value: unknown;
  readonly faults: readonly Fault[];
}

/** Nodes that aliases and merge keys may add to a document: enough for any manifest, an end for "billion laughs". */
export const borrowLimit = 500_000;
const faultLimit = 50;

interface Anchor {
  value: unknown;
  /** Nodes below the anchor, aliases counted in full; -1 while it is still open. */
  size: number;
}

interface Frame {
  readonly list: unknown[] | undefined;
  readonly map: Record<string, unknown> | undefined;
  readonly event: number;
  readonly anchor: Anchor | undefined;
  readonly before: number;
  key: string | undefined;
  keyEvent: number;
  merging: boolean;
  /** Keys that came in by `<<` and may still be overridden. */
  merged: Set<string> | undefined;
}

interface State {
  readonly source: string;
  readonly events: readonly Event[];
  readonly frames: Frame[];
  readonly anchors: Map<string, Anchor>;
  readonly faults: Fault[];
  top: Frame;
  nodes: number;
  borrowed: number;
}

export const compose = (source: string, events: readonly Event[]): Composed => {
  const root = frame([], undefined, -1, undefined, 0);
  const state: State = {
    source,
    events,
    frames: [root],
    anchors: new Map(),
    faults: [],
    top: root,
    nodes: 0,
    borrowed: 0,
  };
  for (let i = 0; i < events.length && state.faults.length < faultLimit && state.borrowed <= borrowLimit; i++)
    step(state, i);
  return { value: root.list?.[0] ?? null, faults: state.faults };
};

/** The part of the document's text an event covers, quotes included. */
export const eventSpan = (event: Event): readonly [start: number, end: number] | undefined => {
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      if (event.valueStart < 0) return undefined;
      const quote = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
      return [event.valueStart - quote, event.valueEnd + quote];
    }
    case EVENT_ID.ALIAS:
      return [event.anchorStart - 1, event.anchorEnd];
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return [event.start, event.start];
    default:
      return undefined;
  }
};

const frame = (
  list: Frame['list'],
  map: Frame['map'],
  event: number,
  anchor: Anchor | undefined,
  before: number,
): Frame => ({
  list,
  map,
  event,
  anchor,
  before,
  key: undefined,
  keyEvent: -1,
  merging: false,
  merged: undefined,
});

const step = (s: State, index: number): void => {
  const event = s.events[index];
  if (event === undefined) return;
  if (event.type === EVENT_ID.SCALAR) {
    s.nodes++;
    const value = scalar(s, event, index);
    if (event.anchorStart >= 0) s.anchors.set(s.source.slice(event.anchorStart, event.anchorEnd), { value, size: 1 });
    place(s, value, index, event.style === SCALAR_STYLE.PLAIN);
  } else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
    open(s, event.type === EVENT_ID.SEQUENCE, index, event.anchorStart, event.anchorEnd);
  } else if (event.type === EVENT_ID.ALIAS) {
    alias(s, s.source.slice(event.anchorStart, event.anchorEnd), index);
  } else if (event.type === EVENT_ID.POP) {
    close(s);
  }
};

const scalar = (s: State, event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>, index: number): unknown => {
  const text = getScalarValue(s.source, event);
  if (event.tagStart < 0) return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text;
  const tag = s.source.slice(event.tagStart, event.tagEnd);
  const value = taggedScalar(tag, text);
  if (value === undefined) fault(s, 'syntax', `"${text.slice(0, 40)}" is no value of the kind ${tag}`, index);
  return value;
};

const open = (s: State, isList: boolean, index: number, anchorStart: number, anchorEnd: number): void => {
  const value = isList ? [] : {};
  const anchor = anchorStart < 0 ? undefined : { value, size: -1 };
  if (anchor !== undefined) s.anchors.set(s.source.slice(anchorStart, anchorEnd), anchor);
  s.nodes++;
  const next = frame(
    Array.isArray(value) ? value : undefined,
    Array.isArray(value) ? undefined : value,
    index,
    anchor,
    s.nodes + s.borrowed,
  );
  s.frames.push(next);
  s.top = next;
};

const close = (s: State): void => {
  const done = s.frames.pop();
  const top = s.frames.at(-1);
  if (done === undefined) return;
  if (top === undefined) {
    s.frames.push(done);
    return;
  }
  if (done.anchor !== undefined) done.anchor.size = s.nodes + s.borrowed - done.before + 1;
  s.top = top;
  place(s, done.list ?? done.map, done.event, false);
};

const alias = (s: State, name: string, index: number): void => {
  const anchor = s.anchors.get(name);
  if (anchor === undefined) fault(s, 'syntax', `the alias *${name} stands before any anchor &${name}`, index);
  else if (anchor.size < 0) fault(s, 'syntax', `the alias *${name} stands inside the node it repeats`, index);
  borrow(s, anchor?.size ?? 0, index);
  place(s, anchor === undefined || anchor.size < 0 ? null : anchor.value, index, false);
};

const borrow = (s: State, nodes: number, index: number): void => {
  const before = s.borrowed;
  s.borrowed += Math.max(nodes, 1);
  if (before <= borrowLimit && s.borrowed > borrowLimit) fault(s, 'aliases', '', index);
};

const place = (s: State, value: unknown, index: number, plain: boolean): void => {
  const top = s.top;
  if (top.list !== undefined) {
    top.list.push(value);
  } else if (top.key === undefined) {
    top.keyEvent = index;
    top.merging = plain && value === '<<';
    top.key = keyText(value);
    if (top.key !== undefined) return;
    fault(s, 'syntax', `a key must be text, not ${value === null ? 'empty' : 'a list or mapping'}`, index);
    top.key = '';
  } else {
    if (top.merging) merge(s, top, value, index);
    else setKey(s, top, top.key, value);
    top.key = undefined;
  }
};

const setKey = (s: State, top: Frame, key: string, value: unknown): void => {
  const map = top.map ?? {};
  if (Object.hasOwn(map, key) && top.merged?.delete(key) !== true) {
    const [start, end] = spanAt(s, top.keyEvent);
    s.faults.push({ kind: 'duplicate-key', what: key, start, end, also: spanAt(s, firstKey(s, top.event, key)) });
  }
  define(map, key, value);
};

const define = (map: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
};

const merge = (s: State, top: Frame, value: unknown, index: number): void => {
  const map = top.map ?? {};
  for (const source of Array.isArray(value) ? value : [value]) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      fault(s, 'syntax', 'only mappings can be merged with <<', index);
      return;
    }
    for (const [key, inherited] of Object.entries(source)) {
      borrow(s, 1, index);
      if (s.borrowed > borrowLimit) return;
      if (Object.hasOwn(map, key)) continue;
      define(map, key, inherited);
      top.merged ??= new Set();
      top.merged.add(key);
    }
  }
};

/** Event of the first key with this text in a mapping. Only asked for when it is there twice. */
const firstKey = (s: State, mapping: number, key: string): number => {
  let depth = 0;
  let isKey = true;
  for (let i = mapping + 1; i < s.events.length; i++) {
    const event = s.events[i];
    if (event === undefined) break;
    if (depth === 0 && isKey && event.type === EVENT_ID.SCALAR && keyText(scalar(s, event, i)) === key) return i;
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) depth++;
    else if (event.type === EVENT_ID.POP) depth--;
    if (depth === 0) isKey = !isKey;
  }
  return mapping;
};

const spanAt = (s: State, index: number): readonly [start: number, end: number] => {
  const event = s.events[index];
  return (event === undefined ? undefined : eventSpan(event)) ?? [0, 0];
};

const fault = (s: State, kind: Fault['kind'], what: string, index: number): void => {
  const [start, end] = spanAt(s, index);
  s.faults.push({ kind, what, start, end });
};
