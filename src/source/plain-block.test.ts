import { describe, expect, test } from 'vitest';
import { parseAnything } from './parse.ts';
import { readPlain } from './plain-block.ts';

const manifest = `---
# an application
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: "8m" # big
    nginx.ingress.kubernetes.io/rewrite-target: /$2
    nginx.ingress.kubernetes.io/limit-rps: '20'
    external/url: https://sso.example.com/start?rd=$escaped_request_uri
    empty:

    buffering: off
spec:
  tls:
  - hosts:
    - a.example
    - "*.b.example"
    secretName: web-tls
  rules:
    - host: a.example
      http:
        paths:
          -   path: /x(/|$)(.*)
              pathType: ImplementationSpecific
              backend:
                service:
                  name: web
                  port:
                    number: 80
    - host: 'b.example'
status:
  loadBalancer:
`;

/** The two readers agree, or the fast one leaves the text to the other. What stands around a document is not its own. */
const agree = (text: string, before = '', after = ''): boolean => {
  const plain = readPlain(before + text + after, before.length, before.length + text.length);
  if (plain === undefined) return false;
  const { value, faults } = parseAnything(text);
  if (faults.length > 0 || JSON.stringify(value) !== JSON.stringify(plain))
    expect({ text, plain }).toEqual({ text, plain: value, faults });
  return true;
};

describe('plain documents', () => {
  test.each([
    ['a manifest', manifest],
    ['other line ends', manifest.replaceAll('\n', '\r\n')],
    ['no line end at the end', 'a: 1\nb: x'],
    ['a list as far left as its key', 'a:\n- 1\n- b\nc:\n- d: 1\n  e: 2\n'],
    ['a list in a list of mappings', 'a:\n- b:\n  - c: 1\n  d: 2\n- e\n-\n- f:\n'],
    ['empty values', 'a:\nb:\n  c:\nd: # not plain\n'.replace(' # not plain', '')],
    ['escapes', 'a: "\\"x\\\\y\\n\\t"\nb: "\\\\"\n'],
    ['scalars of all kinds', 'a: on\nb: 010\nc: 1_000\nd: ~\ne: 12:30\nf: "on"\ng: x # y\nh: x#y\ni: a:b\non: z\n'],
  ])('%s: read', (_, text) => {
    expect(agree(text)).toBe(true);
  });

  test.each([
    'a: b: c\n',
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    'a: "b" c\n',
    "a: 'b''c'\n",
    'a: "\\x41"\n',
    'a: "\\\n  b"\n',
    'a: {b: 1}\n',
    'a: |\n  b\n',
    'a: &b c\n',
    'a: *b\n',
    'a: !!str 1\n',
    'a: 1\na: 2\n',
    'a:\n    b: 1\n  c: 2\n',
    'a:\n  - b\n  c: 1\n',
    'a:\n  b: 1\n - c\n',
    '<<: {a: 1}\n',
    '"a": 1\n',
    '? a\n',
    'null: 1\n',
    'a:\tb\n',
    'a: é\n',
    'a: 1\r b: 2\n',
    'a: 1\n...\n',
    '%YAML 1.1\n---\na: 1\n',
    '- a\n',
    'a\n',
    '__proto__: 1\n',
    `${Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')}`,
  ])('%j: left to the other reader', (text) => {
    expect(readPlain(text)).toBeUndefined();
  });
});

test('both readers agree about twenty thousand texts that are nearly manifests', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const parts = [
    '{',
    ']',
    '&a ',
    '*a',
    '- ',
    '-',
    ': ',
    ':',
    '\n',
    '\n  ',
    '\n- ',
    '"',
    "'",
    '|',
    '!',
    '#',
    ' #',
    '# ',
    '?',
    ',',
    '%',
    '\r',
    '  ',
    ' ',
    '- - ',
    'a: b\n',
    'y: ',
    '~',
    '\\',
  ];
  const change = (text: string): string => {
    const at = random(text.length);
    switch (random(3)) {
      case 0:
        return text.slice(0, at) + text.slice(at + 1 + random(8));
      case 1:
        return text.slice(0, at) + (parts[random(parts.length)] ?? '') + text.slice(at);
      default:
        return text.replace(/\n( *)/g, (all, blanks: string) =>
          random(12) === 0 ? `\n${' '.repeat(Math.max(0, blanks.length + random(5) - 2))}` : all,
        );
    }
  };
  const around = [[], [manifest, '---\na: b\n'], ['# x\n', ' # x'], ['---\n', 'x: y\n'], ['', '"'], ['', '\n']];
  let read = 0;
  for (let i = 0; i < 20_000; i++) {
    let text = manifest.slice(random(2) * random(400), 100 + random(manifest.length));
    for (let changes = random(4); changes > 0; changes--) text = change(text);
    const [before = '', after = ''] = around[random(around.length)] ?? [];
    if (agree(text, before, after)) read++;
  }
  expect(read).toBeGreaterThan(1000);
});

test('words are what they are wherever they stand before', () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `k${i % 1700}: v${i % 900}\nq${i}: "${i % 700}"\n`);
  const text = `list:\n${rows.map((row) => `- ${row.replace('\nq', '\n  q')}`).join('')}`;
  expect(agree(text)).toBe(true);
});
