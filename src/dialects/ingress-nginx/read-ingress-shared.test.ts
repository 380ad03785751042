import { expect, test } from 'vitest';
import { compileFiles } from '../../../test/support/compile.ts';
import { reportTargets } from '../../report/report-view.ts';

const prefix = 'nginx.ingress.kubernetes.io/';

interface Written {
  readonly name: string;
  readonly host: string;
  readonly namespace?: string;
  readonly service?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const ingress = ({ name, host, namespace = 'shop', service = name, annotations = {} }: Written): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name,
    namespace,
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])),
  },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }],
        },
      },
    ],
  },
});

const read = (...written: readonly Written[]) => {
  const text = written.map((one) => JSON.stringify(ingress(one))).join('\n---\n');
  const compiled = compileFiles([{ name: 'in.yaml', text }]);
  const featuresOf = (host: string) => compiled.model.sites.find((site) => site.host === host)?.routes[0]?.features;
  return { compiled, featuresOf, reports: reportTargets(compiled, { strict: false }) };
};

const slow = { 'proxy-read-timeout': '300' };

test('Ingresses with the same annotations share what they say', () => {
  const { featuresOf } = read(
    { name: 'a', host: 'a.test', annotations: slow },
    { name: 'b', host: 'b.test', namespace: 'other', annotations: slow },
    { name: 'c', host: 'c.test', annotations: { 'proxy-read-timeout': '301' } },
  );
  expect(featuresOf('b.test')).toBe(featuresOf('a.test'));
  expect(featuresOf('c.test')?.timeouts).not.toBe(featuresOf('a.test')?.timeouts);
});

test('what is found in shared annotations is told for each Ingress', () => {
  const wrong = { 'proxy-read-timeout': '60s' };
  const { reports } = read(
    { name: 'a', host: 'a.test', annotations: wrong },
    { name: 'b', host: 'b.test', annotations: wrong },
  );
  const [report] = reports;
  expect(report?.diagnostics.filter(({ code }) => code === 'D300').map(({ at: [origin] }) => origin)).toMatchObject([
    { object: { ref: { name: 'a' } }, path: ['metadata', 'annotations', `${prefix}proxy-read-timeout`] },
    { object: { ref: { name: 'b' } }, path: ['metadata', 'annotations', `${prefix}proxy-read-timeout`] },
  ]);
});

test('what a target cannot keep is told for each Ingress that has it', () => {
  const tries = { 'proxy-next-upstream-tries': '7', 'proxy-next-upstream': 'http_502' };
  const { reports } = read(
    { name: 'a', host: 'a.test', annotations: tries },
    { name: 'b', host: 'b.test', annotations: tries },
  );
  const contour = reports.find(({ target }) => target === 'contour');
  const outcomes = (name: string) =>
    contour?.coverage
      .filter(({ object }) => object === `Ingress shop/${name}`)
      .map(({ key, outcome, code }) => [key, outcome, code]);
  expect(outcomes('a')?.some(([, outcome]) => outcome !== 'exact')).toBe(true);
  expect(outcomes('b')).toEqual(outcomes('a'));
});

test('an annotation may be without effect on one Ingress only', () => {
  const { reports } = read(
    { name: 'a', host: 'a.test', annotations: slow },
    { name: 'b', host: 'a.test', annotations: slow, service: 'other' },
  );
  const rows = reports[0]?.coverage.map(({ object, outcome }) => [object, outcome]);
  expect(rows).toEqual([
    ['Ingress shop/a', 'ignored'],
    ['Ingress shop/b', 'exact'],
  ]);
});

test('what hangs on the namespace is not shared', () => {
  const users = { 'auth-type': 'basic', 'auth-secret': 'users' };
  const { featuresOf } = read(
    { name: 'a', host: 'a.test', annotations: users },
    { name: 'b', host: 'b.test', namespace: 'other', annotations: users },
  );
  expect(featuresOf('b.test')).not.toBe(featuresOf('a.test'));
});
