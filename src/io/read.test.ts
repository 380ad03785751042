import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileSizeLimit, type Inputs, readInputs } from './read.ts';

let root = '';
const write = (name: string, content: string | Uint8Array): void => {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), content);
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'read-'));
  write('in/b.yaml', 'b');
  write('in/a.yml', 'a');
  write('in/sub/c.JSON', '{}');
  write('in/notes.txt', 'no');
  write('in/.hidden/d.yaml', 'no');
  write('in/.d.yaml', 'no');
  write('in/node_modules/e.yaml', 'no');
  write('empty/readme.md', 'no');
  write('mixed/bad.yaml', Uint8Array.of(0xff, 0x00, 0xfa));
  write('mixed/good.yaml', 'good');
  write('bom.yaml', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61));
  write('utf16le.yaml', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0xe9, 0));
  write('utf16be.yaml', Uint8Array.of(0xfe, 0xff, 0, 0x61, 0, 0xe9));
  write('nul.yaml', 'a\u0000b');
  write('huge.yaml', '');
  truncateSync(join(root, 'huge.yaml'), fileSizeLimit + 1);
  write('manifest', 'any name will do');
  symlinkSync(join(root, 'in'), join(root, 'in/sub/loop'));
});
afterAll(() => rmSync(root, { recursive: true }));

const noInput = async (): Promise<string> => {
  throw new Error('standard input was not asked for');
};
const shortly = ({ files, problems }: Inputs): readonly string[] => [
  ...files.map(({ name, text }) => `${name.replace(`${root}/`, '')}=${text}`),
  ...problems.map(({ kind, name, named }) => `${kind} ${name.replace(`${root}/`, '')} ${named}`),
];
const read = async (...names: readonly string[]): Promise<readonly string[]> =>
  shortly(
    await readInputs(
      names.map((name) => join(root, name)),
      noInput,
    ),
  );

describe('inputs', () => {
  test('of a folder: manifests in all visible folders, sorted', async () => {
    expect(await read('in')).toEqual(['in/a.yml=a', 'in/b.yaml=b', 'in/sub/c.JSON={}']);
  });

  test('several, each once, in the same order whatever the user typed', async () => {
    const expected = ['in/a.yml=a', 'in/b.yaml=b', 'in/sub/c.JSON={}', 'manifest=any name will do'];
    expect(await read('manifest', 'in/b.yaml', 'in', 'in/sub/../b.yaml', 'in/')).toEqual(expected);
    expect(await read('in', 'manifest')).toEqual(expected);
  });

  test('of standard input', async () => {
    expect(shortly(await readInputs(['-', '-'], async () => '\ufeffa: 1'))).toEqual(['-=a: 1']);
    expect(shortly(await readInputs(['-'], async () => Uint8Array.of(0xff)))).toEqual(['not-text - true']);
  });

  test('with a byte order mark', async () => {
    expect(await read('bom.yaml', 'utf16le.yaml', 'utf16be.yaml')).toEqual([
      'bom.yaml=a',
      'utf16be.yaml=aé',
      'utf16le.yaml=aé',
    ]);
  });

  test('that cannot be read', async () => {
    expect(await read('nowhere', 'manifest/x', 'empty', 'nul.yaml', 'huge.yaml')).toEqual([
      'empty-folder empty true',
      'too-large huge.yaml true',
      'missing manifest/x true',
      'missing nowhere true',
      'not-text nul.yaml true',
    ]);
  });

  test('bad files of a folder do not hide the good ones', async () => {
    expect(await read('mixed')).toEqual(['mixed/good.yaml=good', 'not-text mixed/bad.yaml false']);
  });

  test('problems are sentences that name the path', async () => {
    const { problems } = await readInputs([join(root, 'nul.yaml'), join(root, 'empty')], noInput);
    expect(problems.map(({ message }) => message.replace(`${root}/`, ''))).toEqual([
      'the folder empty holds no .yaml, .yml or .json file',
      'nul.yaml is no text: it has a NUL character at offset 1',
    ]);
  });

  test('without permission', async () => {
    write('closed.yaml', 'x');
    chmodSync(join(root, 'closed.yaml'), 0);
    const outcome = await read('closed.yaml');
    expect(['unreadable closed.yaml true', 'closed.yaml=x']).toContain(outcome[0]); // the superuser may read it
  });

  test('devices without end are read up to the limit', async () => {
    if (process.platform !== 'linux') return;
    expect(shortly(await readInputs(['/dev/zero'], noInput))).toEqual(['too-large /dev/zero true']);
  });
});
