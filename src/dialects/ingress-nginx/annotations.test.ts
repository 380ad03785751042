import { describe, expect, it } from 'vitest';
import { annotationFacts } from '../../../test/support/catalogue.ts';
import { type AnnotationKey, annotationRows, isAnnotationKey } from './annotations.ts';

const validatorOf = (key: string) => {
  if (!isAnnotationKey(key)) throw new Error(`${key} has no row`);
  return annotationRows[key].validator;
};

// `test/coverage.test.ts` compares the rows themselves with the catalogue.
describe('validators with a pattern of the controller', () => {
  it.each(annotationFacts().filter(({ pattern }) => pattern !== undefined))(
    '$key accepts what its pattern does',
    (facts) => {
      const validator = validatorOf(facts.key);
      const pattern = new RegExp(facts.pattern ?? '');
      for (const text of samples) {
        const tested = facts.strip ? text.replaceAll(' ', '') : text;
        expect([text, validator.accepts(text)]).toEqual([text, !/[\r\n]/.test(text) && pattern.test(tested)]);
      }
    },
  );
});

const samples = [
  ...[
    'a',
    'on',
    'off',
    'GET, PUT',
    'GET,PUT,',
    'GET,,PUT',
    'a  b',
    ',a',
    'a\tb',
    'a, b c',
    '*',
    '*,*',
    'x-a,*b',
    '0',
    '0x',
  ],
  ...[
    '-5',
    '5x',
    'x5',
    '00',
    'a0',
    '10',
    'https://a.test',
    'https://*.a.test:80',
    'https://a.test,http://b',
    'null',
    '*,https://a',
  ],
  ...[
    '://a',
    'a://',
    'HTTPS://a',
    'a_b',
    'a:',
    'a:1',
    '1:2:3',
    '**.a',
    '*.',
    '404,500',
    '404500',
    ',12',
    '404,',
    'error timeout',
  ],
  ...[
    'errortimeout',
    'auth-file',
    'xauth-map',
    'digestx',
    'TLSv1.2 TLSv1.3',
    'close',
    'keep -alive',
    'a\nb',
    'on\r',
    'a;b',
    'a"b',
  ],
  ...[
    'ECDHE:!X@STRENGTH',
    '@SECLEVEL=2',
    '@SECLEVEL=9',
    '$host',
    '${host}-x',
    '/a/b',
    '/a/b/',
    'http://x:80/y',
    '@named',
    'x y',
  ],
];

