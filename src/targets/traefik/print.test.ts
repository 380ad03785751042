import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { JsonObject } from './json.ts';
import { printDocument, printDocuments, withoutTemplates } from './print.ts';

const nasty = [
  '',
  ' ',
  'a: b',
  '- x',
  '#x',
  'yes',
  'No',
  'null',
  '~',
  '1',
  '1e3',
  '0x1',
  '.5',
  "it's",
  '"q"',
  '{{x}}',
  'a\nb',
  '\u2028',
  '\u0085',
  '😀',
  '&a',
  '*a',
  '!t',
  '%x',
  '@a',
  '`a`',
  'a #b',
  '===',
  '<<',
  '?',
  '|',
  '>',
  '\\',
  'x:',
  ':x',
  '-',
  '---',
  '...',
  'true',
  'off',
  'Host("a") && Path("/b")',
];

describe('printDocument', () => {
  it('is read back as what was written', () => {
    const value: JsonObject = {
      strings: nasty,
      keys: Object.fromEntries(nasty.map((n, i) => [n || 'empty', i])),
      nested: { list: [{ a: 1, b: { c: [[], {}, [1, [2, 3]]] } }, { d: true }], none: {}, empty: [] },
    };
    expect(parse(printDocument(value))).toEqual(value);
    expect(parse(printDocument(value), { version: '1.1' })).toEqual(value);
  });
  it('separates documents', () => {
    expect(parseAllDocuments(printDocuments([{ a: 1 }, { b: ['x'] }])).map((d) => d.toJS())).toEqual([
      { a: 1 },
      { b: ['x'] },
    ]);
  });
});

it('withoutTemplates leaves nothing for the template engine to run', () => {
  expect(withoutTemplates('a {{ env "X" }} {{{')).toBe('a {{ "{{" }} env "X" }} {{ "{{" }}{');
});
