import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeText } from './write-text.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'write-text-'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a text is written as it is', () => {
  test.each([
    ['empty', ''],
    ['of one piece', 'a\r\né😀\n'],
    ['of pieces', 'a line\n'.repeat(100_000)],
    ['of pieces, wide', '語'.repeat(200_000)],
    ['with a character of two units across a border', `${'x'.repeat((1 << 16) - 1)}😀${'é'.repeat(1 << 16)}`],
    ['of nothing but characters of two units', `x${'😀'.repeat(1 << 16)}`],
    ['with half a character', `${'x'.repeat((1 << 16) - 1)}\ud83dx`],
  ])('%s', (name, text) => {
    const path = join(root, name);
    writeText(path, text, 'wx', 0o600);
    expect(readFileSync(path).equals(Buffer.from(text))).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

test('a file that is there is replaced only when asked to', () => {
  const path = join(root, 'there');
  writeText(path, 'a longer text', 'wx');
  expect(() => writeText(path, 'b', 'wx')).toThrow(/EEXIST/);
  writeText(path, 'b', 'w');
  expect(readFileSync(path, 'utf8')).toBe('b');
});
