import { describe, expect, test } from 'vitest';
import { documentObject, type KubernetesObject } from '../source/object.ts';
import { type PlacedOrigin, sourceOrigin, spanOrigin } from '../source/traced.ts';
import { createReport, type Report } from './report.ts';

const object = (name: string, index: number, root: KubernetesObject['root'] = []): KubernetesObject => ({
  ...documentObject({ file: { name, text: '' }, index, start: 0, end: 0 }),
  root,
});
const web = object('a.yaml', 0);
const at = (key: string, of = web): PlacedOrigin => sourceOrigin(of, ['metadata', 'annotations', key]);
const said = (file: (report: Report) => void): readonly string[] => {
  const report = createReport();
  file(report);
  return report.diagnostics().map(({ args, target = '' }) => target + JSON.stringify(args));
};
/** How many findings become of the same thing said at two places. */
const count = (first: readonly PlacedOrigin[], second: readonly PlacedOrigin[]): number =>
  said((report) => {
    report.add('R101', { what: 'x' }, first);
    report.add('R101', { what: 'x' }, second);
  }).length;

describe('a finding', () => {
  test('is kept once for a place, however often and with whatever notes it comes', () => {
    expect(count([at('a')], [at('a')])).toBe(1);
    expect(count([at('a')], [at('a'), at('b')])).toBe(1);
    expect(count([], [])).toBe(1);
    expect(count([at('a')], [at('a', object('a.yaml', 0))])).toBe(1);
    const size: PlacedOrigin = { kind: 'default', dialect: 'd', key: 'proxy-body-size' };
    expect(count([size], [{ ...size }])).toBe(1);
  });

  test('is another one at another place', () => {
    expect(count([at('a')], [])).toBe(2);
    expect(count([at('a')], [at('b'), at('a')])).toBe(2);
    expect(count([at('a')], [at('a', object('b.yaml', 0))])).toBe(2);
    expect(count([at('a')], [at('a', object('a.yaml', 1))])).toBe(2);
    expect(count([at('a', object('a.yaml', 0, ['items', 1]))], [at('a', object('a.yaml', 0, ['items', 2]))])).toBe(2);
    expect(count([spanOrigin(web, 1, 2)], [spanOrigin(web, 2, 3)])).toBe(2);
    expect(count([at('a')], [{ kind: 'default', dialect: 'd', key: 'a' }])).toBe(2);
  });

  test('is another one with other words, another code or another target', () => {
    const found = said((report) => {
      report.add('R101', { what: 'x' }, [at('a')]);
      report.add('R101', { what: 'y' }, [at('a')]);
      report.add('R103', { key: 'x' }, [at('a')]);
      report.forTarget('nginx').add('R101', { what: 'x' }, [at('a')]);
      report.forTarget('nginx').add('R101', { what: 'x' }, [at('a')]);
      report.forTarget('haproxy').add('R101', { what: 'x' }, [at('a')]);
    });
    expect(found).toEqual(['{"what":"x"}', '{"what":"y"}', '{"key":"x"}', 'nginx{"what":"x"}', 'haproxy{"what":"x"}']);
  });

  test('keeps its place in the order of arrival', () => {
    const found = said((report) => {
      for (const what of ['c', 'a', 'b', 'a', 'c']) report.add('R101', { what }, [at('a')]);
    });
    expect(found).toEqual(['{"what":"c"}', '{"what":"a"}', '{"what":"b"}']);
  });
});

test('of fifty thousand findings at one place each is compared with few others', () => {
  const before = performance.now();
  const found = said((report) => {
    for (let i = 0; i < 50_000; i++) report.add('R101', { what: `line ${i}` }, [at('a')]);
  });
  expect(found).toHaveLength(50_000);
  expect(performance.now() - before).toBeLessThan(3000);
});
