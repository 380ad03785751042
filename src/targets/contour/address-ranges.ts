/** Address ranges as sets: what is allowed without what is denied. */
import type { Cidr } from '../../model/values/cidr.ts';
import { parseCidr } from '../../model/values/cidr.ts';

interface Range {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

const width = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** Ranges that together hold every address of `allow` that is in none of `deny`; sorted, without overlaps among themselves removed. */
export const subtract = (allow: readonly Cidr[], deny: readonly Cidr[]): readonly Cidr[] => {
  let kept = allow.map(toRange);
  for (const hole of deny.map(toRange)) kept = kept.flatMap((range) => without(range, hole));
  return kept.flatMap((range) => parseCidr(toText(range)) ?? []);
};

const contains = (outer: Range, inner: Range): boolean =>
  outer.family === inner.family &&
  outer.prefix <= inner.prefix &&
  outer.bits >> shift(outer) === inner.bits >> BigInt(width(inner.family) - outer.prefix);

const shift = (range: Range): bigint => BigInt(width(range.family) - range.prefix);

const without = (range: Range, hole: Range): readonly Range[] => {
  if (contains(hole, range)) return [];
  if (!contains(range, hole)) return [range];
  const prefix = range.prefix + 1;
  const half = 1n << BigInt(width(range.family) - prefix);
  return [
    { ...range, prefix },
    { ...range, prefix, bits: range.bits | half },
  ].flatMap((part) => without(part, hole));
};

const toRange = ({ family, address, prefix }: Cidr): Range => ({ family, prefix, bits: bitsOf(address, family) });

const bitsOf = (address: string, family: 4 | 6): bigint => {
  if (family === 4) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const side = (text: string | undefined): readonly string[] =>
    text === undefined || text === '' ? [] : text.split(':');
  const gap = 8 - side(head).length - side(tail).length;
  const groups = [...side(head), ...Array.from({ length: tail === undefined ? 0 : gap }, () => '0'), ...side(tail)];
  return groups.reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
};

const toText = ({ family, bits, prefix }: Range): string => {
  const size = family === 4 ? 8 : 16;
  const count = family === 4 ? 4 : 8;
  const parts = Array.from(
    { length: count },
    (_, i) => (bits >> BigInt((count - 1 - i) * size)) & ((1n << BigInt(size)) - 1n),
  );
  return `${parts.map((part) => part.toString(family === 4 ? 10 : 16)).join(family === 4 ? '.' : ':')}/${prefix}`;
};
