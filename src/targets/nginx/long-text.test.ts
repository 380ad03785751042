import { expect, test } from 'vitest';
import { createLongText } from './long-text.ts';

test('a long text is its pieces in order, in far fewer parts', () => {
  const out = createLongText();
  const pieces = Array.from({ length: 10_000 }, (_, i) => `${i}\n`);
  for (const piece of pieces) out.add(piece);
  const parts = out.end();
  expect(parts.join('')).toBe(pieces.join(''));
  expect(parts.length).toBeLessThan(10);
});

test('a text without pieces has no parts', () => {
  expect(createLongText().end()).toEqual([]);
});
