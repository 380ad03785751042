/** The order in which diagnostics are read: by file, document, place in the document, code, target and text. */
import type { Diagnostic } from '../diagnostics/report.ts';
import type { SourceDocument, SourceFile } from '../source/object.ts';
import type { Path, PlacedOrigin } from '../source/traced.ts';
import { messageOf } from './diagnostic-texts.ts';
import { compareText } from './origin-view.ts';

/** Findings without a place come last. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const orders = documentOrders(diagnostics);
  const sorted: Diagnostic[] = [];
  const ranked = diagnostics.map((_, i) => i);
  ranked.sort((i, j) => {
    const order = (orders[i] ?? 0) - (orders[j] ?? 0);
    if (order !== 0) return order;
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
  const ranks = fileRanks(diagnostics);
  const orders = new Float64Array(diagnostics.length);
  diagnostics.forEach((diagnostic, i) => {
    const document = documentOf(diagnostic);
    orders[i] =
      document === undefined ? Number.MAX_VALUE : (ranks.get(document.file) ?? 0) * longestFile + document.start;
  });
  return orders;
};

const fileRanks = (diagnostics: readonly Diagnostic[]): ReadonlyMap<SourceFile, number> => {
  const files = new Set<SourceFile>();
  let last: SourceFile | undefined;
  for (const diagnostic of diagnostics) {
    const file = documentOf(diagnostic)?.file;
    if (file !== undefined && file !== last) files.add(file);
    last = file;
  }
  const names = [...new Set([...files].map(({ name }) => name))].sort(compareText);
  const ranks = new Map(names.map((name, rank) => [name, rank]));
  return new Map([...files].map((file) => [file, ranks.get(file.name) ?? 0]));
};

const documentOf = ({ at }: Diagnostic): SourceDocument | undefined => {
  const first = at[0];
  return first?.kind === 'source' ? first.object.document : undefined;
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
