import { describe, expect, it } from 'vitest';
import { parseSnippet } from './lexer.ts';

const words = (text: string) =>
  parseSnippet(text).directives.map(({ name, args, line }) => [line, name, ...args.map((arg) => arg.text)]);

describe('directives', () => {
  it('have words, quotes, escapes and lines', () => {
    const text = `# a remark; with {braces}
add_header X-A "one \\"two\\" #three";
more_set_headers 'X-B: a b' X-C:\\ d;

deny
  all; # behind
`;
    expect(words(text)).toEqual([
      [2, 'add_header', 'X-A', 'one "two" #three'],
      [3, 'more_set_headers', 'X-B: a b', 'X-C:\\ d'],
      [5, 'deny', 'all'],
    ]);
  });

  it('keep braces of variables and regular expressions inside words', () => {
    expect(words('set $a ${host}x; rewrite ^/a{2}$ /b;')[0]).toEqual([1, 'set', '$a', '${host}x']);
    expect(words('if ($http_x ~ "a{2}") { return 403; }')).toEqual([[1, 'if', '($http_x', '~', 'a{2}', ')']]);
  });

  it('nest, and quote their source as written', () => {
    const [location] = parseSnippet('location /x {\n  deny all;\n  if ($a) { return 444; }\n}\nreturn 1;').directives;
    expect(location?.block?.map((inner) => [inner.name, inner.line])).toEqual([
      ['deny', 2],
      ['if', 3],
    ]);
    expect(location?.source).toBe('location /x {\n  deny all;\n  if ($a) { return 444; }\n}');
  });

  it('leave blocks of another language alone', () => {
    const text = 'access_by_lua_block {\n  if x == "a" then y = { 1; 2 } end\n}\ndeny all;';
    expect(words(text)).toEqual([
      [1, 'access_by_lua_block'],
      [4, 'deny', 'all'],
    ]);
  });
});

describe('text nginx cannot load', () => {
  it.each([
    ['deny all', 1, 'deny is not ended by ;'],
    ['deny all;\n}', 2, 'there is a } too many'],
    ['if ($a) {\n deny all;', 2, 'a } is missing'],
    ['add_header A "b;', 1, 'a quote is not closed'],
    ['add_header A "b"c;', 1, 'unexpected "c" after a quote'],
    [';', 1, 'unexpected ;'],
  ])('%j', (text, line, why) => {
    expect(parseSnippet(text).broken).toEqual({ line, why });
  });

  it('keeps what stands before', () => {
    expect(parseSnippet('deny all;\n"').directives).toHaveLength(1);
  });

  it('does not nest without end', () => {
    expect(parseSnippet('a {'.repeat(5000)).broken).toBeDefined();
  });
});
