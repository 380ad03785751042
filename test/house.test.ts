/** The rules of the house that a machine can keep. */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, importsOf, isTest, type SourceText } from './support/source-tree.ts';

const all = filesUnder('src').filter(({ path }) => path.endsWith('.ts'));
const sources = all.filter(({ path }) => !isTest(path));

/** Which layers a layer may import besides itself. Everything may import `diagnostics` and `source`. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  cli: ['io', 'compile', 'report', 'dialects', 'targets', 'model'],
  index: ['compile', 'report', 'dialects', 'targets', 'model', 'kubernetes'],
  compile: ['kubernetes', 'dialects', 'model', 'targets', 'report'],
  io: ['targets'],
  report: ['dialects', 'model', 'targets'],
  kubernetes: [],
  dialects: ['kubernetes', 'model'],
  targets: ['model'],
  model: [],
  diagnostics: [],
  source: [],
};

const layerOf = (path: string): string => {
  const [, second = ''] = path.split('/');
  return second.replace(/\.ts$/, '');
};

/** Folder of one dialect or one target; undefined for what they share. */
const siblingOf = (path: string): string | undefined => /^src\/(?:dialects|targets)\/([^/]+)\//.exec(path)?.[1];

const wrongImports = (source: SourceText): readonly string[] => {
  const own = layerOf(source.path);
  const inside = importsOf(source).filter((name) => name.startsWith('src/'));
  return inside
    .filter((name) => {
      const layer = layerOf(name);
      if (layer === own) return false;
      return !['diagnostics', 'source', ...(allowed[own] ?? [])].includes(layer);
    })
    .map((name) => `${source.path} imports ${name}`);
};

