/** Words of a file, each made once: the same few keys, names and values fill manifests. */
import { keyText, plainScalar, type Scalar } from './scalar.ts';

/** Where a word stood when it was last made, and what it means, per slot. A word that loses its slot is made again: nothing else. */
export interface SeenWords<Meaning> {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly meanings: Meaning[];
}

export interface Seen {
  readonly keys: SeenWords<string | undefined>;
  readonly plain: SeenWords<Scalar>;
  readonly quoted: SeenWords<string>;
}

const mostSlots = 1 << 12;

const noWords = <Meaning>(slots: number, nothing: Meaning): SeenWords<Meaning> => ({
  from: new Int32Array(slots),
  to: new Int32Array(slots),
  meanings: Array.from({ length: slots }, () => nothing),
});

/** For one file: places are those of its text. */
export const nothingSeen = (text: string): Seen => {
  let slots = 16;
  while (slots < mostSlots && slots * 64 < text.length) slots *= 2;
  return {
    keys: noWords<string | undefined>(slots, undefined),
    plain: noWords<Scalar>(slots, null),
    quoted: noWords(slots, ''),
  };
};

/** The hash of a word after one more character. */
export const hashed = (hash: number, character: number): number => (Math.imul(hash, 31) + character) | 0;

const slotOf = (hash: number, slots: number): number => (hash ^ (hash >>> 12) ^ (hash >>> 21)) & (slots - 1);

/** The slot of a word if it is known there, otherwise the complement of that slot. */
const find = <Meaning>(words: SeenWords<Meaning>, text: string, from: number, to: number, hash: number): number => {
  const slot = slotOf(hash, words.from.length);
  const known = words.from[slot] ?? 0;
  if ((words.to[slot] ?? 0) - known !== to - from) return ~slot;
  for (let i = to - from - 1; i >= 0; i--) if (text.charCodeAt(known + i) !== text.charCodeAt(from + i)) return ~slot;
  return slot;
};

const learn = <Meaning>(
  words: SeenWords<Meaning>,
  slot: number,
  from: number,
  to: number,
  meaning: Meaning,
): Meaning => {
  words.from[slot] = from;
  words.to[slot] = to;
  words.meanings[slot] = meaning;
  return meaning;
};

/** Undefined: no text can be made of the key. */
export const keyAt = ({ keys }: Seen, text: string, from: number, to: number, hash: number): string | undefined => {
  const slot = find(keys, text, from, to, hash);
  return slot >= 0 ? keys.meanings[slot] : learn(keys, ~slot, from, to, keyText(plainScalar(text.slice(from, to))));
};

export const plainAt = ({ plain }: Seen, text: string, from: number, to: number, hash: number): Scalar => {
  const slot = find(plain, text, from, to, hash);
  return slot >= 0 ? (plain.meanings[slot] ?? null) : learn(plain, ~slot, from, to, plainScalar(text.slice(from, to)));
};

export const quotedAt = ({ quoted }: Seen, text: string, from: number, to: number, hash: number): string => {
  const slot = find(quoted, text, from, to, hash);
  return slot >= 0 ? (quoted.meanings[slot] ?? '') : learn(quoted, ~slot, from, to, text.slice(from, to));
};
