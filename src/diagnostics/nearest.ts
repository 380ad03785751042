/** The known word somebody probably meant. */

/** Least number of single-letter changes and swaps of neighbours that turn `a` into `b`, or `limit + 1` when their lengths tell enough. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? limit + 1;
};

const spelled = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll('_', '-');

/** The nearest of the words, at most a third of its letters (and four) away; `rewriteTarget` and `rewrite_target` are near `rewrite-target`. */
export const nearest = (text: string, words: readonly string[]): string | undefined => {
  const wanted = spelled(text);
  const limit = Math.min(4, Math.floor(wanted.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const word of words) {
    const found = distance(wanted, word, limit);
    if (found <= limit && (best === undefined || found < best.distance)) best = { word, distance: found };
  }
  return best?.word;
};
