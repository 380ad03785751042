/**
 * fixtures/features/<feature>/<case>/in.yaml and what every target makes of it. `npm run fixtures` writes the expectations anew;
 * the difference is to be read before it is committed. The oldest supported proxies are rendered for, because they are what a
 * Debian or Ubuntu machine has; the installed proxies load every expected configuration.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DialectOptions } from '../src/dialects/dialect.ts';
import { plain } from '../src/report/render/paint.ts';
import { textReport } from '../src/report/render/text.ts';
import { reportTargets } from '../src/report/report-view.ts';
import { type TargetName, targetNames, targets } from '../src/targets/registry.ts';
import type { Version } from '../src/targets/target.ts';
import { compileText } from './support/compile.ts';
import { type FileTexts, foldersIn, readFolder } from './support/files.ts';
import { expectLoaded, installedVersion, type ProxyName } from './support/proxies.ts';
import { projectRoot } from './support/source-tree.ts';

const root = join(projectRoot, 'fixtures/features');
const cases = foldersIn(root).flatMap((feature) => foldersIn(join(root, feature)).map((name) => `${feature}/${name}`));
const rewrite = process.env['WRITE_FIXTURES'] === '1';
const oldest = Object.fromEntries(targetNames.map((name) => [name, targets[name].versions.oldest])) as {
  readonly [T in TargetName]: Version;
};
const proxies: readonly ProxyName[] = ['nginx', 'haproxy'];

const render = (
  name: string,
  versions: { readonly [T in TargetName]?: Version } = oldest,
): ReturnType<typeof compileText> =>
  compileText(readFileSync(join(root, name, 'in.yaml'), 'utf8'), { versions, dialect: optionsOf(name) });

/** Flags of the controller or the listeners, where a case needs them: part of DialectOptions. */
const optionsOf = (name: string): Partial<DialectOptions> => {
  const file = join(root, name, 'options.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
};

/** What is expected of a case: the files of each target, and the report a reader gets. */
const madeFrom = (name: string): FileTexts => {
  const compiled = render(name);
  const report = textReport(reportTargets(compiled, { strict: false }), { paint: plain, frames: false });
  const files = compiled.targets.flatMap((target) =>
    target.rendered.files.map((file) => [`${target.name}/${file.name}`, file.text] as const),
  );
  return Object.fromEntries([...files, ['report.txt', report] as const].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

const write = (folder: string, files: FileTexts): void => {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};

test('every feature of the universe has a case', () => {
  const universe = readFileSync(join(projectRoot, 'src/model/universe.ts'), 'utf8');
  const names = [...universe.matchAll(/^ {2}readonly (\w+): (?:route|site|pool|controller)\.\w+;$/gm)].flatMap(
    ([, name]) => (name === undefined ? [] : [name]),
  );
  const folders = new Set(foldersIn(root));
  const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  expect(names.length).toBeGreaterThan(40);
  expect([...new Set(names.map(kebab))].filter((name) => !folders.has(name))).toEqual([]);
});

describe.each(cases)('%s', (name) => {
  const expected = join(root, name, 'expected');
  beforeAll(() => {
    if (rewrite) write(expected, madeFrom(name));
  });

  test('comes out as expected', () => {
    expect(madeFrom(name)).toEqual(readFolder(expected));
  });

  test.each(proxies)('%s loads it', async (proxy) => {
    const installed = installedVersion(proxy);
    if (installed === undefined) return;
    const committed = Object.entries(readFolder(join(expected, proxy))).map(([file, text]) => ({
      name: file,
      text,
      secret: false,
    }));
    await expectLoaded(proxy, committed);
    const own = render(name, { ...oldest, [proxy]: installed }).targets.find((target) => target.name === proxy);
    await expectLoaded(proxy, own?.rendered.files ?? []);
  });
});
