import { describe, expect, test } from 'vitest';
import { because, createReport } from '../diagnostics/report.ts';
import type { KeyReading } from '../dialects/dialect.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type SourceOrigin, sourceOrigin, traced } from '../source/traced.ts';
import type { FeatureOutcome, Rendered } from '../targets/target.ts';
import { coverage, judgeKeys } from './coverage.ts';
import { fileOutcomes } from './file-outcomes.ts';

const prefix = 'nginx.ingress.kubernetes.io/';
const object: KubernetesObject = {
  document: { file: { name: 'a.yaml', text: 'kind: Ingress\n' }, index: 0, start: 0, end: 14 },
  root: [],
  apiVersion: 'networking.k8s.io/v1',
  ref: { kind: 'Ingress', namespace: 'shop', name: 'web' },
};
const at = (key: string): SourceOrigin => sourceOrigin(object, ['metadata', 'annotations', prefix + key]);
const read = (key: string, status: KeyReading['status'] = 'read'): KeyReading => ({
  at: at(key),
  key: prefix + key,
  value: 'v',
  status,
});
const outcome = (part: Partial<FeatureOutcome>): FeatureOutcome => ({
  scope: 'http',
  feature: 'cors',
  as: 'exact',
  because: [],
  value: {},
  routes: [],
  ...part,
});
const rendered = (part: Partial<Rendered>): Rendered => ({ files: [], findings: [], outcomes: [], ...part });
const reason = (key?: string) => because('R101', { what: 'x' }, ...(key === undefined ? [] : [[at(key)] as const]));
const cors = { origins: traced('any', at('cors-allow-origin')), maxAge: traced(5, at('cors-max-age')) };
const outcomes = (keys: readonly KeyReading[], target: Rendered, report = createReport()) => {
  fileOutcomes('nginx', target, report);
  return Object.fromEntries(
    coverage(keys, judgeKeys(keys, target, report.diagnostics())).map((row) => [
      row.key.replace(prefix, ''),
      row.outcome,
    ]),
  );
};

describe('what a target said about a feature', () => {
  const keys = [read('cors-max-age'), read('cors-allow-origin'), read('rewrite-target')];

  test('exact features leave their annotations exact', () => {
    expect(outcomes(keys, rendered({ outcomes: [outcome({ value: cors })] }))).toEqual({
      'cors-allow-origin': 'exact',
      'cors-max-age': 'exact',
      'rewrite-target': 'exact',
    });
  });

  test('an approximation touches the annotations its reason names', () => {
    const target = rendered({
      outcomes: [outcome({ as: 'approximate', because: [reason('cors-max-age')], value: cors })],
    });
    expect(outcomes(keys, target)).toMatchObject({ 'cors-max-age': 'approximate', 'cors-allow-origin': 'exact' });
  });

  test('a reason without a place speaks about all of the feature', () => {
    const target = rendered({ outcomes: [outcome({ as: 'approximate', because: [reason()], value: cors })] });
    expect(outcomes(keys, target)).toEqual({
      'cors-allow-origin': 'approximate',
      'cors-max-age': 'approximate',
      'rewrite-target': 'exact',
    });
  });

  test('a refused feature takes all its annotations with it, whatever the reason names', () => {
    const target = rendered({ outcomes: [outcome({ as: 'refused', because: [reason('cors-max-age')], value: cors })] });
    expect(outcomes(keys, target)).toMatchObject({ 'cors-max-age': 'refused', 'cors-allow-origin': 'refused' });
  });

  test('the worst of several routes counts, in whichever order they come', () => {
    const worse = outcome({ as: 'refused', because: [reason()], value: cors });
    const better = outcome({ as: 'approximate', because: [reason()], value: cors });
    for (const both of [
      [worse, better],
      [better, worse],
    ]) {
      expect(outcomes(keys, rendered({ outcomes: both }))).toMatchObject({ 'cors-max-age': 'refused' });
    }
  });

  test('findings of the assembly count, notes do not', () => {
    const findings = [
      { as: 'refused', because: reason('rewrite-target') },
      { as: 'note', because: reason('cors-max-age') },
    ] as const;
    expect(outcomes([read('rewrite-target')], rendered({ findings }))).toEqual({ 'rewrite-target': 'refused' });
  });
});

describe('what is known before any target', () => {
  test('stays as it was read', () => {
    const keys = [read('a', 'invalid'), read('b', 'unknown'), read('c', 'ignored'), read('d', 'dropped')];
    expect(outcomes(keys, rendered({}))).toEqual({ a: 'invalid', b: 'unknown', c: 'ignored', d: 'dropped' });
  });

  test('a finding about the input judges its first place only', () => {
    const report = createReport();
    report.add('R106', { lacks: 'kind' }, [at('a'), at('b')]);
    expect(outcomes([read('a'), read('b')], rendered({}), report)).toEqual({ a: 'ignored', b: 'exact' });
  });

  test('the findings of targets are told by their outcomes alone', () => {
    const report = createReport();
    report.forTarget('haproxy').add('R106', { lacks: 'kind' }, [at('a')]);
    expect(outcomes([read('a')], rendered({}), report)).toEqual({ a: 'exact' });
  });
});

describe('filing', () => {
  test('says the same thing about the same place once, and names the target', () => {
    const report = createReport();
    const twice = outcome({ as: 'approximate', because: [reason('cors-max-age')], value: cors });
    fileOutcomes('nginx', rendered({ outcomes: [twice, twice] }), report);
    expect(report.diagnostics()).toHaveLength(1);
    expect(report.diagnostics()[0]).toMatchObject({ code: 'R101', target: 'nginx', at: [at('cors-max-age')] });
  });

  test('puts annotations before defaults among the places of a feature', () => {
    const report = createReport();
    const value = { max: traced(1, { kind: 'default', dialect: 'ingress-nginx', key: 'a' }), min: traced(1, at('b')) };
    fileOutcomes('nginx', rendered({ outcomes: [outcome({ as: 'refused', because: [reason()], value })] }), report);
    expect(report.diagnostics()[0]?.at.map((origin) => origin.kind)).toEqual(['source', 'default']);
  });
});
