/** A size in bytes. `unlimited` is a word of its own, never a size of nought. */
export interface Bytes {
  readonly bytes: number;
}

export type Limit = Bytes | 'unlimited';

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export const bytes = (n: number): Bytes => ({ bytes: n });

/** Reads `8`, `8k`, `8m`, `8g` (any letter case), up to what can be counted exactly. Undefined when the text is not a size. */
export const parseBytes = (text: string): Bytes | undefined => {
  const m = /^(\d+)([bkmg]?)$/i.exec(text);
  const unit = units[m?.[2]?.toLowerCase() ?? ''];
  return m === null || unit === undefined ? undefined : bytes(Math.min(Number(m[1]) * unit, Number.MAX_SAFE_INTEGER));
};
