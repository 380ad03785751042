/** Where the nodes of a document stand. Grown when somebody asks for a place, so the text is read a second time for it. */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { eventSpan } from './compose.ts';
import { maxDepth } from './parse.ts';
import { type Nodes, plainNodes } from './plain-nodes.ts';
import { keyText, plainScalar } from './scalar.ts';

export interface Tree extends Nodes {
  /** Index of the event behind each node. */
  readonly next: Int32Array;
  /** The anchor each alias means. */
  readonly aliased: ReadonlyMap<number, number>;
  /** What a scalar is as a key. */
  readonly keyAt: (at: number) => string | undefined;
}

export const grow = (text: string): Tree => {
  const plain = plainNodes(text);
  if (plain === undefined) return growAnything(text);
  const { kinds, starts, ends } = plain;
  const keyAt = (at: number): string | undefined =>
    kinds[at] === EVENT_ID.SCALAR ? keyText(plainScalar(text.slice(starts[at], ends[at]))) : undefined;
  return { kinds, starts, ends, next: nextOf(kinds), aliased: noAliases, keyAt };
};

const noAliases: ReadonlyMap<number, number> = new Map();

/** Of everything that is YAML. */
export const growAnything = (text: string): Tree => {
  const events = eventsOf(text);
  const spans = events.map(eventSpan);
  const kinds = events.map(({ type }) => type);
  const aliased = aliasesOf(text, events);
  return {
    kinds,
    starts: spans.map((span) => span?.[0] ?? -1),
    ends: spans.map((span) => span?.[1] ?? -1),
    next: nextOf(kinds),
    aliased,
    keyAt: (at) => keyOf(text, events[aliased.get(at) ?? at]),
  };
};

const eventsOf = (text: string): readonly Event[] => {
  try {
    return parseEvents(text, { maxDepth });
  } catch {
    return [];
  }
};

const nextOf = (kinds: readonly number[]): Int32Array => {
  const next = new Int32Array(kinds.length);
  const open: number[] = [];
  for (let i = 0; i < kinds.length; i++) {
    next[i] = i + 1;
    if (kinds[i] === EVENT_ID.POP) {
      const opened = open.pop();
      if (opened !== undefined) next[opened] = i + 1;
    } else if (kinds[i] !== EVENT_ID.SCALAR && kinds[i] !== EVENT_ID.ALIAS) open.push(i);
  }
  return next;
};

const aliasesOf = (text: string, events: readonly Event[]): ReadonlyMap<number, number> => {
  const anchors = new Map<string, number>();
  const aliased = new Map<number, number>();
  events.forEach((event, i) => {
    if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT || event.anchorStart < 0) return;
    const name = text.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.ALIAS) aliased.set(i, anchors.get(name) ?? i);
    else anchors.set(name, i);
  });
  return aliased;
};

const keyOf = (text: string, event: Event | undefined): string | undefined => {
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const value = getScalarValue(text, event);
  return event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 ? keyText(plainScalar(value)) : value;
};
