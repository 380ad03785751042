/** Long texts, put together piece by piece. */

export interface LongText {
  readonly add: (piece: string) => void;
  /** The text in parts of some size. */
  readonly end: () => readonly string[];
}

/** Pieces joined at once: enough to make the parts few, few enough that pieces are gone before the memory manager moves them. */
const atOnce = 4096;

export const createLongText = (): LongText => {
  const parts: string[] = [];
  let pieces: string[] = [];
  const join = (): void => {
    parts.push(pieces.join(''));
    pieces = [];
  };
  return {
    add: (piece) => {
      pieces.push(piece);
      if (pieces.length >= atOnce) join();
    },
    end: () => {
      if (pieces.length > 0) join();
      return parts;
    },
  };
};
