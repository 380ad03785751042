import { expect, it } from 'vitest';
import { greaterThan } from './limit-length.ts';

it('matches exactly the numbers over the limit', () => {
  for (const limit of [0, 1, 8, 9, 10, 99, 100, 109, 1048576, 8388608]) {
    const re = new RegExp(greaterThan(limit));
    for (const n of [0, 1, limit - 1, limit, limit + 1, limit * 10, limit + 99, 7, 12345678901]) {
      if (n >= 0) expect(re.test(String(n)), `${n} > ${limit}`).toBe(n > limit);
    }
    expect(re.test(`000${limit + 1}`)).toBe(true);
  }
});
