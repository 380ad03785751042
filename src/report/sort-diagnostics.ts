/** The order in which diagnostics are read: by file, document, place in the document, code, target and text. */
import type { Diagnostic } from '../diagnostics/report.ts';
import type { SourceFile } from '../source/object.ts';
import type { Path, PlacedOrigin } from '../source/traced.ts';
import { messageOf } from './diagnostic-texts.ts';
import { compareText } from './origin-view.ts';

/** Findings without a place come last. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const orders = documentOrders(diagnostics);
  const sorted: Diagnostic[] = [];
  const ranked = diagnostics.map((_, i) => i);
  ranked.sort((i, j) => {
    const x = orders[i] ?? 0;
    const y = orders[j] ?? 0;
    if (x !== y) return x - y;
    const a = diagnostics[i];
    const b = diagnostics[j];
    return a === undefined || b === undefined ? 0 : compareInDocument(a, b);
  });
  for (const i of ranked) {
    const diagnostic = diagnostics[i];
    if (diagnostic !== undefined) sorted.push(diagnostic);
  }
  return sorted;
};

const longestFile = 2 ** 32;

/** One number per diagnostic, ascending by file and document: most are told apart by it, without a look at the objects. */
const documentOrders = (diagnostics: readonly Diagnostic[]): Float64Array => {
  const orders = new Float64Array(diagnostics.length);
  const files = new Map<SourceFile, number>();
  let file: SourceFile | undefined;
  let first = 0;
  for (let i = 0; i < diagnostics.length; i++) {
    const place = diagnostics[i]?.at[0];
    if (place?.kind !== 'source') {
      orders[i] = Number.POSITIVE_INFINITY;
      continue;
    }
    const { document } = place.object;
    if (document.file !== file) {
      file = document.file;
      first = (files.get(file) ?? files.size) * longestFile;
      files.set(file, first / longestFile);
    }
    orders[i] = first + document.start;
  }
  return files.size < 2 ? orders : byName(orders, [...files.keys()]);
};

/** Files are numbered as they come: from here on, by their names. */
const byName = (orders: Float64Array, files: readonly SourceFile[]): Float64Array => {
  const names = [...new Set(files.map(({ name }) => name))].sort(compareText);
  const ranks = new Map(names.map((name, rank) => [name, rank]));
  const moves = files.map(({ name }, i) => ((ranks.get(name) ?? 0) - i) * longestFile);
  return orders.map((order) => order + (moves[Math.floor(order / longestFile)] ?? 0));
};

const compareInDocument = (a: Diagnostic, b: Diagnostic): number =>
  comparePlaces(a.at[0], b.at[0]) ||
  compareText(a.code, b.code) ||
  compareText(a.target ?? '', b.target ?? '') ||
  compareText(messageOf(a), messageOf(b));

const comparePlaces = (a: PlacedOrigin | undefined, b: PlacedOrigin | undefined): number =>
  a?.kind !== 'source' || b?.kind !== 'source'
    ? 0
    : comparePaths(a.object.root, b.object.root) ||
      (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0) ||
      comparePaths(a.path, b.path);

const comparePaths = (a: Path, b: Path): number => {
  const shorter = a === b ? 0 : Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const x = a[i] ?? '';
    const y = b[i] ?? '';
    if (x === y) continue;
    return typeof x === 'number' && typeof y === 'number' ? x - y : compareText(String(x), String(y));
  }
  return a.length - b.length;
};
