import { describe, expect, test } from 'vitest';
import { createReport } from '../diagnostics/report.ts';
import { eachDocument } from './documents.ts';
import { locate } from './locate.ts';

interface Outcome {
  readonly values: readonly unknown[];
  readonly found: readonly string[];
}

const read = (text: string): Outcome => {
  const report = createReport();
  const values: unknown[] = [];
  eachDocument({ name: 'in.yaml', text }, report, (_, value) => values.push(value));
  const found = report.diagnostics().map(({ code, at }) => {
    const places = at.map((origin) => (origin.kind === 'source' ? locate(origin) : undefined));
    return `${code} ${places.map((place) => `${place?.line}:${place?.column}`).join(' ')}`;
  });
  return { values, found };
};

describe('values', () => {
  test('are read by the rules of the API server', () => {
    expect(read('a: on\nb: "on"\nc: 010\n8: x\nyes: z\nd: !!str 8\n').values).toEqual([
      { a: true, b: 'on', c: 8, 8: 'x', true: 'z', d: '8' },
    ]);
  });

  test('of anchors, aliases and merge keys are those they stand for', () => {
    expect(read('a: &a {x: 1, w: 2}\nb: *a\nc: {<<: *a, w: 3}\nd: {w: 4, <<: [*a, {z: 5}]}\n').values).toEqual([
      { a: { x: 1, w: 2 }, b: { x: 1, w: 2 }, c: { x: 1, w: 3 }, d: { w: 4, x: 1, z: 5 } },
    ]);
  });

  test('named like parts of the language are plain values', () => {
    const [value] = read('__proto__: {kind: Ingress}\nconstructor: x\n').values;
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('of JSON are the same as those of YAML', () => {
    expect(read('{"a": ["on", 8, null, true], "b": "\\u00e9"}').values).toEqual([{ a: ['on', 8, null, true], b: 'é' }]);
    expect(read('{"a": 1}\n{"a": 2}\n').values).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('none in empty documents', () => {
    expect(read('# nothing\n---\n---\n# still nothing\n...\n---\nnull\n')).toEqual({ values: [], found: [] });
  });

  test('are the same with any line ends', () => {
    const text = 'a: |\n  x\n  y\nb:\n- 1\n---\nc: 2\n';
    expect(read(text.replaceAll('\n', '\r\n')).values).toEqual(read(text).values);
  });
});

describe('what cannot be read', () => {
  test('is reported at its place, every line of it, and the rest goes on', () => {
    expect(read('a: 1\n---\na: b: c\nd: "x" y\ne: 1\n---\nb: 2\n')).toEqual({
      values: [{ a: 1 }, { b: 2 }],
      found: ['R101 3:4', 'R101 4:8'],
    });
  });

  test('an end too early: the place is the end of the text', () => {
    expect(read('a: [1,').found).toEqual(['R101 1:7']);
    expect(read('a: "x').found).toEqual(['R101 1:6']);
  });

  test('a tab as indentation', () => {
    expect(read('a:\n\tb: 1\n').found).toEqual(['R101 2:1']);
  });

  test('a key written twice: both places, nothing read', () => {
    expect(read('a: 1\nb:\n  c: 1\n  d: 2\n  "c": 3\n')).toEqual({ values: [], found: ['R103 5:3 3:3'] });
    expect(read('{"a": {"b": 1},\n "a": 2}').found).toEqual(['R103 2:2 1:2']);
  });

  test('a key that is no text', () => {
    expect(read('[a]: 1\n').found).toEqual(['R101 1:1']);
    expect(read('? {a: 1}\n: 2\n').found).toEqual(['R101 1:3']);
  });

  test('an alias without anchor, or inside its own node', () => {
    expect(read('a: *b\n').found).toEqual(['R101 1:4']);
    expect(read('a: &a\n  b: *a\n').found).toEqual(['R101 2:6']);
    expect(read('a: {<<: 1}\n').found).toEqual(['R101 1:9']);
  });

  test('a template: one message for the file', () => {
    const template = 'a: {{ .Values.a }}\n{{- if .Values.b }}\nb: 1\n{{- end }}\n---\nc: {{ .c }}\n---\nd: 1\n';
    expect(read(template)).toEqual({ values: [{ d: 1 }], found: ['R102 1:4'] });
  });

  test('braces in a comment do not make a template', () => {
    expect(read('# {{ x }}\na: b: c\n').found).toEqual(['R101 2:4']);
  });

  test('no more than twenty messages for one document', () => {
    expect(read('a: b: c\n'.repeat(100)).found).toHaveLength(20);
  });
});

describe('hostile texts end quickly', () => {
  const laughs = (levels: number): string => {
    const rows = Array.from(
      { length: levels },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`,
    );
    return `a0: &a0 lol\n${rows.join('\n')}\n`;
  };

  test.each([
    ['a billion laughs', laughs(9), 'R104'],
    [
      'laughs by merging',
      `a: &a {${Array.from({ length: 2000 }, (_, i) => `k${i}: 1`).join(', ')}}\nb:\n${'- <<: *a\n'.repeat(500)}`,
      'R104',
    ],
    ['a million aliases', `a: &a x\nb: [${'*a,'.repeat(1_000_000)}]`, 'R104'],
    ['deep lists', '['.repeat(500_000), 'R105'],
    ['deep dashes', '- '.repeat(100_000), 'R105'],
    ['deep mappings', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), 'R105'],
    ['deep braces', `${'{a: '.repeat(100_000)}${'}'.repeat(100_000)}`, 'R105'],
    ['a document beyond the limit', `a: |\n${` ${'x'.repeat(1023)}\n`.repeat(33 * 1024)}`, 'R109'],
  ])('%s', (_, text, code) => {
    const before = performance.now();
    const { values, found } = read(text);
    expect(values).toEqual([]);
    expect(found.map((f) => f.slice(0, 4))).toEqual([code]);
    expect(performance.now() - before).toBeLessThan(3000);
  });

  test('nesting a manifest may have is read', () => {
    expect(read(`${'{"a": '.repeat(150)}1${'}'.repeat(150)}`).found).toEqual([]);
    expect(read(`${'{a: '.repeat(150)}1${'}'.repeat(150)}`).found).toEqual([]);
  });
});