describe('imports', () => {
  test('every layer is known', () => {
    expect([...new Set(all.map(({ path }) => layerOf(path)))].filter((layer) => allowed[layer] === undefined)).toEqual(
      [],
    );
  });

  test('go one way', () => {
    expect(sources.flatMap(wrongImports)).toEqual([]);
  });

  test('of files that exist, spelled with their extension', () => {
    const known = new Set(all.map(({ path }) => path));
    const missing = all.flatMap((source) =>
      importsOf(source)
        .filter((name) => name.startsWith('src/') && !known.has(name))
        .map((name) => `${source.path} imports ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('targets and dialects do not know their siblings', () => {
    const meddling = sources.flatMap((source) => {
      const own = siblingOf(source.path);
      if (own === undefined) return [];
      return importsOf(source)
        .filter((name) => siblingOf(name) !== undefined && siblingOf(name) !== own)
        .map((name) => `${source.path} imports ${name}`);
    });
    expect(meddling).toEqual([]);
  });

  test('the system is met in io and cli only', () => {
    const elsewhere = sources
      .filter(({ path }) => !/^src\/(io|cli)\//.test(path) && path !== 'src/kubernetes/certificate.ts')
      .flatMap((source) =>
        importsOf(source)
          .filter((name) => name.startsWith('node:'))
          .map((name) => `${source.path} imports ${name}`),
      );
    expect(elsewhere).toEqual([]);
    const certificate = sources.find(({ path }) => path === 'src/kubernetes/certificate.ts');
    expect(certificate === undefined ? [] : importsOf(certificate).filter((name) => name.startsWith('node:'))).toEqual(
      certificate === undefined ? [] : ['node:crypto'],
    );
  });

  test('no clock, chance or environment in the core', () => {
    const impure = sources
      .filter(({ path }) => !/^src\/(io|cli)\//.test(path))
      .filter(({ text }) => /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\./.test(text))
      .map(({ path }) => path);
    expect(impure).toEqual([]);
  });

  test('no import leads in a circle between files', () => {
    const imports = new Map(sources.map((source) => [source.path, importsOf(source)]));
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): readonly string[] => {
      if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')];
      if (done.has(path)) return [];
      const found = (imports.get(path) ?? []).flatMap((next) => visit(next, [...trail, path]));
      done.add(path);
      return found;
    };
    expect(sources.flatMap(({ path }) => visit(path, []))).toEqual([]);
  });

  test('no import leads in a circle between layers', () => {
    // `allowed` itself has no circle: then no chain of right imports can have one.
    const visit = (layer: string, trail: readonly string[]): readonly string[] =>
      trail.includes(layer)
        ? [[...trail, layer].join(' → ')]
        : (allowed[layer] ?? []).flatMap((next) => visit(next, [...trail, layer]));
    expect(Object.keys(allowed).flatMap((layer) => visit(layer, []))).toEqual([]);
  });
});

describe('files', () => {
  test('are at most 300 lines long', () => {
    const lines = ({ text }: SourceText): number => text.split('\n').length - 1;
    // Rows of texts: a stage's diagnostics are looked up by code, not read from top to bottom.
    const isTable = (path: string): boolean =>
      path.startsWith('src/diagnostics/catalogue/') || path === 'src/targets/template-texts.ts';
    const reasoned = (text: string): boolean => /^\/\*\*[\s\S]{0,600}?Long because/.test(text);
    const long = sources.filter((source) => !isTable(source.path) && lines(source) > 300 && !reasoned(source.text));
    expect(long.map((source) => `${source.path}: ${lines(source)}`)).toEqual([]);
  });

  test('are named after what they hold', () => {
    const banned = /^(utils?|helpers?|common|misc|shared|types?|index|constants?|lib|base)\.ts$/;
    const bad = all.filter(({ path }) => {
      const name = posix.basename(path).replace(/\.test\.ts$/, '.ts');
      return (banned.test(name) && path !== 'src/index.ts') || !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name);
    });
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test('have named exports and no barrels', () => {
    const barrels = sources.filter(({ path, text }) => {
      if (/^export default\b/m.test(text)) return true;
      return path !== 'src/index.ts' && /^export\s+(\*|\{[^}]*\}|type\s+\{[^}]*\})\s+from\b/m.test(text);
    });
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  test('keep to the plain parts of the language', () => {
    const fancy = sources.flatMap(({ path, text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const found = [
        /\benum\s+\w+\s*\{/,
        /\bnamespace\s+\w+\s*\{/,
        /(?:[\w)\]]\??):\s*any\b(?!['\w ])/,
        /\bas any\b/,
        /@ts-(ignore|nocheck|expect-error)/,
      ].filter((rule) => rule.test(code));
      return found.map((rule) => `${path}: ${rule}`);
    });
    expect(fancy).toEqual([]);
  });

  test('have classes only for the tokens and sections that guard an invariant', () => {
    const classes = sources.filter(
      ({ path, text }) =>
        /^(export\s+)?(abstract\s+)?class\s/m.test(text) && !/\/(token|template|[a-z-]+-token)\.ts$/.test(path),
    );
    expect(classes.map(({ path }) => path)).toEqual([]);
  });

  test('leave nothing unfinished', () => {
    const words = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', ": 'placeholder'"].join('|'));
    expect(all.filter(({ text }) => words.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('text of outputs', () => {
  const targetSources = sources.filter(({ path }) => path.startsWith('src/targets/'));

  test('sections and tokens are opened by printers only', () => {
    const opened = targetSources.filter(({ path, text }) => {
      const isPrinter = /\/(print|token|template)\.ts$/.test(path) || /\/print-[a-z-]+\.ts$/.test(path);
      return !isPrinter && (/\bSection\.(printed|read)\(/.test(text) || /\b\w+Token\.read\(/.test(text));
    });
    expect(opened.map(({ path }) => path)).toEqual([]);
  });

  test('token classes keep their text private and refuse to be used as text', () => {
    const tokens = targetSources.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:export )?class (\w*Token|Section)\b[\s\S]*?^\}/gm)].map((match) => ({
        path,
        name: match[1],
        body: match[0],
      })),
    );
    expect(tokens.length).toBeGreaterThan(1);
    for (const { path, name, body } of tokens) {
      expect(body, `${path}: ${name}`).toMatch(/readonly #\w+/);
      expect(body, `${path}: ${name}`).toMatch(/private constructor/);
      expect(body, `${path}: ${name}`).toMatch(/toString\(\): never/);
    }
  });
});
