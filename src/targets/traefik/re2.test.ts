import { describe, expect, it } from 'vitest';
import { quoteRegex, re2 } from './re2.ts';

const source = (text: string, ignoreCase = false): string => {
  const r = re2({ source: text, ignoreCase });
  return r.ok ? r.regex.source : `refused: ${r.because}`;
};

describe('re2', () => {
  it('keeps what both engines read alike', () => {
    for (const text of ['^/foo(/|$)(.*)', '^/a/[A-Z0-9]{3}', '^/x\\.(jpe?g|png)$', '^/(?:a|b)+?/c', '^/[[:alnum:]_-]+'])
      expect(source(text)).toBe(text);
    expect(source('^/foo', true)).toBe('(?i)^/foo');
  });
  it('spells named groups and Perl classes the way RE2 wants them', () => {
    expect(source('^/(?<id>\\d+)')).toBe('^/(?P<id>\\d+)');
    expect(source('^/a\\hb\\Z')).toBe('^/a[ \\t]b\\z');
    expect(source('^/[]x]')).toBe('^/[\\]x]');
    expect(source('^/[a-\\d]')).toBe('^/[a\\-\\d]');
  });
  it.each([
    '(a)\\1',
    'a++',
    '(?>a)',
    '(?<=a)b',
    'a(?i)(?x)b',
    '\\Kx',
    'a{1001}',
    '(?R)',
    'a)',
    '(a',
    '[a',
    '*a',
    '\\u0041',
  ])('names why %s is refused', (text) => {
    expect(source(text)).toMatch(/^refused: /);
  });
  it('turns a look-ahead behind a fixed text into a second test', () => {
    expect(re2({ source: '^/api/(?!internal)(.*)', ignoreCase: true })).toEqual({
      ok: true,
      regex: { source: '(?i)^/api/(.*)', also: [], never: ['(?i)^/api/(?:internal)'], groups: 1 },
    });
    expect(source('^/a.(?!b)')).toMatch(/^refused/);
    expect(source('^/a?(?!b)')).toMatch(/^refused/);
    expect(source('(/x)(?!b)')).toMatch(/^refused/);
    expect(source('^/a|^/b(?!c)')).toMatch(/^refused/);
  });
  it('counts groups and quotes literals', () => {
    expect(re2({ source: '(a)(?:b)(?<n>c)', ignoreCase: false })).toMatchObject({ regex: { groups: 2 } });
    expect(quoteRegex('a.b/c$')).toBe('a\\.b/c\\$');
  });
});
