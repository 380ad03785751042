import { expect, it } from 'vitest';
import { greaterThan } from './number-regex.ts';
import { Re2 } from './token.ts';

it.each([0, 1, 9, 10, 99, 100, 1048576, 8000, 1999])('tells numbers above %i from the others', (limit) => {
  const re = new RegExp(`^(?:${Re2.read(greaterThan(limit))})$`);
  for (const n of [
    0, 1, 5, 9, 10, 11, 98, 99, 100, 101, 999, 1999, 2000, 8000, 8001, 1048575, 1048576, 1048577, 99999999,
  ]) {
    expect([n, re.test(String(n))]).toEqual([n, n > limit]);
  }
  expect(re.test('000000')).toBe(false);
});
