/** The nodes of a document in the order of its text, as numbers: a tree of objects would be many times the size of the text. */
import { EVENT_ID } from 'js-yaml';

/** A row of four numbers per node: its kind (`EVENT_ID`), where it starts and ends, and the node behind it and all that is below it. */
export type Nodes = Int32Array;

const width = 4;

export const countOf = (nodes: Nodes): number => nodes.length / width;
export const kindAt = (nodes: Nodes, at: number): number => nodes[at * width] ?? EVENT_ID.POP;
/** Quotes included; -1: nothing is written there. A collection is where it begins. */
export const startAt = (nodes: Nodes, at: number): number => nodes[at * width + 1] ?? -1;
export const endAt = (nodes: Nodes, at: number): number => nodes[at * width + 2] ?? -1;
export const nextAt = (nodes: Nodes, at: number): number => nodes[at * width + 3] ?? at + 1;

/** Nodes while they are found; the room they take is used again for the next document. */
export interface NodeWriter {
  rows: Int32Array;
  count: number;
  /** Collections that are not closed yet. */
  readonly open: number[];
}

export const createNodeWriter = (): NodeWriter => ({ rows: new Int32Array(1024), count: 0, open: [] });

export const clearNodes = (writer: NodeWriter): void => {
  writer.count = 0;
  writer.open.length = 0;
};

/** Documents, sequences and mappings are open until a `POP` comes. */
export const writeNode = (writer: NodeWriter, kind: number, start: number, end: number): void => {
  const { count, open } = writer;
  const row = count * width;
  if (row + width > writer.rows.length) {
    const longer = new Int32Array(writer.rows.length * 2);
    longer.set(writer.rows);
    writer.rows = longer;
  }
  const { rows } = writer;
  rows[row] = kind;
  rows[row + 1] = start;
  rows[row + 2] = end;
  rows[row + 3] = count + 1;
  writer.count++;
  if (kind === EVENT_ID.POP) {
    const opened = open.pop();
    if (opened !== undefined) rows[opened * width + 3] = count + 1;
  } else if (kind !== EVENT_ID.SCALAR && kind !== EVENT_ID.ALIAS) open.push(count);
};

export const writtenNodes = ({ rows, count }: NodeWriter): Nodes => rows.slice(0, count * width);
