/** The word somebody probably meant. */

/** Undefined when none is near: at most three edits, and fewer than half of the letters. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const distances = known.map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate) }));
  const [best] = distances.toSorted((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= 3 && best.edits < best.candidate.length / 2 ? best.candidate : undefined;
};

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
