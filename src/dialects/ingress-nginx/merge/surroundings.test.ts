import { expect, test } from 'vitest';
import { createReport } from '../../../diagnostics/report.ts';
import { readCluster } from '../../../kubernetes/read.ts';
import { readController } from '../controller/read-controller.ts';
import { surroundingsOf } from './surroundings.ts';

const listeners = { http: { port: 80 }, https: { port: 443 } };
const options = { listeners, classes: [], http3: false, sslPassthrough: true };

const codes = (annotations: string, path: string, pathType: string, settings = ''): readonly string[] => {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, namespace: b, annotations: {${annotations}}}
spec: {rules: [{host: h.test, http: {paths: [{path: "${path}", pathType: ${pathType}, backend: {service: {name: s, port: {number: 80}}}}]}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ingress-nginx-controller, namespace: c}
data: {${settings}}
`;
  const report = createReport();
  const { cluster } = readCluster([{ name: 'in.yaml', text }], createReport());
  const controller = readController(cluster, options, createReport());
  cluster.ingresses.forEach(surroundingsOf(controller, report));
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
  expect(codes('', '/a b', 'Prefix', 'strict-validate-path-type: "false"')).toEqual([]);
});

const key = (name: string): string => `nginx.ingress.kubernetes.io/${name}`;

test.each([
  [`${key('whitelist-source-range')}: 10.0.0.0/8`, '', ['M493']],
  [`${key('denylist-source-range')}: 10.0.0.0/8`, 'use-forwarded-headers: "true"', []],
  [`${key('allowlist-source-range')}: 10.0.0.0/8`, 'use-proxy-protocol: "true"', []],
  [`${key('allowlist-source-range')}: ""`, '', []],
  [`${key('limit-rps')}: "1", ${key('limit-rpm')}: "9"`, '', ['M494']],
])('%s with {%s} is told what bears on it', (annotations, settings, wanted) => {
  expect(codes(annotations, '/', 'Prefix', settings)).toEqual(wanted);
});
