/** What holds for every input, shown on all fixtures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Compiled } from '../src/compile.ts';
import { placesOn } from '../src/model/standpoint.ts';
import { messageOf } from '../src/report/diagnostic-texts.ts';
import { reportTargets } from '../src/report/report-view.ts';
import type { SourceFile } from '../src/source/object.ts';
import { isPlaced, isWritten, originsOf } from '../src/source/traced.ts';
import { compileFiles } from './support/compile.ts';
import { foldersIn, readFolder } from './support/files.ts';
import { projectRoot } from './support/source-tree.ts';

interface Input {
  readonly name: string;
  readonly files: readonly SourceFile[];
}

const inputs = (folder: string, names: readonly string[]): readonly Input[] =>
  names.map((name) => {
    const texts = Object.entries(readFolder(join(projectRoot, folder, name))).filter(
      ([file]) => !file.startsWith('expected/') && file !== 'options.json',
    );
    return { name: `${folder}/${name}`, files: texts.map(([file, text]) => ({ name: file, text })) };
  });

const features = foldersIn(join(projectRoot, 'fixtures/features'));
const all: readonly Input[] = [
  ...features.flatMap((feature) =>
    inputs(`fixtures/features/${feature}`, foldersIn(join(projectRoot, 'fixtures/features', feature))),
  ),
  ...inputs('fixtures/real', foldersIn(join(projectRoot, 'fixtures/real'))),
];

/** Everything a user sees of a run, as one value. */
const seen = (compiled: Compiled): unknown => ({
  files: compiled.targets.map(({ name, rendered }) => [name, rendered.files]),
  findings: reportTargets(compiled, { strict: false }).map(({ diagnostics, coverage }) => [
    diagnostics.map((d) => [d.code, messageOf(d), d.target ?? '', d.severity].join(' ')).toSorted(),
    coverage,
  ]),
});

const map = (files: readonly SourceFile[], change: (file: SourceFile) => SourceFile): readonly SourceFile[] =>
  files.map(change);

/** A file per document, in reverse, so that neither files nor documents keep their order. */
const shuffled = (files: readonly SourceFile[]): readonly SourceFile[] => {
  const documents = files.flatMap(({ name, text }) => (name.endsWith('.json') ? [text] : text.split(/^---$/m)));
  return documents.toReversed().map((text, i) => ({ name: `${String(i).padStart(3, '0')}.yaml`, text }));
};

describe.each(all)('$name', ({ files }) => {
  const compiled = compileFiles(files);

  test('only features of routes that come from an Ingress have relative origins', () => {
    const { model } = compiled;
    const placed = [
      model.controller,
      ...model.pools.map((pool) => pool.features),
      ...model.sites.flatMap((site) => [site.aliases, site.features, site.passthrough]),
      ...model.sites.flatMap((site) => site.routes.filter(({ object }) => object === undefined)),
    ];
    expect(placed.flatMap(originsOf).filter((origin) => !isPlaced(origin))).toEqual([]);
  });

  test('twice is the same', () => {
    expect(seen(compileFiles(files))).toEqual(seen(compiled));
  });

  test('CRLF and a byte order mark change nothing', () => {
    const crlf = map(files, ({ name, text }) => ({ name, text: `\ufeff${text.replaceAll('\n', '\r\n')}` }));
    expect(seen(compileFiles(crlf))).toEqual(seen(compiled));
  });

  test('the order of files and documents is irrelevant', () => {
    expect(seen(compileFiles(files.toReversed()))).toEqual(seen(compiled));
    expect(seen(compileFiles(shuffled(files)))).toEqual(seen(compiled));
  });

  test('nothing vanishes: every annotation is accounted for on every target, once', () => {
    const text = files.map((file) => file.text).join('\n');
    const written = new Set([...text.matchAll(/nginx\.ingress\.kubernetes\.io\/[\w-]+/g)].map(([key]) => key));
    for (const { coverage } of reportTargets(compiled, { strict: false })) {
      const rows = coverage.filter((row) => row.kind === 'annotation');
      expect(new Set(rows.map((row) => row.key))).toEqual(written);
      expect(new Set(rows.map((row) => `${row.object} ${row.key}`)).size).toBe(rows.length);
    }
  });

  test('every loss has a code, every finding about the input a place', () => {
    for (const { coverage, diagnostics } of reportTargets(compiled, { strict: false })) {
      expect(coverage.filter((row) => row.outcome !== 'exact' && row.code === undefined)).toEqual([]);
      expect(diagnostics.filter((d) => d.target === undefined && d.at.length === 0)).toEqual([]);
    }
  });

  test('every feature of the model gets an outcome from every target', () => {
    const { model } = compiled;
    const features = [
      model.controller,
      ...model.sites.flatMap((site) => [
        site.features,
        site.passthrough,
        ...site.routes.map((route) => route.features),
      ]),
      ...model.pools.map((pool) => pool.features),
    ];
    const values = new Set<unknown>(
      features.flatMap((one) => Object.values(one)).filter((value) => value !== undefined),
    );
    for (const { rendered } of compiled.targets) {
      const answered = new Set(rendered.outcomes.map((outcome) => outcome.value));
      expect([...values].filter((value) => !answered.has(value))).toEqual([]);
      expect([...answered].filter((value) => !values.has(value))).toEqual([]);
    }
  });

  test('names of files stay inside and differ', () => {
    for (const { rendered } of compiled.targets) {
      const names = rendered.files.map((file) => file.name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !/^[\w.-]+(\/[\w.-]+)*$/.test(name) || name.split('/').includes('..'))).toEqual([]);
    }
  });

  test('Secrets are only in files that are marked', () => {
    const keys = [
      ...files
        .map((file) => file.text)
        .join('\n')
        .matchAll(/^ {2}tls\.key: (\S+)$/gm),
    ].map(([, key = '']) => Buffer.from(key, 'base64').toString().trim());
    const open = compiled.targets.flatMap(({ name, rendered }) =>
      rendered.files.filter((file) => !file.secret).map((file) => ({ ...file, name: `${name}/${file.name}` })),
    );
    expect(
      open
        .filter((file) =>
          keys.some((key) => file.text.includes(key) || file.text.includes(Buffer.from(key).toString('base64'))),
        )
        .map((file) => file.name),
    ).toEqual([]);
  });
});

test('origins lead from the model to manifests', () => {
  const file = {
    name: 'in.yaml',
    text: readFileSync(join(projectRoot, 'fixtures/features/body-size/eight-megabytes/in.yaml'), 'utf8'),
  };
  const { model } = compileFiles([file]);
  const found = model.sites
    .flatMap((site) => site.routes)
    .flatMap((route) => {
      const { bodySize } = route.features;
      return bodySize !== undefined && isWritten(bodySize.max) ? placesOn(route, originsOf(bodySize)) : [];
    });
  expect(found.length).toBeGreaterThan(0);
  for (const origin of found)
    expect(origin).toMatchObject({
      object: { ref: { kind: 'Ingress' } },
      path: ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/proxy-body-size'],
    });
});
