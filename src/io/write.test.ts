import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutputFile } from '../targets/target.ts';
import { isInside, markerName, writeOutput } from './write.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'write-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, text = `${name}\n`, secret = false): OutputFile => ({ name, text, secret });
const inside = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile() && name !== markerName)
    .sort();

describe('writeOutput', () => {
  test('makes the folder with what it holds', () => {
    const out = join(root, 'a', 'out');
    expect(writeOutput(out, [file('x.conf'), file('certs/y.pem', 'KEY', true)])).toMatchObject({ ok: true });
    expect(inside(out)).toEqual(['certs/y.pem', 'x.conf']);
    expect(readFileSync(join(out, 'certs/y.pem'), 'utf8')).toBe('KEY');
  });

  test('secret files are for the owner alone, also when they replace an open one', () => {
    const out = join(root, 'out');
    writeOutput(out, [file('k.pem')]);
    expect(statSync(join(out, 'k.pem')).mode & 0o777).toBe(0o644);
    writeOutput(out, [file('k.pem', 'KEY', true)]);
    expect(statSync(join(out, 'k.pem')).mode & 0o777).toBe(0o600);
  });

  test('removes what a later run no longer makes, with folders that become empty, and nothing else', () => {
    writeOutput(root, [file('a'), file('maps/b'), file('maps/c/d')]);
    writeFileSync(join(root, 'mine.txt'), 'mine');
    writeFileSync(join(root, 'maps', 'mine.map'), 'mine');
    expect(writeOutput(root, [file('a')])).toMatchObject({ ok: true, removed: ['maps/b', 'maps/c/d'] });
    expect(inside(root)).toEqual(['a', 'maps/mine.map', 'mine.txt']);
    expect(existsSync(join(root, 'maps', 'c'))).toBe(false);
  });

  test('does not overwrite a file that is not ours, and changes nothing then', () => {
    writeFileSync(join(root, 'nginx.conf'), 'mine');
    const written = writeOutput(root, [file('a'), file('nginx.conf')]);
    expect(written).toMatchObject({ ok: false, problem: expect.stringContaining('nginx.conf') });
    expect(inside(root)).toEqual(['nginx.conf']);
    expect(readFileSync(join(root, 'nginx.conf'), 'utf8')).toBe('mine');
  });

  test('does not follow links out of the folder', () => {
    const outside = join(root, 'outside');
    const out = join(root, 'out');
    mkdirSync(outside);
    mkdirSync(out);
    symlinkSync(outside, join(out, 'certs'));
    symlinkSync(join(outside, 'target'), join(out, 'nginx.conf'));
    expect(writeOutput(out, [file('certs/x')])).toMatchObject({ ok: false });
    expect(writeOutput(out, [file('nginx.conf')])).toMatchObject({ ok: false });
    expect(readdirSync(outside)).toEqual([]);
    expect(lstatSync(join(out, 'nginx.conf')).isSymbolicLink()).toBe(true);
  });

  test('a marker that names files elsewhere removes nothing', () => {
    const victim = join(root, 'victim');
    const out = join(root, 'out');
    mkdirSync(out);
    writeFileSync(victim, 'mine');
    writeFileSync(join(out, markerName), '../victim\n/etc/hostname\n');
    expect(writeOutput(out, [file('a')])).toMatchObject({ ok: true, removed: [] });
    expect(readFileSync(victim, 'utf8')).toBe('mine');
  });

  test('when a move fails half-way, everything is as it was', () => {
    writeOutput(root, [file('a', 'old a'), file('b', 'old b')]);
    mkdirSync(join(root, 'z'));
    writeFileSync(join(root, 'z', 'keep'), 'mine');
    // `z` is a folder with somebody's file: a file cannot take its name.
    expect(writeOutput(root, [file('a', 'new a'), file('z', 'new z')])).toMatchObject({ ok: false });
    expect(inside(root)).toEqual(['a', 'b', 'z/keep']);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('old a');
    expect(readdirSync(root).filter((name) => name.startsWith(`${markerName}-`))).toEqual([]);
  });

  test('a file where the folder should be is a problem, not a crash', () => {
    writeFileSync(join(root, 'out'), 'mine');
    expect(writeOutput(join(root, 'out'), [file('a')])).toMatchObject({ ok: false });
    expect(writeOutput(join(root, 'out', 'deeper'), [file('a')])).toMatchObject({ ok: false });
    expect(readFileSync(join(root, 'out'), 'utf8')).toBe('mine');
  });

  test('names that lead out of the folder are our bug', () => {
    for (const name of ['../x', '/x', 'a/../x', 'a//x', '', 'a\nb', '.', markerName]) {
      expect(isInside(name)).toBe(false);
      expect(() => writeOutput(root, [file(name)])).toThrow('outside');
    }
  });
});
