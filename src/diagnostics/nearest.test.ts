import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const words = ['rewrite-target', 'auth-url', 'auth-tls-secret', 'proxy-body-size', 'limit-rps', 'limit-rpm', 'canary'];

test.each([
  ['rewriteTarget', 'rewrite-target'],
  ['rewrite_taget', 'rewrite-target'],
  ['proxy-body-sise', 'proxy-body-size'],
  ['proxy-bdoy-size', 'proxy-body-size'],
  ['limit-rp', 'limit-rps'],
  ['limit-rpn', 'limit-rps'],
  ['limit-prm', 'limit-rpm'],
  ['auth-tls', undefined],
  ['canray', 'canary'],
  ['canry', 'canary'],
  ['anything', undefined],
  ['a', undefined],
  ['', undefined],
])('%s is near %s', (text, wanted) => {
  expect(nearest(text, words)).toBe(wanted);
});

/** The whole table, without a limit. */
const distance = (a: string, b: string): number => {
  const cell = (i: number, j: number): number => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  const table: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    table[i] = [];
    for (let j = 0; j <= b.length; j++) {
      const change = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : change;
      const row = table[i] ?? [];
      row[j] = i === 0 || j === 0 ? i + j : Math.min(change, swap, cell(i - 1, j) + 1, cell(i, j - 1) + 1);
    }
  }
  return cell(a.length, b.length);
};

test('the first of the words with the least distance is found', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const word = (): string => Array.from({ length: random(14) }, () => 'ab-'[random(3)]).join('');
  for (let i = 0; i < 500; i++) {
    const text = word();
    const list = Array.from({ length: 8 }, word);
    const limit = Math.min(4, Math.floor(text.length / 3));
    const least = Math.min(...list.map((other) => distance(text, other)));
    const wanted = least > limit ? undefined : list.find((other) => distance(text, other) === least);
    expect([text, nearest(text, list)]).toEqual([text, wanted]);
  }
});
