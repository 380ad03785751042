import { expect, it } from 'vitest';
import { brokenExpression } from './broken-expression.ts';

it.each([
  ['^/a(b', '('],
  ['^/a)b', ')'],
  ['^/[a-z', '['],
  ['^/[]a', '['],
  ['^/a\\', 'backslash'],
  ['*a', 'quantifier'],
  ['(+a)', 'quantifier'],
  ['a|?b', 'quantifier'],
  ['^/a|*', 'quantifier'],
  ['(a)(+b)', 'quantifier'],
])('%j is refused', (source, why) => {
  expect(brokenExpression(source)).toContain(why);
});

it.each([
  '^/a(/|$)(.*)',
  '^/[)(]',
  '^/[]a]',
  '^/\\(a',
  '^/\\(+a',
  '^/a\\|*',
  '^/a[(]+',
  '(a)+',
  '(?<year>[0-9]{4})',
  '(?i)a',
  '(*UTF8)a',
  '[[:alpha:]]+',
  'a++b',
  '',
  '\\Qa(\\E',
  '(?#()a',
])('%j may be taken', (source) => {
  expect(brokenExpression(source)).toBeUndefined();
});
