import { describe, expect, test } from 'vitest';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';

const read = NginxToken.read;

describe('values, in which nginx expands variables', () => {
  test('a dollar sign of the input stays one', () => {
    expect(read(NginxToken.text('cost: $5 $host'))).toBe('"cost: ${ic_dollar}5 ${ic_dollar}host"');
  });
  test('quotes, braces and semicolons do not end the word', () => {
    expect(read(NginxToken.text('a"; } return 200 \\'))).toBe('"a\\"; } return 200 \\\\"');
  });
  test('variables are set off from the text around them, captures take no braces', () => {
    expect(read(NginxToken.value(text('a', variable('host'), 'b')))).toBe('"a${host}b"');
    expect(read(NginxToken.value(text('/', variable('1'), '0')))).toBe('"/$10"');
    expect(read(NginxToken.value(text(variable('uri'))))).toBe('$uri');
  });
  test('nothing is an empty word', () => {
    expect(read(NginxToken.value([]))).toBe('""');
  });
  test('a name that is none is our bug', () => {
    expect(() => NginxToken.variable('a b')).toThrow();
  });
});

describe('literals', () => {
  test('keep their dollar signs', () => {
    expect(read(NginxToken.path('/a$b'))).toBe('"/a$b"');
    expect(read(NginxToken.regex('^/a"b\\d$'))).toBe('"^/a\\"b\\\\d$"');
  });
  test('keys of maps are not taken for words or patterns of nginx', () => {
    expect(read(NginxToken.textKey('default'))).toBe('"\\\\default"');
    expect(read(NginxToken.textKey('~x'))).toBe('"\\\\~x"');
    expect(read(NginxToken.textKey('hostnames'))).toBe('"\\\\hostnames"');
  });
  test('numbers are whole and within what nginx counts with', () => {
    expect(read(NginxToken.integer(1e30))).toBe(String(1000 * 2 ** 40));
    expect(read(NginxToken.integer(-1))).toBe('0');
    expect(read(NginxToken.milliseconds(1e30))).toMatch(/^\d+s$/);
    expect(read(NginxToken.bytes(8 * 1024 ** 2))).toBe('8m');
    expect(read(NginxToken.bytes(0))).toBe('0');
    expect(read(NginxToken.milliseconds(1500))).toBe('1500ms');
  });
  test('comments cannot be left', () => {
    expect(read(NginxToken.comment('a\nreturn 200;'))).toBe('# a?return 200;');
  });
});

test('a token is no text', () => {
  expect(() => `${NginxToken.text('x')}`).toThrow();
});
