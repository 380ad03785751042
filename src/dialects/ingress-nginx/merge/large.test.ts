import { expect, test } from 'vitest';
import { createReport } from '../../../diagnostics/report.ts';
import { readCluster } from '../../../kubernetes/read.ts';
import { ingressNginx } from '../dialect.ts';

const listeners = { http: { port: 80 }, https: { port: 443 } };
const options = { listeners, classes: [], http3: false, sslPassthrough: true };

const backend = (name: string) => ({ service: { name, port: { number: 80 } } });
const path = (text: string, service: string) => ({ path: text, pathType: 'Prefix', backend: backend(service) });
const ingress = (name: string, spec: object, annotations: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'shop', annotations },
  spec: { ingressClassName: 'nginx', ...spec },
});
const canary = { 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-weight': '10' };
const count = 2000;
const each = <T>(make: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => make(i));
const onHost = (paths: readonly object[]) => ({ rules: [{ host: 'a.test', http: { paths } }] });

const read = (items: readonly object[]) => {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { cluster } = readCluster([{ name: 'in.json', text }], createReport());
  const started = performance.now();
  const { model } = ingressNginx.read(cluster, options, createReport());
  return { model, milliseconds: performance.now() - started };
};

/** Large in one way each; too slow by far where everything is compared with everything. */
const shapes: Readonly<Record<string, readonly object[]>> = {
  'Ingresses and canaries of a default backend, without a host': [
    ...each((i) => ingress(`web-${i}`, { rules: [{ http: { paths: [path(`/p${i}`, `s${i}`)] } }] })),
    ...each((i) => ingress(`next-${i}`, { defaultBackend: backend(`n${i}`) }, canary)),
  ],
  'canaries of one host': [
    ingress('web', onHost(each((i) => path(`/p${i}`, `s${i}`)))),
    ...each((i) => ingress(`next-${i}`, onHost([path(`/p${i}`, `n${i}`)]), canary)),
  ],
  'hosts of one Ingress with a TLS section each': [
    ingress('web', {
      tls: each((i) => ({ hosts: [`h${i}.test`], secretName: `h${i}` })),
      rules: each((i) => ({ host: `h${i}.test`, http: { paths: [path('/', 's')] } })),
    }),
  ],
};

test.each(Object.entries(shapes))('%s are merged in reasonable time', (_, items) => {
  const { model, milliseconds } = read(items);
  expect(model.sites.reduce((sum, { routes }) => sum + routes.length, 0)).toBeGreaterThanOrEqual(count);
  expect(milliseconds).toBeLessThan(5000);
});

test('every path of a large host has the share of its own canary', () => {
  const { model } = read(shapes['canaries of one host'] ?? []);
  const site = model.sites.find(({ host }) => host === 'a.test');
  const shares = site?.routes.flatMap(({ path: text, features }) =>
    features.canary === undefined ? [] : [[text, features.canary.pool]],
  );
  expect(shares).toHaveLength(count);
  expect(shares).toContainEqual(['/p77', 'shop/n77/80']);
});