/** By validator: what is accepted and what is not, at the edges of the rule. */
const edges: Readonly<Record<string, readonly [good: readonly string[], bad: readonly string[]]>> = {
  bool: [
    ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'],
    ['yes', 'no', 'on', 'off', 'tRUE', ' true', 'true ', '2', '"true"', 'true\n'],
  ],
  int: [
    ['0', '-5', '+5', '007', '9223372036854775807', '-9223372036854775808'],
    ['', ' 5', '5 ', '5s', '1.5', '0x10', '1e3', '9223372036854775808', '-9223372036854775809', '٣'],
  ],
  basic_chars: [
    ['', 'a', 'A.b-c_d~e/f:1', 'a b'],
    ['a;b', 'a"b', 'é', 'a,b', 'a$b', 'a\nb', 'a\tb', 'a{b', '%41'],
  ],
  chars_with_space: [
    ['', 'a b', 'Shop / admin: 1'],
    ['a"b', "a'b", 'a\tb', 'a\n', '$realm'],
  ],
  extended_chars: [
    ['', '200 202 10m, 401 1m'],
    ['200=5m', '200;5m', '200\t5m', '$a'],
  ],
  url_chars: [
    ['', '/a?b=c&d=e,f', 'https://a.test:8080/x~y'],
    ['/a#b', '/a%20b', '/a+b', '/a@b', '/$1', '/a;b', '{', '/a\n'],
  ],
  url_var_chars: [
    ['', 'http://a.test/$request_uri?x=1', 'http://a.test/ x'],
    ['http://a.test/${x}', '/a#b', '/a%20b', '/a;b', '/a\n'],
  ],
  regex_chars: [
    ['', '^beta-[0-9]{2}(a|b)?$', '\\d+=&'],
    ['a b', 'a"b', 'a;b', 'a,b', 'a\n', '#'],
  ],
  server_name: [
    ['', ' a.test ', '~^www\\d+\\.a\\.test$', '$host', 'http://a.test', 'a\n'],
    ['a b', 'a;b', 'a"b', 'a,b', 'a\nb'],
  ],
  server_name_list: [
    ['a.test', 'a.test, *.b.test ,c', ',', 'a,\nb'],
    ['a.test b.test', 'a;b', 'a,"b"'],
  ],
  nginx_var: [
    ['', '$remote_addr', '${host}-x_1', '$a $b'],
    ['$a.b', '$a/b', '$a;', '"', '$a\n'],
  ],
  path_capture: [
    ['', '/', '/$1/a~b:c', '//a', '$1', 'https://a.test/x'],
    ['/a?b', '/a&b', '/a=b', '/{a}', '/a%20', '/a(b)', '/a\n'],
  ],
  header_list: [
    ['', 'X-A, X_b,x1', ',,'],
    ['X-A;X-B', '*', 'X:A', 'X-A\nX-B'],
  ],
  size: [
    ['0', '8k', '8K', '10m', '1g', '1G', '5b', '8 k'],
    ['', '8kb', '8.5m', '-1', 'm', '8k\n', '0x8', '8ki'],
  ],
  cidr_list: [
    ['10.0.0.1', '10.0.0.0/8, 2001:db8::/32', '::1', ' 10.0.0.1 ', '10.0.0.1,\n10.0.0.2', '::ffff:10.0.0.1'],
    [
      '',
      '10.0.0.0/33',
      '10.0.0.256',
      '10.0.0',
      'all',
      '10.0.0.1;',
      '10.0.0.1,,10.0.0.2',
      '2001:db8::/129',
      '010.0.0.1',
    ],
  ],
  service_name: [
    ['a', 'web', 'web-1', `a${'b'.repeat(62)}`],
    ['', 'Web', '1web', 'web-', 'a.b', `a${'b'.repeat(63)}`, 'a b', 'web\n'],
  ],
  cn_regex: [
    ['CN=', 'CN=alice', 'CN=^a(b|c)$', 'CN=(?i)x', 'CN=(?P<n>x)'],
    ['alice', 'cn=alice', ' CN=a', 'CN=(', 'CN=a**', 'CN=[', 'CN=(?=a)', 'CN=\\1'],
  ],
};

describe('validators at the edges of their rules', () => {
  const keys = Object.keys(annotationRows).filter(isAnnotationKey);
  const named = keys.filter((key) => Object.hasOwn(edges, annotationRows[key].validator.name));

  it.each(named)('%s', (key) => {
    const { validator } = annotationRows[key];
    const [good = [], bad = []] = edges[validator.name] ?? [];
    // A few keys are tested with their blanks.
    const kept = good.filter((text) => validator.strip || !/ /.test(text) || !exact.has(key));
    expect(kept.filter((text) => !validator.accepts(text))).toEqual([]);
    expect(bad.filter((text) => validator.accepts(text))).toEqual([]);
  });

  it('cover every validator but those with words or a pattern of their own', () => {
    const others = keys.map((key) => annotationRows[key].validator.name).filter((name) => !Object.hasOwn(edges, name));
    expect([...new Set(others)].sort()).toEqual(['none', 'option', 'pattern']);
  });

  it.each(annotationFacts().filter(({ values }) => values !== undefined))('$key takes its words, trimmed', (facts) => {
    const validator = validatorOf(facts.key);
    const values = facts.values ?? [];
    const ignoresCase = facts.key === 'backend-protocol' || facts.key === 'session-cookie-samesite';
    expect(values.filter((word) => !validator.accepts(word) || !validator.accepts(` ${word}\n`))).toEqual([]);
    expect(
      values.filter((word) => /[a-z]/.test(word) && validator.accepts(word.toUpperCase()) !== ignoresCase),
    ).toEqual([]);
    expect(
      [`${values[0]}x`, values.join(' '), ''].filter((word) => !values.includes(word) && validator.accepts(word)),
    ).toEqual([]);
  });
});

/** Validated as they are written. */
const exact: ReadonlySet<AnnotationKey> = new Set(
  annotationFacts().flatMap(({ key, strip }) => (!strip && isAnnotationKey(key) ? [key] : [])),
);
