import { describe, expect, test } from 'vitest';
import { createReport, type Report } from '../../diagnostics/report.ts';
import { sourceOrigin } from '../../source/traced.ts';
import { placeOf, type ResolvedDiagnostic, viewDiagnostics } from '../diagnostics-view.ts';
import type { TargetReport } from '../report-view.ts';
import { jsonReport } from './json.ts';
import { plain, visible } from './paint.ts';
import { errorReport, textReport } from './text.ts';

const text = 'metadata:\n  annotations:\n    a: "1"\n    b: "2"\n';
const object = (name: string) => ({
  document: { file: { name: `${name}.yaml`, text }, index: 0, start: 0, end: text.length },
  root: [],
  apiVersion: 'v1',
  ref: { kind: 'Ingress', namespace: 'shop', name },
});
const diagnostics = (file: (report: Report) => void, strict = false): readonly ResolvedDiagnostic[] => {
  const report = createReport();
  file(report);
  return viewDiagnostics(report.diagnostics(), { strict });
};
const zero = { exact: 0, approximate: 0, refused: 0, ignored: 0, invalid: 0, dropped: 0, unknown: 0 };
const reportOf = (found: readonly ResolvedDiagnostic[], target = 'nginx'): TargetReport => ({
  target,
  version: '1.26',
  summary: {
    ingresses: 1,
    leftOut: 2,
    otherKinds: { Deployment: 2, Job: 1 },
    hosts: 1,
    routes: 3,
    files: 1,
    severities: { error: 0, warning: 0, info: 0 },
    annotations: { ...zero, exact: 4, refused: 1 },
  },
  diagnostics: found,
  coverage: [],
});
const options = { paint: plain, frames: false };
const at = (name: string, key: string) => sourceOrigin(object(name), ['metadata', 'annotations', key]);

describe('the text report', () => {
  test('begins with the counts', () => {
    expect(textReport([reportOf([])], options)).toBe(
      'Input: 1 Ingress, 2 left out, 1 host, 3 routes\nNot used: 2 Deployment, 1 Job\n\nnginx 1.26: annotations: 4 exact, 1 refused\n',
    );
  });

  test('folds the same finding on many objects', () => {
    const found = diagnostics((report) => {
      for (const name of ['e', 'd', 'c', 'b', 'a', 'f']) report.add('R106', { lacks: 'kind' }, [at(name, 'a')]);
    });
    const lines = textReport([reportOf(found)], options)
      .split('\n')
      .filter((line) => line.includes('R106'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^ {2}R106 a\.yaml:3:8 Ingress shop\/a: .*\(also b\.yaml:3:8 Ingress shop\/b, c.*, d.* and 2 more\)$/,
    );
  });

  test('shows the first few of a kind, and all of them on demand', () => {
    const found = diagnostics((report) => {
      for (let i = 0; i < 40; i += 1) report.add('R101', { what: String(i) }, [at(`f${i}`, 'a')]);
    });
    const few = textReport([reportOf(found)], options);
    expect(few.match(/R101/g)).toHaveLength(6);
    expect(few).toContain('and 35 more of this kind');
    expect(textReport([reportOf(found)], { ...options, all: true }).match(/R101/g)).toHaveLength(40);
  });

  test('puts what is wrong before what is without effect, each under its heading', () => {
    const found = diagnostics((report) => {
      report.add('R106', { lacks: 'kind' }, [at('a', 'a')]);
      report.add('R101', { what: 'oops' }, [at('b', 'b')]);
    });
    const lines = textReport([reportOf(found)], options).split('\n');
    const index = (part: string): number => lines.findIndex((line) => line.includes(part));
    expect(index('Wrong in the input')).toBeLessThan(index('R101'));
    expect(index('R101')).toBeLessThan(index('Without effect'));
    expect(index('Without effect')).toBeLessThan(index('R106'));
  });

  test('shows input findings once for several targets', () => {
    const found = diagnostics((report) => report.add('R101', { what: 'oops' }, [at('b', 'b')]));
    const whole = textReport([reportOf(found, 'nginx'), reportOf(found, 'haproxy')], options);
    expect(whole.match(/R101/g)).toHaveLength(1);
    expect(whole).toContain('haproxy 1.26');
  });

  test('with frames shows the place and the way out', () => {
    const found = diagnostics((report) => report.add('R101', { what: 'oops' }, [at('b', 'b')]));
    const whole = textReport([reportOf(found)], { paint: plain, frames: true });
    expect(whole).toContain('b: "2"');
    expect(whole).toContain('^^^');
    expect(whole).toContain('way out: Correct the syntax');
  });

  test('of errors alone leaves the rest out', () => {
    const found = diagnostics((report) => {
      report.add('R106', { lacks: 'kind' }, [at('a', 'a')]);
      report.add('R101', { what: 'oops' }, [at('b', 'b')]);
    });
    expect(errorReport([reportOf(found)], options)).toMatch(/^ {2}R101 b\.yaml:4:8 .*\n$/);
  });
});

describe('the view', () => {
  test('sorts by place; findings without one come last', () => {
    const found = diagnostics((report) => {
      report.add('W600', { count: 1, first: 'x' }, []);
      report.add('R101', { what: '2' }, [at('b', 'a')]);
      report.add('R101', { what: '1' }, [at('a', 'b')]);
      report.add('R101', { what: '0' }, [at('a', 'a')]);
    });
    expect(
      found.map(({ code, at: [origin] }) =>
        origin === undefined ? [code] : [code, placeOf(origin).file, placeOf(origin).line],
      ),
    ).toEqual([['R101', 'a.yaml', 3], ['R101', 'a.yaml', 4], ['R101', 'b.yaml', 3], ['W600']]);
  });

  test('names the annotation, or the setting whose default it is', () => {
    const found = diagnostics((report) => {
      report.add('R101', { what: '1' }, [at('a', 'a')]);
      report.add('R101', { what: '2' }, [{ kind: 'default', dialect: 'ingress-nginx', key: 'proxy-body-size' }]);
      report.add('R101', { what: '3' }, [sourceOrigin(object('a'), ['spec', 'rules', 0, 'host'])]);
    });
    expect(
      found.map(({ at: [origin] }) =>
        origin === undefined ? undefined : (placeOf(origin).annotation ?? placeOf(origin).key),
      ),
    ).toEqual(['a', 'host', 'proxy-body-size']);
  });
});

describe('the JSON report', () => {
  const tool = { tool: 'ingress-compile', version: '1' };

  test('is one object for one target and a list for several', () => {
    expect(JSON.parse(jsonReport(tool, [reportOf([])]))).toMatchObject({
      tool: 'ingress-compile',
      target: 'nginx',
      summary: { leftOut: 2 },
    });
    expect(JSON.parse(jsonReport(tool, [reportOf([]), reportOf([], 'haproxy')])).targets).toHaveLength(2);
  });

  test('holds no objects of ours', () => {
    const found = diagnostics((report) => report.add('R101', { what: 'oops' }, [at('b', 'b'), at('a', 'a')]));
    const [diagnostic] = JSON.parse(jsonReport(tool, [reportOf(found)])).diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'R101',
      severity: 'error',
      annotation: 'b',
      object: 'Ingress shop/b',
      file: 'b.yaml',
      line: 4,
      column: 8,
    });
    expect(diagnostic).toMatchObject({ also: [{ annotation: 'a', file: 'a.yaml' }] });
    expect(diagnostic.origin).toBeUndefined();
  });
});

test('control characters are made visible', () => {
  expect(visible('a\u001b[31m\n\u202e')).toBe('a\\u001b[31m\\n\\u202e');
});
