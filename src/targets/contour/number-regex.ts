/** Numbers in a header value, compared by the only means a condition has. */
import { Re2 } from './token.ts';

const known = new Map<number, Re2>();

/** Decimal numbers greater than `limit` (a whole number, not negative). */
export const greaterThan = (limit: number): Re2 => {
  const found = known.get(limit) ?? build(limit);
  known.set(limit, found);
  return found;
};

const build = (limit: number): Re2 => {
  const digits = String(Math.trunc(limit));
  const tail = (count: number): string => (count === 0 ? '' : count === 1 ? '[0-9]' : `[0-9]{${count}}`);
  const higher = [...digits].flatMap((digit, i) => {
    const next = Number(digit) + 1;
    if (next > 9) return [];
    return [`${digits.slice(0, i)}${next === 9 ? '9' : `[${next}-9]`}${tail(digits.length - i - 1)}`];
  });
  return Re2.checked(`0*(?:${[`[1-9][0-9]{${digits.length},}`, ...higher].join('|')})`);
};
