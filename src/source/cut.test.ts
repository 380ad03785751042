import { describe, expect, test } from 'vitest';
import { cutDocuments } from './cut.ts';

const cut = (text: string): readonly string[] => {
  const file = { name: 'in.yaml', text };
  const documents = cutDocuments(file);
  expect(documents.map(({ index }) => index)).toEqual(documents.map((_, i) => i));
  return documents.map(({ start, end }) => text.slice(start, end));
};

describe('documents', () => {
  test('begin at a marker', () => {
    expect(cut('a: 1\n---\nb: 2\n')).toEqual(['a: 1\n', '---\nb: 2\n']);
    expect(cut('---\na: 1\n--- # second\nb: 2')).toEqual(['---\na: 1\n', '--- # second\nb: 2']);
    expect(cut('a: 1\r\n---\r\nb: 2\r\n')).toEqual(['a: 1\r\n', '---\r\nb: 2\r\n']);
    expect(cut('a: 1\r---\rb: 2\r')).toEqual(['a: 1\r', '---\rb: 2\r']);
  });

  test('end at the end marker', () => {
    expect(cut('a: 1\n...\nb: 2\n')).toEqual(['a: 1\n...\n', 'b: 2\n']);
  });

  test('are cut at a marker inside a block of text, as YAML says', () => {
    expect(cut('a: |\n  x\n---\nb: 2\n')).toEqual(['a: |\n  x\n', '---\nb: 2\n']);
  });

  test('are not cut at dashes that are no marker', () => {
    expect(cut('a: |\n  ---\nb: "\n ---"\n----\n---x: 1\n')).toHaveLength(1);
  });

  test('keep their directives', () => {
    expect(cut('# licence\n%YAML 1.1\n---\na: 1\n')).toEqual(['# licence\n%YAML 1.1\n---\na: 1\n']);
    expect(cut('a: 1\n---\nb: "\n%x"\n---\nc: 1\n')).toHaveLength(3);
  });

  test('none in an empty file', () => {
    expect(cut('')).toEqual([]);
  });
});

describe('JSON', () => {
  test('objects in a row are documents', () => {
    expect(cut('{"a": "}{"}\n{"b": "\\"}"}\n\n{}')).toEqual(['{"a": "}{"}', '{"b": "\\"}"}', '{}']);
  });

  test('one object, or something that only looks like JSON, stays whole', () => {
    expect(cut('{"a": {"b": 1}}')).toHaveLength(1);
    expect(cut("{a: '}{'} {")).toHaveLength(1);
    expect(cut('{"a": 1} {"b')).toHaveLength(1);
  });
});

test.each([
  ['blank lines before a percent sign', `${'\r\n'.repeat(50_000)}%x${'\r\n'.repeat(50_000)}a\n---\n`],
  ['braces', '{} '.repeat(200_000)],
  ['quotes', `{"${'\\'.repeat(200_000)}"} {`],
  ['markers', '---\n'.repeat(200_000)],
])('%s take no time', (_, text) => {
  const before = performance.now();
  cut(text);
  expect(performance.now() - before).toBeLessThan(2000);
});
