import { describe, expect, test } from 'vitest';
import { cutDocuments } from './cut.ts';
import { type Location, locate, type Part, sourceText } from './locate.ts';
import { documentObject, type SourceFile } from './object.ts';
import { type Path, type SourceOrigin, sourceOrigin, spanOrigin } from './traced.ts';

const origin = (text: string, path: Path, root: Path = [], index = 0): SourceOrigin => {
  const file: SourceFile = { name: 'in.yaml', text };
  const document = cutDocuments(file)[index];
  if (document === undefined) throw new Error('no such document');
  return sourceOrigin({ ...documentObject(document), root }, path);
};

const found = (text: string, path: Path, part?: Part, root?: Path, index?: number): string => {
  const at: Location = locate(origin(text, path, root, index), part);
  return `${at.line}:${at.column} ${text.slice(at.start, at.end)}`;
};

const ingress = `metadata:
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: "8m" # big
    'quoted/key.x':   plain value
    block: |
      one
      two
    empty:
    on: x
spec:
  rules: [{host: a}, {host: "b"}]
  tls:
  - hosts:
    - first
    - second
`;

describe('a node', () => {
  test.each<[Path, Part, string]>([
    [['metadata', 'annotations', 'nginx.ingress.kubernetes.io/proxy-body-size'], 'value', '3:50 "8m"'],
    [
      ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/proxy-body-size'],
      'key',
      '3:5 nginx.ingress.kubernetes.io/proxy-body-size',
    ],
    [['metadata', 'annotations', 'quoted/key.x'], 'key', "4:5 'quoted/key.x'"],
    [['metadata', 'annotations', 'quoted/key.x'], 'value', '4:23 plain value'],
    [['metadata', 'annotations', 'block'], 'value', '6:1       one\n      two'],
    [['metadata', 'annotations', 'empty'], 'value', '8:10 '],
    [['metadata', 'annotations', 'true'], 'key', '9:5 on'],
    [['spec', 'rules', 1, 'host'], 'value', '11:29 "b"'],
    [['spec', 'rules', 1], 'value', '11:22 {host: "b"'],
    [['spec', 'tls', 0, 'hosts', 1], 'value', '15:7 second'],
    [['spec', 'tls', 0, 'hosts', 1], 'key', '15:7 second'],
  ])('%j %s', (path, part, place) => {
    expect(found(ingress, path, part)).toBe(place);
  });

  test('that is not there: the key of its nearest ancestor', () => {
    expect(found(ingress, ['spec', 'tls', 0, 'secretName'])).toBe('13:5 hosts');
    expect(found(ingress, ['spec', 'rules', 7, 'host'])).toBe('11:3 rules');
    expect(found(ingress, ['status', 'x'])).toMatch(/^1:1 metadata:/);
  });

  test('in an item of a list, in a later document', () => {
    const text = `a: 1\n---\nkind: List\nitems:\n- {}\n- metadata:\n    name: x\n`;
    expect(found(text, ['metadata', 'name'], 'value', ['items', 1], 1)).toBe('7:11 x');
  });

  test('behind an alias or a merge key is where it was written', () => {
    const text = 'a: &a {x: 1}\nb: *a\nc: {<<: *a}\nd: {<<: [{y: 2}, *a]}\n';
    expect(found(text, ['b', 'x'])).toBe('1:11 1');
    expect(found(text, ['b'])).toBe('2:4 *a');
    expect(found(text, ['c', 'x'], 'key')).toBe('1:8 x');
    expect(found(text, ['d', 'x'])).toBe('1:11 1');
  });

  test('in JSON', () => {
    expect(found('{\n\t"a": {"b/c": [1, "two"]}}', ['a', 'b/c', 1])).toBe('2:19 "two"');
  });

  test('in text with other line ends and wide characters', () => {
    expect(found('a: "é😀"\r\nb: 1\r\nc:\r\n  d: x\r\n', ['c', 'd'])).toBe('4:6 x');
    expect(found('a: 1\rb: 2\r', ['b'])).toBe('2:4 2');
  });

  test('of a document that cannot be read is its beginning', () => {
    expect(found('a: 1\n---\nb: [\n', ['b'], 'value', [], 1)).toBe('2:1 ');
  });
});

test('a span is its own place', () => {
  const at = origin('a: 1\nb: 2\n', []);
  expect(locate(spanOrigin(at.object, 5, 6))).toMatchObject({ line: 2, column: 1, start: 5, end: 6 });
});

test('the text of a node is what was written', () => {
  expect(sourceText(origin('a: on # x\n', ['a']))).toBe('on');
});

test('thousands of places in one document are found in little time', () => {
  const text = `items:\n${Array.from({ length: 5000 }, (_, i) => `- a: {b/c: ${i}}\n`).join('')}`;
  const before = performance.now();
  const file = { name: 'in.yaml', text };
  const [document] = cutDocuments(file);
  if (document === undefined) throw new Error('no document');
  for (let i = 0; i < 5000; i++) {
    const at = locate(sourceOrigin({ ...documentObject(document), root: ['items', i] }, ['a', 'b/c']));
    expect(at.line).toBe(i + 2);
  }
  expect(performance.now() - before).toBeLessThan(3000);
});
