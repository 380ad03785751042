import { describe, expect, it } from 'vitest';
import { literalStart, pathHeaderRegex, pathRegex, searchRegex } from './regex.ts';
import { Re2 } from './token.ts';

const text = (re: Re2 | undefined): string | undefined => (re === undefined ? undefined : Re2.read(re));

describe('pathRegex', () => {
  it.each([
    ['^/foo', '/(?i)foo.*'],
    ['^/foo(/|$)(.*)', '/(?i)foo(/|$)(.*)'],
    ['^/v[0-9]+/x$', '/(?i)v[0-9]+/x'],
    ['^/a|/b', '/(?i)(?:a.*|(?:b.*|.*/b.*))'],
    ['^/a\\.b', '/(?i)a\\.b.*'],
    ['^/(?<id>\\d+)', '/(?i)(\\d+).*'],
    ['^/1/2', '/1/2.*'],
    ['^/a{2}', '/(?i)a{2}.*'],
    ['^/a//b', '/(?i)a/(?:)/b.*'],
  ])('writes %s as %s', (source, wanted) => expect(text(pathRegex(source, true))).toBe(wanted));

  it.each([
    '^/(?!admin)',
    '^/(?=x)',
    '^/(a)\\1',
    '^/a++',
    '^/(?>a)',
    '^/a\\K',
    '^/(a',
    '^/a)',
    '^/?a',
    '^/a{1,2000}',
    '^/a$b',
    '^/a\nb',
    '^/*',
    '^/\\pL',
  ])('refuses %s', (source) => expect(pathRegex(source, true)).toBeUndefined());
});

describe('pathHeaderRegex', () => {
  it('keeps the query out of the path', () => {
    const re = new RegExp(`^(?:${text(pathHeaderRegex('^/a/.*/b', false)) ?? ''})$`);
    expect(re.test('/a/x/b')).toBe(true);
    expect(re.test('/a/x/bc?q=1')).toBe(true);
    expect(re.test('/a?q=/x/b')).toBe(false);
  });
  it('refuses an end inside a group, which the query would hide', () => {
    expect(pathHeaderRegex('^/foo(/|$)(.*)', true)).toBeUndefined();
  });
});

describe('searchRegex', () => {
  it('finds anywhere, unless anchored', () => {
    expect(text(searchRegex('^Do|it$', false))).toBe('(?:Do).*|.*(?:it)');
  });
});

describe('literalStart', () => {
  it.each([
    ['^/Foo/bar.*', '/foo/bar'],
    ['^/foo?', '/fo'],
    ['^/foo(/|$)', '/foo'],
    ['^/a|/b', ''],
    ['^/a\\.b', '/a.b'],
  ])('%s begins with %s', (source, start) => expect(literalStart(source)).toBe(start));
});
