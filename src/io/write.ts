/**
 * Output files → disk, all or nothing. Everything is first written beside its place and then moved; when a move fails, those made
 * before it are taken back. A marker file in the folder names what we wrote, so that a later run can remove what it no longer makes
 * and never touches what somebody else put there.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { OutputFile } from '../targets/target.ts';
import { writeText } from './write-text.ts';

export type Written =
  | { readonly ok: true; readonly files: readonly string[]; readonly removed: readonly string[] }
  /** Nothing was changed. */
  | { readonly ok: false; readonly problem: string };

/** Holds the names of our files, one per line, so that it reads well in a diff. */
export const markerName = '.ingress-compile';
const markerHead = '# Files written by ingress-compile; the next run removes those it no longer makes.';

export const writeOutput = (folder: string, files: readonly OutputFile[]): Written => {
  const root = resolve(folder);
  const names = files.map((file) => file.name);
  const bad = names.find((name) => !isInside(name));
  if (bad !== undefined) throw new Error(`a target wants to write outside its folder: ${JSON.stringify(bad)}`);
  try {
    const noFolder = folderProblem(root, folder);
    if (noFolder !== undefined) return { ok: false, problem: noFolder };
    const before = ours(root);
    const taken = collision(root, folder, [...names, markerName], before);
    if (taken !== undefined) return { ok: false, problem: taken };
    const made = new Set(names);
    const stale = before.filter((name) => !made.has(name) && isPlainFile(join(root, name)));
    swap(root, files, stale);
    return { ok: true, files: names, removed: stale };
  } catch (error) {
    return {
      ok: false,
      problem: `${folder}: cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
};

/** Relative, `/`-separated, without empty, `.` and `..` steps. */
export const isInside = (name: string): boolean =>
  name !== markerName &&
  !/[\\\u0000-\u001f]/.test(name) &&
  name.split('/').every((step) => step !== '' && step !== '.' && step !== '..');

const ours = (root: string): readonly string[] => {
  const marker = join(root, markerName);
  if (!isPlainFile(marker)) return [];
  return readFileSync(marker, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && isInside(line));
};

const folderProblem = (root: string, folder: string): string | undefined => {
  const there = statSync(root, { throwIfNoEntry: false });
  return there === undefined || there.isDirectory() ? undefined : `${folder}: is not a folder`;
};

/** Names that somebody else's file, or a symbolic link, has taken. */
const collision = (
  root: string,
  folder: string,
  names: readonly string[],
  before: readonly string[],
): string | undefined => {
  const known = new Set([...before, markerName]);
  for (const name of names) {
    const link = parents(name).find((parent) => lstat(root, parent)?.isDirectory() === false);
    if (link !== undefined) return `${join(folder, link)}: is in the way (a link or a file where a folder belongs)`;
    const there = lstat(root, name);
    if (there !== undefined && !(known.has(name) && there.isFile()))
      return `${join(folder, name)}: was not written by ingress-compile and is not overwritten; remove it or choose another --output`;
  }
  return undefined;
};

const swap = (root: string, files: readonly OutputFile[], stale: readonly string[]): void => {
  const isNew = !existsSync(root);
  const made = isNew ? mkdirSync(root, { recursive: true }) : undefined;
  const stage = join(root, `${markerName}-${randomBytes(6).toString('hex')}`);
  const undo: (() => void)[] = [];
  try {
    mkdirSync(stage, { mode: 0o700 });
    const all = [...files, marker(files)];
    for (const file of all) writeFile(join(stage, 'new', file.name), file);
    for (const name of [...stale, ...all.map((file) => file.name)]) undo.push(...setAside(root, stage, name));
    for (const { name } of all) undo.push(...moveIn(root, stage, name));
    for (const name of stale) removeEmptyParents(root, name);
  } catch (error) {
    for (const step of undo.reverse()) step();
    rmSync(stage, { recursive: true, force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  }
  rmSync(stage, { recursive: true, force: true });
};

const marker = (files: readonly OutputFile[]): OutputFile => ({
  name: markerName,
  text: `${[markerHead, ...files.map((file) => file.name).toSorted()].join('\n')}\n`,
  secret: false,
});

const writeFile = (path: string, { text, secret, forWorkers }: OutputFile): void => {
  mkdirSync(dirname(path), { recursive: true });
  const mode = secret && forWorkers !== true ? 0o600 : 0o644;
  writeText(path, text, 'wx', mode);
  if (secret) chmodSync(path, mode);
};

/** What stands at a place goes to the stage; returns how to bring it back. */
const setAside = (root: string, stage: string, name: string): readonly (() => void)[] => {
  if (lstat(root, name) === undefined || parents(name).some((parent) => lstat(root, parent)?.isDirectory() !== true))
    return [];
  const [from, to] = [join(root, name), join(stage, 'old', name)];
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
  return [() => renameSync(to, from)];
};

const moveIn = (root: string, stage: string, name: string): readonly (() => void)[] => {
  const path = join(root, name);
  const made = mkdirSync(dirname(path), { recursive: true });
  renameSync(join(stage, 'new', name), path);
  return [
    ...(made === undefined ? [] : [() => rmSync(made, { recursive: true, force: true })]),
    () => rmSync(path, { force: true }),
  ];
};

const removeEmptyParents = (root: string, name: string): void => {
  for (const parent of parents(name).toReversed()) {
    try {
      rmdirSync(join(root, parent));
    } catch {
      return; // not empty: somebody's files are there, or ours
    }
  }
};

/** `a/b/c` → `a`, `a/b`. */
const parents = (name: string): readonly string[] =>
  name
    .split('/')
    .slice(0, -1)
    .map((_, i, steps) => steps.slice(0, i + 1).join('/'));

const lstat = (root: string, name: string): ReturnType<typeof lstatSync> | undefined =>
  lstatSync(join(root, name), { throwIfNoEntry: false });

const isPlainFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
