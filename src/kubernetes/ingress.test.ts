import { describe, expect, test } from 'vitest';
import { createReport } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import { sourceOrigin } from '../source/traced.ts';
import type { IngressObject } from './cluster.ts';
import { readCluster } from './read.ts';

interface Outcome {
  readonly ingress: IngressObject | undefined;
  readonly found: readonly string[];
}

const readText = (text: string): Outcome => {
  const report = createReport();
  const { cluster } = readCluster([{ name: 'in.yaml', text }], report);
  const found = report.diagnostics().map(({ code, at: [first] }) => {
    const place = first?.kind === 'source' ? locate(first) : undefined;
    return `${code} ${place?.line}:${place?.column}`;
  });
  return { ingress: cluster.ingresses[0], found };
};

/** `spec` begins at line 4. */
const read = (spec: string, apiVersion = 'networking.k8s.io/v1'): Outcome =>
  readText(`apiVersion: ${apiVersion}\nkind: Ingress\nmetadata: {name: web}\nspec:\n${spec}`);

const rule = (path: string, host = 'a.example'): string =>
  `  rules:\n  - host: ${host}\n    http:\n      paths:\n      - ${path}\n`;
const backend = 'backend: {service: {name: web, port: {number: 80}}}';

describe('an Ingress of networking.k8s.io/v1', () => {
  test('is seen as it is', () => {
    const { ingress, found } = readText(
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: shop, creationTimestamp: 2024-01-01T00:00:00Z}\nspec:\n  ingressClassName: nginx\n  tls:\n  - {hosts: [a.example], secretName: s}\n  - {}\n${rule(`{path: /x, pathType: Exact, ${backend}}`)}  - {}\n  defaultBackend: {service: {name: d, port: {name: http}}}\n`,
    );
    expect(found).toEqual([]);
    expect(ingress).toMatchObject({ namespace: 'shop', name: 'web', created: Date.UTC(2024, 0, 1) });
    expect(ingress?.spec).toEqual({
      ingressClassName: 'nginx',
      defaultBackend: { kind: 'service', name: 'd', port: 'http' },
      tls: [
        { hosts: ['a.example'], secretName: 's' },
        { hosts: [], secretName: '' },
      ],
      rules: [
        {
          host: 'a.example',
          paths: [{ path: '/x', pathType: 'Exact', backend: { kind: 'service', name: 'web', port: 80 } }],
        },
        { host: '' },
      ],
    });
  });

  test('may name a resource', () => {
    const { ingress } = read('  defaultBackend: {resource: {apiGroup: x, kind: Bucket, name: b}}\n');
    expect(ingress?.spec.defaultBackend).toEqual({ kind: 'resource' });
  });

  test.each([
    [`{path: /, ${backend}}`, 'S202 9:10'],
    [`{path: /, pathType: Regex, ${backend}}`, 'S204 9:30'],
    [`{path: foo, pathType: ImplementationSpecific, ${backend}}`, 'S210 9:16'],
    [`{pathType: Prefix, ${backend}}`, 'S210 9:10'],
    [`{path: /a//b, pathType: Prefix, ${backend}}`, 'S210 9:16'],
    [`{path: /a/.., pathType: Exact, ${backend}}`, 'S210 9:16'],
    [`{path: /a%2fb, pathType: Exact, ${backend}}`, 'S210 9:16'],
    ['{path: /, pathType: Prefix}', 'S202 9:10'],
    ['{path: /, pathType: Prefix, backend: {}}', 'S202 9:38'],
    ['{path: /, pathType: Prefix, backend: {service: {name: web}}}', 'S202 9:47'],
    ['{path: /, pathType: Prefix, backend: {service: {port: {number: 80}}}}', 'S202 9:47'],
    ['{path: /, pathType: Prefix, backend: {service: {name: web, port: 80}}}', 'S203 9:74'],
    ['{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: "80"}}}}', 'S203 9:83'],
    ['{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80000}}}}', 'S218 9:74'],
    ['{path: /, pathType: Prefix, backend: {serviceName: web}}', 'S206 9:52'],
    ['{path: /, pathType: Prefix, backend: {service: {name: "a/b", port: {number: 80}}}}', 'S217 9:63'],
  ])('%s is refused', (path, place) => {
    const { ingress, found } = read(rule(path));
    expect(ingress).toBeUndefined();
    expect(found.map((f) => f.slice(0, 4))).toEqual([place.slice(0, 4)]);
  });

  test('that serves nothing is refused', () => {
    expect(read('  ingressClassName: nginx\n').found).toEqual(['S208 5:3']);
    expect(readText('apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\n').found).toEqual([
      'S208 1:1',
    ]);
    expect(read('  rules:\n  - http: {paths: []}\n').found).toEqual(['S202 6:19']);
  });

  test('rules that are no list', () => {
    expect(read('  rules:\n    host: a\n').found).toEqual(['S203 6:5']);
  });

  test.each([
    ['A.example', 'S209'],
    ['10.0.0.1', 'S209'],
    ['"::1"', 'S209'],
    ['"*.*.example"', 'S209'],
    ['"a.*.example"', 'S209'],
    ['"a.example:8080"', 'S209'],
    ['a_b.example', 'S209'],
    ['"$(DOMAIN)"', 'S216'],
    ['"${SUB}.example"', 'S216'],
    ['"{{ .Values.host }}"', 'S216'],
    ['__HOST__', 'S216'],
  ])('host %s is told, and taken', (host, code) => {
    const { ingress, found } = read(rule(`{path: /, pathType: Prefix, ${backend}}`, host));
    expect(found).toEqual([`${code} 6:11`]);
    expect(ingress?.spec.rules[0]?.host).toBe(host.replaceAll('"', ''));
  });

  test.each(['a.example', '"*.example"', 'localhost', 'xn--bcher-kva.example', '0.example'])(
    'host %s is legal',
    (host) => {
      expect(read(rule(`{path: /, pathType: Prefix, ${backend}}`, host)).found).toEqual([]);
    },
  );
});

describe('the versions before', () => {
  const old = '{path: /x, backend: {serviceName: web, servicePort: 80}}';

  test.each(['extensions/v1beta1', 'networking.k8s.io/v1beta1'])('%s', (version) => {
    const { ingress, found } = read(`  backend: {serviceName: d, servicePort: http}\n${rule(old)}`, version);
    expect(found).toEqual(['S207 1:13']);
    expect(ingress?.spec).toEqual({
      defaultBackend: { kind: 'service', name: 'd', port: 'http' },
      tls: [],
      rules: [
        {
          host: 'a.example',
          paths: [
            { path: '/x', pathType: 'ImplementationSpecific', backend: { kind: 'service', name: 'web', port: 80 } },
          ],
        },
      ],
    });
    if (ingress === undefined) return;
    const place = locate(
      sourceOrigin(ingress.object, ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'serviceName']),
    );
    expect(place).toMatchObject({ line: 10, column: 43 });
  });

  test('a port number in quotes is told, and taken as a number', () => {
    const { ingress, found } = read(rule(old.replace('80', '"80"')), 'extensions/v1beta1');
    expect(found.map((f) => f.slice(0, 4)).sort()).toEqual(['S207', 'S211']);
    expect(ingress?.spec.rules[0]?.paths?.[0]?.backend).toEqual({ kind: 'service', name: 'web', port: 80 });
  });

  test('the new shape in an old version is refused', () => {
    const { ingress } = read(rule(`{path: /, pathType: Prefix, ${backend}}`), 'extensions/v1beta1');
    expect(ingress).toBeUndefined();
  });
});
