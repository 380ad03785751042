/** Real manifests, when a folder of them lies beside the project (or where INGRESS_CORPUS says). */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../diagnostics/catalogue.ts';
import { createReport, type Diagnostic } from '../diagnostics/report.ts';
import { readInputs } from '../io/read.ts';
import { codeFrame } from '../source/code-frame.ts';
import { type Location, locate } from '../source/locate.ts';
import type { SourceFile } from '../source/object.ts';
import { sourceOrigin } from '../source/traced.ts';
import { readCluster } from './read.ts';

const folder = process.env['INGRESS_CORPUS'] ?? '../shared/corpus';
const present = existsSync(folder);
if (!present) console.log(`corpus.test: skipped, there is no folder ${folder}`);

const input = present ? await readInputs([folder], async () => '') : { files: [], problems: [] };

const placesOf = ({ at }: Diagnostic): readonly Location[] =>
  at.flatMap((origin) => (origin.kind === 'source' ? [locate(origin)] : []));

const onlyComments = ({ text }: SourceFile): boolean => /^(?:\s|#.*|---)*$/.test(text);

describe.skipIf(!present)('real manifests', () => {
  test('are there', () => {
    expect(input.problems).toEqual([]);
    expect(input.files.length).toBeGreaterThan(100);
  });

  test('every file yields objects, or a finding with its place', () => {
    const silent = input.files.filter((file) => {
      const report = createReport();
      const { cluster, otherKinds } = readCluster([file], report);
      const placed = report.diagnostics().filter((d) => placesOf(d).length > 0);
      const objects =
        cluster.ingresses.length +
        cluster.services.size +
        cluster.configMaps.size +
        cluster.secrets.size +
        otherKinds.size;
      return objects === 0 && placed.length === 0 && !onlyComments(file);
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test('every finding has a place inside its file, a sentence and a frame', () => {
    for (const file of input.files) {
      const report = createReport();
      readCluster([file], report);
      for (const diagnostic of report.diagnostics()) {
        const say = catalogue[diagnostic.code].say as (args: unknown) => string;
        expect(say(diagnostic.args)).not.toMatch(/undefined|\[object/);
        expect(placesOf(diagnostic)).toHaveLength(diagnostic.at.length);
        for (const place of placesOf(diagnostic)) {
          expect(place.end).toBeLessThanOrEqual(file.text.length);
          expect(codeFrame(place)).toContain('^');
        }
      }
    }
  });

  test('every annotation is found where it was written', () => {
    const report = createReport();
    let looked = 0;
    for (const file of input.files) {
      for (const { object, annotations } of readCluster([file], report).cluster.ingresses) {
        for (const key of Object.keys(annotations)) {
          const { start, end } = locate(sourceOrigin(object, ['metadata', 'annotations', key]), 'key');
          expect(file.text.slice(start, end).replace(/^["']|["']$/g, '')).toBe(key);
          looked++;
        }
      }
    }
    expect(looked).toBeGreaterThan(1000);
  });

  test('most of the Ingresses can be used', () => {
    const usable = input.files.filter((file) => readCluster([file], createReport()).cluster.ingresses.length > 0);
    expect(usable.length / input.files.length).toBeGreaterThan(0.8);
  });
});
