import { expect, test } from 'vitest';
import { regexShape } from './regex.ts';

test.each([
  ['^/foo(/|$)(.*)', 2],
  ['^/api/v[0-9]+', 0],
  ['^/(?:a|b)/(?<name>\\d{1,3})', 1],
  ['^/(?!admin)[^/]+$', 0],
  ['^/(?i)x', 0],
  ['^/[[:alpha:]_-]+\\.(?:js|css)$', 0],
  ['(?<=ab)c', 0],
  ['^/a\\/b\\.c*+d??', 0],
  ['^/[]a]', 0],
  ['^/\\p{Lu}{2,}', 0],
  ['a{x}', 0],
] as const)('valid: %s', (source, groups) => {
  expect(regexShape(source)).toEqual({ groups });
});

test.each([
  '^/foo(bar',
  '^/foo)bar',
  '*a',
  'a**',
  'a$?',
  '^*a',
  'a\\b+',
  '(?i)*',
  'a{2,1}',
  'a{99999}',
  '[a-',
  '[z-a]',
  '[\\d-z]',
  '(?<n>a)(?<n>b)',
  '(?(1)a|b)',
  '(?R)',
  '(?#comment)',
  '(*UTF)a',
  '\\Qa\\E',
  '\\2(a)',
  '^/(a)\\1',
  '(?<=a+)b',
  'a\\',
  '[[.a.]]',
  '{,3}',
  'a\nb',
])('not surely valid: %s', (source) => {
  expect(regexShape(source)).toBeUndefined();
});
