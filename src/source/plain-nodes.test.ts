import { describe, expect, test } from 'vitest';
import { createNodeWriter } from './nodes.ts';
import { plainNodes } from './plain-nodes.ts';
import { growAnything } from './tree.ts';

const writer = createNodeWriter();

/** True: found by both readers, at the same places. Undefined: too much for the plain one. */
const agree = (text: string): boolean | undefined => {
  const plain = plainNodes(text, writer);
  if (plain === undefined) return undefined;
  expect([...plain], JSON.stringify(text)).toEqual([...growAnything(text).nodes]);
  return true;
};

const ingress = `# of the shop
kind: Ingress
metadata:
  annotations:
    a/b: "c" # d
    e: 'f'

    g: plain text # h
  name: x
spec:
  rules:
  - host: a
    http:
      paths:
      - path: /
        backend:
  tls:
    - hosts:
        - a
        - "b"
      secretName: x
    -
      - c
`;

describe('nodes of plain documents', () => {
  test.each([
    ingress,
    ingress.replaceAll('\n', '\r\n'),
    `---\n${ingress}`,
    'a:',
    'a:\n',
    'a:\nb:\nc: d',
    'a:\n- \n-\n- b\nc:\n- d: e\n  f:\n  - g\n- h\n',
    'a: b   \nc:   # d\n'.replace('# d', ''),
  ])('%j: found', (text) => {
    expect(agree(text)).toBe(true);
  });

  test.each([
    '',
    '# a\n',
    'a',
    'a: b: c\n',
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    'a: "b" c\n',
    "a: 'b''c'\n",
    'a: {b: 1}\n',
    'a: |\n  b\n',
    'a: &b c\n',
    'a:\n    b: 1\n  c: 2\n',
    'a:\n  b: 1\n - c\n',
    'a: 1\n- b\n',
    '- - a\n',
    '"a": 1\n',
    'a:\tb\n',
    'a: é\n',
    'a: 1\n...\n',
    `${Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')}`,
  ])('%j: left to the reader of all of YAML', (text) => {
    expect(plainNodes(text, writer)).toBeUndefined();
  });

  test('are those the other reader finds, in twenty thousand texts that are nearly manifests', () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const parts = [
      ' ',
      '  ',
      '\n',
      '\n  ',
      '-',
      '- ',
      ': ',
      ':',
      '#',
      ' # ',
      '"',
      "'",
      '\r\n',
      '---\n',
      'a: b\n',
      '|',
      '?',
    ];
    let found = 0;
    for (let i = 0; i < 20_000; i++) {
      let text = ingress;
      for (let changes = random(4); changes >= 0; changes--) {
        const at = random(text.length);
        text = text.slice(0, at) + (parts[random(parts.length)] ?? '') + text.slice(at + random(4));
      }
      if (agree(text)) found++;
    }
    expect(found).toBeGreaterThan(1000);
  });
});
