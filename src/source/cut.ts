/** Cuts a file into its documents without reading them. */
import type { SourceDocument, SourceFile } from './object.ts';

/** A marker at the start of a line ends a document wherever it stands, even in a block of text (YAML 1.2, 9.1.2). */
const marker = /(?:^|[\r\n])(?:---|\.\.\.)(?=[ \t\r\n]|$)/g;

export const cutDocuments = (file: SourceFile): readonly SourceDocument[] => {
  const json = cutJson(file);
  if (json !== undefined) return json;
  const { text } = file;
  const documents: SourceDocument[] = [];
  let start = 0;
  const cut = (end: number): void => {
    if (end > start) documents.push({ file, index: documents.length, start, end });
    start = end;
  };
  marker.lastIndex = 0;
  while (marker.test(text)) {
    const at = marker.lastIndex - 3;
    if (text[at] === '.') cut(lineEnd(text, at));
    else if (!onlyDirectives(text, start, at)) cut(at);
  }
  cut(text.length);
  return documents;
};

const lineEnd = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
};

/** `%YAML 1.1` and the like belong to the document after the marker. The first line that holds anything says it for nearly all. */
const onlyDirectives = (text: string, start: number, end: number): boolean => {
  empty.lastIndex = start;
  empty.test(text);
  if (text[empty.lastIndex] !== '%') return false;
  return /^(?:[ \t]*(?:#.*)?[\r\n]|%.*[\r\n])*$/.test(text.slice(start, end));
};

/** Lines that are blank or comments. */
const empty = /(?:[ \t]*(?:#.*)?[\r\n])*/y;

/** Several JSON objects in a row, as `kubectl get -o json` prints them one after another. Undefined: not that. */
const cutJson = (file: SourceFile): readonly SourceDocument[] | undefined => {
  const { text } = file;
  if (!/^\s*\{/.test(text) || !/\}\s*\{/.test(text)) return undefined;
  const documents: SourceDocument[] = [];
  let start = text.indexOf('{');
  while (start < text.length) {
    const end = jsonObjectEnd(text, start);
    if (end === undefined) return undefined;
    documents.push({ file, index: documents.length, start, end });
    const gap = /\s*/y;
    gap.lastIndex = end;
    gap.exec(text);
    start = gap.lastIndex;
    if (start < text.length && text[start] !== '{') return undefined;
  }
  return documents.length > 1 ? documents : undefined;
};

/** Offset after the brace that closes the object opened at `start`. Undefined: none does, or it is not JSON. */
const jsonObjectEnd = (text: string, start: number): number | undefined => {
  const token = /["{}]/g;
  token.lastIndex = start;
  let depth = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '"') {
      const closing = closingQuote(text, found.index + 1);
      if (closing === undefined) return undefined;
      token.lastIndex = closing + 1;
    } else {
      depth += found[0] === '{' ? 1 : -1;
      if (depth === 0) return found.index + 1;
    }
  }
  return undefined;
};

const closingQuote = (text: string, from: number): number | undefined => {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return undefined;
};
