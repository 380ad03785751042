/** Where the nodes of a document stand. Grown when somebody asks for a place, so the text is read a second time for it. */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { eventSpan } from './compose.ts';
import {
  createNodeWriter,
  endAt,
  kindAt,
  type Nodes,
  type NodeWriter,
  startAt,
  writeNode,
  writtenNodes,
} from './nodes.ts';
import { maxDepth } from './parse.ts';
import { plainNodes } from './plain-nodes.ts';
import { keyText, plainScalar } from './scalar.ts';

export interface Tree {
  readonly nodes: Nodes;
  /** The anchor each alias means. */
  readonly aliased: ReadonlyMap<number, number>;
  /** What a scalar is as a key. */
  readonly keyAt: (at: number) => string | undefined;
  /** Nodes of the items of a list, as far as somebody asked: a `List` has thousands. */
  readonly items: Map<number, number[]>;
}

/** The writer is room to work in. */
export const grow = (text: string, writer: NodeWriter): Tree => {
  const nodes = plainNodes(text, writer);
  if (nodes === undefined) return growAnything(text);
  const keyAt = (at: number): string | undefined =>
    kindAt(nodes, at) === EVENT_ID.SCALAR
      ? keyText(plainScalar(text.slice(startAt(nodes, at), endAt(nodes, at))))
      : undefined;
  return { nodes, aliased: noAliases, keyAt, items: new Map() };
};

const noAliases: ReadonlyMap<number, number> = new Map();

/** Of everything that is YAML. */
export const growAnything = (text: string): Tree => {
  const events = eventsOf(text);
  const writer = createNodeWriter();
  for (const event of events) {
    const [start, end] = eventSpan(event) ?? [-1, -1];
    writeNode(writer, event.type, start, end);
  }
  const aliased = aliasesOf(text, events);
  const keyAt = (at: number): string | undefined => keyOf(text, events[aliased.get(at) ?? at]);
  return { nodes: writtenNodes(writer), aliased, keyAt, items: new Map() };
};

const eventsOf = (text: string): readonly Event[] => {
  try {
    return parseEvents(text, { maxDepth });
  } catch {
    return [];
  }
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
