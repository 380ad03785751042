/** The project's own sources, as the tests about the house read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export const projectRoot = new URL('../../', import.meta.url).pathname;

export interface SourceText {
  /** Relative to the project, `/`-separated. */
  readonly path: string;
  readonly text: string;
}

export const filesUnder = (folder: string): readonly SourceText[] =>
  readdirSync(projectRoot + folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(projectRoot, posix.join(entry.parentPath, entry.name)))
    .sort()
    .map((path) => ({ path, text: readFileSync(projectRoot + path, 'utf8') }));

export const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** Modules a source imports: packages as they are, files relative to the project. */
export const importsOf = ({ path, text }: SourceText): readonly string[] =>
  [
    ...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm),
  ].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return name.startsWith('.') ? posix.join(posix.dirname(path), name) : name;
  });
