/** Documentation that is made from tables is what the tables say; what is written by hand names only what exists. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examples } from '../src/cli/examples.ts';
import { flags } from '../src/cli/options.ts';
import { type Compiled, compile } from '../src/compile.ts';
import { remedies } from '../src/diagnostics/catalogue/remedies.ts';
import { catalogue } from '../src/diagnostics/catalogue.ts';
import type { DialectOptions } from '../src/dialects/dialect.ts';
import { annotationRows } from '../src/dialects/ingress-nginx/annotations.ts';
import { configMapKeys } from '../src/dialects/ingress-nginx/controller/config-map-keys.ts';
import * as snippets from '../src/dialects/ingress-nginx/snippet/directives.ts';
import { rewriteDirectives } from '../src/dialects/ingress-nginx/snippet/rules.ts';
import { originsOf } from '../src/source/traced.ts';
import { features as featureTable } from '../src/targets/nginx/features.ts';
import { type TargetName, targetNames, targets } from '../src/targets/registry.ts';
import type { TargetOptions, Version } from '../src/targets/target.ts';
import { runCommand } from './support/command.ts';
import { projectRoot } from './support/source-tree.ts';

interface Case {
  readonly text: string;
  readonly dialect?: Partial<DialectOptions>;
  readonly versions?: { readonly [T in TargetName]?: Version };
  readonly options?: Partial<TargetOptions>;
}
interface Generator {
  readonly generate: (tables: object) => {
    readonly made: Readonly<Record<string, string>>;
  };
  readonly readFixtures: () => readonly Case[];
  readonly readPages: () => readonly { readonly feature: string }[];
  readonly knowFeatures: (tables: object) => object;
  /** What the hand-written halves of the pages lack, or say of what does not exist. */
  readonly faultsOfPages: (tables: object) => readonly string[];
  readonly understood: (directives: object, rewriteDirectives: ReadonlySet<string>) => readonly string[];
  readonly compileCaseWith: (program: object) => (one: Case) => Compiled;
  readonly exampleOutput: (run: (argv: readonly string[]) => Promise<string>) => Promise<string>;
}
// A script for plain Node: without types of its own.
const script = join(projectRoot, '.ci/generate-docs.mjs');
const {
  compileCaseWith,
  exampleOutput,
  faultsOfPages,
  generate,
  knowFeatures,
  readFixtures,
  readPages,
  understood,
}: Generator = await import(script);

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

const example = await exampleOutput(async (argv) => {
  const { stdout, stderr } = await runCommand(argv);
  return stdout + stderr;
});
const given = {
  example,
  catalogue,
  remedies,
  flags,
  examples,
  annotationRows,
  configMapKeys,
  targetNames,
  targets,
  originsOf,
  featureTable,
  snippetDirectives: understood(snippets, rewriteDirectives),
  compileCase: compileCaseWith({ compile, targetNames, targets }),
  fixtures: readFixtures(),
  pages: readPages(),
  readme: read('README.md'),
};
const tables = { ...given, known: knowFeatures(given) };
const { made } = generate(tables);

test('generated pages are what the tables say', () => {
  for (const [name, text] of Object.entries(made)) expect(read(name), `${name}: run npm run docs`).toBe(text);
});

test('links of generated pages lead to pages and headings that exist', () => {
  const text = (page: string): string => (made[page] ?? read(page)).replace(/```[\s\S]*?```/g, '');
  const slug = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  const headings = (page: string): ReadonlySet<string> =>
    new Set([...text(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading)));
  const known = new Map<string, ReadonlySet<string>>();
  const broken = Object.keys(made).flatMap((page) =>
    [...text(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([link, file = '', anchor]) => {
      const to = file === '' ? page : posix.normalize(posix.join(posix.dirname(page), file));
      if (!existsSync(join(projectRoot, to)) && made[to] === undefined) return [`${page}: ${link}`];
      if (anchor === undefined) return [];
      const there = known.get(to) ?? headings(to);
      known.set(to, there);
      return there.has(anchor) ? [] : [`${page}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

describe('the hand-written halves of the pages of features', () => {
  test('cover every feature, annotation, setting and code, and every code of a target is produced by a case', () => {
    expect(faultsOfPages(tables)).toEqual([]);
  });

  test('are missed, and so is a code that a page does not name', () => {
    const without = given.pages.filter(({ feature }) => feature !== 'cors');
    expect(faultsOfPages({ ...tables, pages: without })).toContain('the feature cors has no page in docs/features/');
    const poorer = given.pages.map((page) => (page.feature === 'cors' ? { ...page, codes: {} } : page));
    expect(faultsOfPages({ ...tables, pages: poorer })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^docs\/features\/cors\.yaml lacks T5410, seen in cors\//)]),
    );
  });
});

describe('the catalogue', () => {
  test.each(Object.entries(catalogue))('%s has a title and a way out', (code, entry) => {
    expect(code).toMatch(/^[A-Z]\d{3,4}$/);
    expect(entry.title).toMatch(/^\S.*[^.]$/);
    if (typeof entry.hint === 'string') expect(entry.hint.length).toBeGreaterThan(5);
  });

  test('every code of a refused or approximated feature belongs to a target', () => {
    const wrong = Object.entries(catalogue).filter(
      ([code, { severity, outcome }]) => outcome === 'note' && severity === 'error' && code !== '',
    );
    expect(wrong.map(([code]) => code)).toEqual([]);
  });
});

describe('pages written by hand', () => {
  const pages = ['README.md', 'docs/architecture.md'];

  test.each(pages)('%s links to files that exist', (page) => {
    const folder = page.includes('/') ? 'docs/' : '';
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => folder + link,
    );
    expect(links.filter((link) => !existsSync(join(projectRoot, link)))).toEqual([]);
  });

  test('the architecture names files and folders that exist', () => {
    const named = [
      ...read('docs/architecture.md').matchAll(/`((?:src|test|templates|fixtures|docs|bin|\.ci)\/[\w./-]*)`/g),
    ].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });

  test('the architecture fits a page', () => {
    expect(read('docs/architecture.md').split('\n').length).toBeLessThan(75);
  });

  test('no page speaks of a machine', () => {
    for (const page of pages) expect(read(page)).not.toMatch(/\/work\/|\/tmp\/(?!out)|\/root\//);
  });
});
