/**
 * Finds the nodes of a document written in the plainest YAML, line by line: block mappings and lists, one scalar per line, no anchors,
 * tags, flow collections or blocks of text. The same nodes as the reader of all of YAML finds, many times faster.
 */
import { EVENT_ID } from 'js-yaml';
import { clearNodes, type Nodes, type NodeWriter, writeNode, writtenNodes } from './nodes.ts';
import {
  apostrophe,
  carriageReturn,
  colon,
  deepest,
  hash,
  hyphen,
  indicators,
  isKeyCharacter,
  isLetter,
  longestKey,
  newline,
  quote,
  space,
} from './plain-characters.ts';

interface Scan {
  readonly text: string;
  readonly nodes: NodeWriter;
  /** Columns of the collections that are open, and whether each is a list. */
  readonly columns: number[];
  readonly lists: boolean[];
  /** True: the value of the key or hyphen last read is not there yet. */
  waiting: boolean;
}

const foreign = /[^ -~\n]/;
/** Line breaks of two characters are as plain as the others. */
const foreignWithReturns = /[^ -~\r\n]|\r(?!\n)/;

/** Undefined: not plain enough. */
export const plainNodes = (text: string, nodes: NodeWriter): Nodes | undefined => {
  if (foreign.test(text) && foreignWithReturns.test(text)) return undefined;
  clearNodes(nodes);
  writeNode(nodes, EVENT_ID.DOCUMENT, -1, -1);
  const scan: Scan = { text, nodes, columns: [-1], lists: [false], waiting: true };
  for (let line = /^---[ \r]*\n/.exec(text)?.[0].length ?? 0; line < text.length; ) {
    const next = text.indexOf('\n', line);
    const end = next === -1 ? text.length : next;
    let at = line;
    while (text.charCodeAt(at) === space) at++;
    const first = text.charCodeAt(at);
    const holds = at < end && first !== carriageReturn && first !== hash;
    if (holds && !readLine(scan, line, at, end)) return undefined;
    line = end + 1;
  }
  if (nodes.count === 1) return undefined;
  settle(scan);
  while (scan.columns.length > 0) close(scan);
  return writtenNodes(nodes);
};

const open = (scan: Scan, isList: boolean, column: number, at: number): void => {
  writeNode(scan.nodes, isList ? EVENT_ID.SEQUENCE : EVENT_ID.MAPPING, at, at);
  scan.columns.push(column);
  scan.lists.push(isList);
};

const close = (scan: Scan): void => {
  writeNode(scan.nodes, EVENT_ID.POP, -1, -1);
  scan.columns.pop();
  scan.lists.pop();
};

/** Nothing came for the key or hyphen last read. */
const settle = (scan: Scan): void => {
  if (scan.waiting) writeNode(scan.nodes, EVENT_ID.SCALAR, -1, -1);
  scan.waiting = false;
};

/** A line that holds something; false: it is not plain. */
const readLine = (scan: Scan, line: number, at: number, end: number): boolean => {
  const column = at - line;
  const isItem = startsItem(scan.text, at);
  if (!goTo(scan, column, isItem, at)) return false;
  if (!isItem) return readMember(scan, at, end);
  let content = at + 1;
  while (scan.text.charCodeAt(content) === space) content++;
  if (keyEnd(scan.text, content) === -1) return readValue(scan, content, end);
  // A mapping may begin behind the hyphen: then its keys stand in that column.
  open(scan, false, content - line, content);
  return readMember(scan, content, end);
};

/** Opens or closes collections until the one is reached that a line belongs to. */
const goTo = (scan: Scan, column: number, isItem: boolean, at: number): boolean => {
  const { columns, lists } = scan;
  const top = columns[columns.length - 1] ?? -1;
  // A list may stand as far left as the key it belongs to.
  if (scan.waiting && (column > top || (column === top && isItem && lists[lists.length - 1] === false))) {
    scan.waiting = false;
    open(scan, isItem, column, at);
    return columns.length < deepest;
  }
  settle(scan);
  for (let last = columns.length - 1; last > 0; last--) {
    const left = columns[last] ?? -1;
    const isList = lists[last] ?? false;
    if (left < column || (left === column && (isItem || !isList))) return left === column && isItem === isList;
    close(scan);
  }
  return false;
};

const startsItem = (text: string, at: number): boolean =>
  text.charCodeAt(at) === hyphen && (isBlank(text.charCodeAt(at + 1)) || at + 1 === text.length);

const isBlank = (c: number): boolean => c === space || c === newline || c === carriageReturn;

/** A key, its colon, and its value if that stands on the line. */
const readMember = (scan: Scan, at: number, end: number): boolean => {
  const keyed = keyEnd(scan.text, at);
  if (keyed === -1) return false;
  writeNode(scan.nodes, EVENT_ID.SCALAR, at, keyed);
  let value = keyed + 1;
  while (scan.text.charCodeAt(value) === space) value++;
  return readValue(scan, value, end);
};

/** Offset of the colon of the key that begins here; -1: none does. */
const keyEnd = (text: string, at: number): number => {
  if (!isLetter(text.charCodeAt(at))) return -1;
  let end = at;
  while (isKeyCharacter(text.charCodeAt(end))) end++;
  const closed = text.charCodeAt(end) === colon && (isBlank(text.charCodeAt(end + 1)) || end + 1 === text.length);
  return closed && end - at <= longestKey ? end : -1;
};

const readValue = (scan: Scan, at: number, end: number): boolean => {
  const { text } = scan;
  const first = text.charCodeAt(at);
  if (at >= end || first === carriageReturn) {
    scan.waiting = true;
    return true;
  }
  if (first === quote || first === apostrophe)
    return readQuoted(scan, at, end, first === quote ? doubleQuoted : singleQuoted);
  const last = plainEnd(text, at, end);
  writeNode(scan.nodes, EVENT_ID.SCALAR, at, last);
  return last !== -1 && !indicators.has(first);
};

/** Where a plain scalar ends: with the line, or before the blanks of a comment. -1: a colon makes something else of it. */
const plainEnd = (text: string, at: number, end: number): number => {
  let last = at;
  for (let i = at; i < end; i++) {
    const c = text.charCodeAt(i);
    if (isBlank(c)) continue;
    if (c === hash && last < i) return last;
    if (c === colon && (i + 1 === end || isBlank(text.charCodeAt(i + 1)))) return -1;
    last = i + 1;
  }
  return last;
};

const doubleQuoted = /"[^"\\\r\n]*(?:\\["\\nt][^"\\\r\n]*)*"/y;
const singleQuoted = /'[^'\r\n]*'(?!')/y;

const readQuoted = (scan: Scan, at: number, end: number, quoted: RegExp): boolean => {
  quoted.lastIndex = at;
  if (!quoted.test(scan.text)) return false;
  writeNode(scan.nodes, EVENT_ID.SCALAR, at, quoted.lastIndex);
  let rest = quoted.lastIndex;
  while (scan.text.charCodeAt(rest) === space) rest++;
  const next = scan.text.charCodeAt(rest);
  return rest >= end || next === carriageReturn || (next === hash && rest > quoted.lastIndex);
};
