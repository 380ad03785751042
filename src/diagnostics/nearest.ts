/** The known word somebody probably meant. */

/** Three lines of the table of distances; made once for all words. */
type Rows = readonly [Uint8Array, Uint8Array, Uint8Array];

/**
 * Least number of single-letter changes and swaps of neighbours that turn `a` into `b`; anything above `limit` when there are more.
 * Only cells near the diagonal can stay within the limit: the others are not looked at.
 */
const distance = (a: string, b: string, limit: number, rows: Rows): number => {
  const over = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return over;
  let [before, row, next] = rows;
  before.fill(over);
  for (let j = 0; j < row.length; j++) row[j] = Math.min(j, over);
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    next.fill(over);
    next[0] = Math.min(i, over);
    let least = next[0];
    const last = Math.min(b.length, i + limit);
    for (let j = Math.max(1, i - limit); j <= last; j++) {
      const cell = cellAt(a, b, i, j, before, row, next);
      if (cell > limit) continue;
      next[j] = cell;
      if (cell < least) least = cell;
    }
    // A swap reaches back two lines.
    if (least > limit && leastBefore >= limit) return over;
    leastBefore = least;
    const oldest = before;
    before = row;
    row = next;
    next = oldest;
  }
  return row[b.length] ?? over;
};

const cellAt = (
  a: string,
  b: string,
  i: number,
  j: number,
  before: Uint8Array,
  row: Uint8Array,
  next: Uint8Array,
): number => {
  const letter = a.charCodeAt(i - 1);
  const change = (row[j - 1] ?? 0) + (letter === b.charCodeAt(j - 1) ? 0 : 1);
  const least = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
  const swapped = i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
  return swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least;
};

const spelled = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll('_', '-');

/** The nearest of the words, at most a third of its letters (and four) away; `rewriteTarget` and `rewrite_target` are near `rewrite-target`. */
export const nearest = (text: string, words: readonly string[]): string | undefined => {
  const wanted = spelled(text);
  const width = words.reduce((longest, { length }) => Math.max(longest, length), 0) + 1;
  const rows: Rows = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)];
  let best: string | undefined;
  // Of words that are equally near the first counts: the others would have to be nearer.
  let limit = Math.min(4, Math.floor(wanted.length / 3));
  for (const word of words) {
    if (limit < 0) break;
    const found = distance(wanted, word, limit, rows);
    if (found > limit) continue;
    best = word;
    limit = found - 1;
  }
  return best;
};
