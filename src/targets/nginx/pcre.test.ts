import { describe, expect, test } from 'vitest';
import { checkPcre, quotePattern, withoutNames } from './pcre.ts';

describe('patterns nginx compiles', () => {
  test.each([
    ['^/foo(/|$)(.*)', 2],
    ['^/api/v[0-9]+/.*', 0],
    ['^/x/(?!admin)(.*)$', 1],
    ['(?<=a{2})b', 0],
    ['(?i)^/A(?:b|c)?+', 0],
    ['^/[[:alnum:]_-]{3}/\\d{2,}?$', 0],
    ['(?<lang>de|en)/\\1', 1],
    ['^/a{b}', 0],
    ['[]a]', 0],
    ['[^]a-z]+', 0],
    ['\\Q(\\E', 0],
    ['', 0],
  ])('%s', (source, groups) => {
    expect(checkPcre(source)).toEqual({ ok: true, groups });
  });
});

describe('patterns that would keep the file from loading', () => {
  test.each([
    '(',
    ')',
    '[a',
    'a**',
    'a$?',
    '^*a',
    'a\\b+',
    '(?i)*',
    '*a',
    '(?',
    '(*ACCEPT)a',
    '(?<n>a)(?<n>b)',
    '[z-a]',
    'a{3,2}',
    'a\\',
    '(?<=a+)b',
    '\\2(a)',
    '[[:foo:]]',
    '\\i',
    '(?P=x)',
    '(?C1)',
    'a{99999}',
    '\\x',
    '[\\',
  ])('%s', (source) => {
    expect(checkPcre(source).ok).toBe(false);
  });
});

test('names of groups are taken off, numbers stay', () => {
  expect(withoutNames('^/(?<a>x)\\(?<b>(?P<c>y)')).toBe('^/(x)\\(?<b>(y)');
});

test('quoted text matches itself only', () => {
  for (const text of ['a.b*c', 'x|y', '(a)[b]{2}', '^$\\d', 'a/b-c']) {
    expect(new RegExp(`^${quotePattern(text)}$`).test(text)).toBe(true);
    expect(new RegExp(`^${quotePattern(text)}$`).test(`${text}x`)).toBe(false);
  }
});
