import { expect, test } from 'vitest';
import { createReport } from '../../diagnostics/report.ts';
import { readCluster } from '../../kubernetes/read.ts';
import type { Gates } from './controller.ts';
import { reportSurroundings } from './surroundings.ts';

const gates: Gates = { snippets: false, risk: 'High', blocklist: [], crossNamespace: false, strictPaths: true };

const codes = (annotations: string, path: string, pathType: string, choice: Partial<Gates> = {}): readonly string[] => {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, namespace: b, annotations: {${annotations}}}
spec: {rules: [{host: h.test, http: {paths: [{path: "${path}", pathType: ${pathType}, backend: {service: {name: s, port: {number: 80}}}}]}}]}
`;
  const report = createReport();
  const { cluster } = readCluster([{ name: 'in.yaml', text }], createReport());
  for (const ingress of cluster.ingresses) reportSurroundings(ingress, { ...gates, ...choice }, report);
  return report.diagnostics().map(({ code }) => code);
};

test.each([
  ['cert-manager.io/cluster-issuer: letsencrypt', ['M490']],
  ['kubernetes.io/tls-acme: "true", cert-manager.io/issuer: a', ['M490']],
  ['cert-manager.io/issuer: a, external-dns.alpha.kubernetes.io/ttl: "60"', ['M490', 'M490']],
  ['cert-manager.io/private-key-size: "4096"', []],
  ['example.com/issuer: a', []],
])('%s is told as often as there are programs', (annotations, wanted) => {
  expect(codes(annotations, '/', 'Prefix')).toEqual(wanted);
});

test.each([
  ['/a-b_c/d.e', 'Prefix', []],
  ['/a b', 'Prefix', ['M491']],
  ['/a(/|$)(.*)', 'Prefix', ['M491']],
  ['/a+', 'Exact', ['M491']],
  ['/a(/|$)(.*)', 'ImplementationSpecific', []],
])('path %s of type %s', (path, type, wanted) => {
  expect(codes('', path, type)).toEqual(wanted);
});

test('without strict-validate-path-type every path is admitted', () => {
  expect(codes('', '/a b', 'Prefix', { strictPaths: false })).toEqual([]);
});
