/** Reads the inputs a user names: files, folders, standard input. The system's errors end here, as typed problems. */
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SourceFile } from '../source/object.ts';
import { decodeText } from './decode.ts';

export interface InputProblem {
  readonly kind: 'missing' | 'unreadable' | 'empty-folder' | 'not-text' | 'too-large';
  /** Path of the file or folder, `-` for standard input. */
  readonly name: string;
  /** True: the user named this very path. False: it was found in a folder. */
  readonly named: boolean;
  /** One sentence without a full stop at its end. */
  readonly message: string;
}

export interface Inputs {
  /** Ascending by name, each once. */
  readonly files: readonly SourceFile[];
  readonly problems: readonly InputProblem[];
}

/** Larger files are not manifests, and reading them would need many times their size in memory. */
export const fileSizeLimit = 64 * 1024 * 1024;

/** `paths` are files, folders and `-` for standard input, which `stdin` reads. */
export const readInputs = async (
  paths: readonly string[],
  stdin: () => Promise<string | Uint8Array>,
): Promise<Inputs> => {
  const files = new Map<string, SourceFile>();
  const problems: InputProblem[] = [];
  for (const path of new Set(paths)) {
    for (const result of path === '-' ? [await readStdin(stdin)] : await readPath(path)) {
      if ('kind' in result) problems.push(result);
      else if (!files.has(identityOf(result))) files.set(identityOf(result), result);
    }
  }
  return { files: [...files.values()].sort(byName), problems: problems.sort(byName) };
};

/** The same file under two names (`a.yaml`, `./a.yaml`) is read once. */
const identityOf = ({ name }: SourceFile): string => (name === '-' ? '-' : resolve(name));

type Result = SourceFile | InputProblem;

const byName = (a: Result, b: Result): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const readStdin = async (stdin: () => Promise<string | Uint8Array>): Promise<Result> => {
  const input = await stdin();
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  return toFile('-', bytes, true);
};

const readPath = async (path: string): Promise<readonly Result[]> => {
  const name = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/+)+(?=.)/, '')
    .replace(/(?<=.)\/+$/, '');
  try {
    const info = statSync(path);
    if (!info.isDirectory()) return [await readOne(path, name, true)];
    const found = await manifestsIn(path, name === '.' ? '' : name);
    if (found.length > 0) return found;
    return [
      { kind: 'empty-folder', name, named: true, message: `the folder ${name} holds no .yaml, .yml or .json file` },
    ];
  } catch (error) {
    return [systemProblem(error, name, true)];
  }
};

const readOne = async (path: string, name: string, named: boolean): Promise<Result> => {
  try {
    const info = statSync(path);
    if (info.size > fileSizeLimit) return tooLarge(name, named);
    return toFile(name, info.isFile() && info.size > 0 ? readFileSync(path) : await bytesOf(path), named);
  } catch (error) {
    return systemProblem(error, name, named);
  }
};

/** Pipes and devices have no size beforehand: no more than the limit is read of anything. */
const bytesOf = async (path: string): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createReadStream(path, { end: fileSizeLimit })) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Manifests of a folder and the folders in it; hidden ones and node_modules are somebody else's. */
const manifestsIn = async (folder: string, name: string): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    const inside = name === '' ? entry.name : `${name}/${entry.name}`;
    if (entry.isDirectory()) results.push(...(await subfolder(path, inside)));
    else if (/\.(?:ya?ml|json)$/i.test(entry.name)) results.push(await readOne(path, inside, false));
  }
  return results;
};

const subfolder = async (path: string, name: string): Promise<readonly Result[]> => {
  try {
    return await manifestsIn(path, name);
  } catch (error) {
    return [systemProblem(error, name, false)];
  }
};

const toFile = (name: string, bytes: Uint8Array, named: boolean): Result => {
  if (bytes.length > fileSizeLimit) return tooLarge(name, named);
  const decoded = decodeText(bytes);
  if (decoded.ok) return { name, text: decoded.text };
  return { kind: 'not-text', name, named, message: `${shownName(name)} is no text: ${decoded.why}` };
};

const tooLarge = (name: string, named: boolean): InputProblem => ({
  kind: 'too-large',
  name,
  named,
  message: `${shownName(name)} is larger than ${fileSizeLimit / 1024 / 1024} MiB, the limit of a file`,
});

const shownName = (name: string): string => (name === '-' ? 'standard input' : name);

const systemProblem = (error: unknown, name: string, named: boolean): InputProblem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { kind: 'missing', name, named, message: `there is no file or folder ${name}` };
  if (code === 'EACCES' || code === 'EPERM')
    return { kind: 'unreadable', name, named, message: `no permission to read ${name}` };
  if (code === '') throw error;
  return { kind: 'unreadable', name, named, message: `${name} cannot be read (${code})` };
};
