import { describe, expect, test } from 'vitest';
import { keyText, plainScalar, taggedScalar } from './scalar.ts';

describe('an unquoted scalar, as the API server reads it', () => {
  test.each([
    ['on', true],
    ['Off', false],
    ['yes', true],
    ['NO', false],
    ['y', true],
    ['n', false],
    ['true', true],
    ['FALSE', false],
    ['', null],
    ['~', null],
    ['Null', null],
    ['8', 8],
    ['-8', -8],
    ['+8', 8],
    ['1.5', 1.5],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['08', 8],
    ['010', 8],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['.inf', Number.POSITIVE_INFINITY],
    ['-.INF', Number.NEGATIVE_INFINITY],
  ])('%s is a value', (text, value) => {
    expect(plainScalar(text)).toBe(value);
  });

  test.each([
    'oN',
    'nO',
    'tRUE',
    'nULL',
    'yess',
    '12:30:45',
    '190:20',
    '2024-01-01',
    '2024-01-01T10:00:00Z',
    '8m',
    '1.2.3',
    '10.0.0.0/8',
    '-',
    '+',
    '.',
    '0x',
    '1e',
    '_1',
    'nginx',
    '/',
  ])('%s is text', (text) => {
    expect(plainScalar(text)).toBe(text);
  });

  test('.nan is no number', () => {
    expect(plainScalar('.nan')).toBeNaN();
  });
});

describe('a tag', () => {
  test('decides what the text is', () => {
    expect(taggedScalar('!!str', '8')).toBe('8');
    expect(taggedScalar('!', 'on')).toBe('on');
    expect(taggedScalar('!<tag:yaml.org,2002:int>', '8')).toBe(8);
    expect(taggedScalar('!!float', '8')).toBe(8);
    expect(taggedScalar('!!bool', 'on')).toBe(true);
    expect(taggedScalar('!!binary', 'aGFsbG8=')).toBe('hallo');
    expect(taggedScalar('!Ref', 'on')).toBe('on');
  });

  test('that does not fit gives nothing', () => {
    expect(taggedScalar('!!int', 'eight')).toBeUndefined();
    expect(taggedScalar('!!bool', '8')).toBeUndefined();
    expect(taggedScalar('!!null', 'x')).toBeUndefined();
    expect(taggedScalar('!!binary', '§')).toBeUndefined();
  });
});

test('keys become text, as in JSON', () => {
  expect([keyText('a'), keyText(8), keyText(true), keyText(null), keyText([])]).toEqual([
    'a',
    '8',
    'true',
    undefined,
    undefined,
  ]);
});
