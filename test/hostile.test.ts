/**
 * Values that try to get out of their place. Every value passes through every place that takes text; what comes out is read back by
 * lexers of its own and must say nothing that harmless values do not make it say. The real proxies must load it.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Compiled } from '../src/compile.ts';
import { compileText } from './support/compile.ts';
import { foldersIn, readFolder } from './support/files.ts';
import {
  annotationInput,
  annotationSlots,
  hostileValues,
  pathInput,
  settingInput,
  settingSlots,
} from './support/hostile-input.ts';
import { expectLoaded, installedVersion } from './support/proxies.ts';
import { isTraefikRule, skeleton } from './support/skeleton.ts';
import { projectRoot } from './support/source-tree.ts';

const [nginx, haproxy] = [installedVersion('nginx'), installedVersion('haproxy')];
const versions = { ...(nginx === undefined ? {} : { nginx }), ...(haproxy === undefined ? {} : { haproxy }) };
const compile = (text: string): Compiled => compileText(text, { versions });

/** Everything the targets say in the feature fixtures, which a person has reviewed. */
const reviewed = ((): ReadonlyMap<string, ReadonlySet<string>> => {
  const known = new Map<string, Set<string>>();
  const root = join(projectRoot, 'fixtures/features');
  for (const feature of foldersIn(root)) {
    for (const name of foldersIn(join(root, feature))) {
      for (const [path, text] of Object.entries(readFolder(join(root, feature, name, 'expected')))) {
        const target = path.split('/')[0] ?? '';
        const said = known.get(target) ?? new Set<string>();
        known.set(target, said);
        for (const word of skeleton({ name: path.split('/').slice(1).join('/'), text, secret: false })) said.add(word);
      }
    }
  }
  return known;
})();

/** What a hostile output says that no harmless one does. */
const foreign = (hostile: Compiled, harmless: readonly Compiled[]): readonly string[] =>
  hostile.targets.flatMap((target) => {
    const said = new Set(reviewed.get(target.name));
    for (const compiled of harmless) {
      for (const file of compiled.targets.find(({ name }) => name === target.name)?.rendered.files ?? [])
        for (const word of skeleton(file)) said.add(word);
    }
    const words = target.rendered.files.flatMap((file) => [...skeleton(file)]);
    return [...new Set(words)].filter((word) => !said.has(word)).map((word) => `${target.name}: ${word}`);
  });

/** Lines that begin with what a value wanted to smuggle in, where a line is a statement. (YAML is read back as a whole.) */
const smuggled = (compiled: Compiled): readonly string[] =>
  compiled.targets.flatMap(({ name, rendered }) =>
    rendered.files
      .filter((file) => !/\.ya?ml$/.test(file.name))
      .flatMap((file) =>
        file.text
          .split(/[\r\n]/)
          .filter((line) => /^[ \t]*zzevil_/.test(line))
          .map((line) => `${name}/${file.name}: ${line}`),
      ),
  );

const brokenRules = (compiled: Compiled): readonly string[] =>
  compiled.targets
    .filter(({ name }) => name === 'traefik')
    .flatMap(({ rendered }) => rendered.files.filter((file) => /\.ya?ml$/.test(file.name)))
    .flatMap((file) => parseAllDocuments(file.text).flatMap((document) => matchesIn(document.toJS())))
    .filter((rule) => !isTraefikRule(rule));

const matchesIn = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(matchesIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    (key === 'match' || key === 'rule') && typeof value === 'string' ? [value] : matchesIn(value),
  );
};

const filesOf = (compiled: Compiled, name: string): Compiled['targets'][number]['rendered']['files'] =>
  compiled.targets.find((target) => target.name === name)?.rendered.files ?? [];

const holds = async (hostile: Compiled, harmless: readonly Compiled[]): Promise<void> => {
  expect(foreign(hostile, harmless)).toEqual([]);
  expect(smuggled(hostile)).toEqual([]);
  expect(brokenRules(hostile)).toEqual([]);
  if (nginx !== undefined) await expectLoaded('nginx', filesOf(hostile, 'nginx'));
  if (haproxy !== undefined) await expectLoaded('haproxy', filesOf(hostile, 'haproxy'));
};

describe('annotations', () => {
  test.each(annotationSlots)('$key', async (slot) => {
    const harmless = [
      compile(annotationInput(slot, [slot.harmless, slot.harmless])),
      compile(annotationInput(slot, [undefined])),
    ];
    await holds(compile(annotationInput(slot, hostileValues)), harmless);
  });
});

describe('paths', () => {
  test('plain and regex', async () => {
    await holds(compile(pathInput(hostileValues)), [compile(pathInput(['ok']))]);
  });
});

describe('settings of the controller', () => {
  test.each(settingSlots)('$key', async (slot) => {
    const harmless = [compile(settingInput(slot, slot.harmless))];
    for (const value of hostileValues) {
      const compiled = compile(settingInput(slot, value));
      expect(foreign(compiled, harmless), value).toEqual([]);
      expect(smuggled(compiled), value).toEqual([]);
    }
  });
});
