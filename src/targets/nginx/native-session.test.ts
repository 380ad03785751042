import { expect, test } from 'vitest';
import { compileText } from '../../../test/support/compile.ts';
import type { Version } from '../target.ts';

const objects = (annotations: Readonly<Record<string, string>>): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: default
  annotations: ${JSON.stringify(Object.fromEntries(Object.entries({ affinity: 'cookie', 'session-cookie-name': 'route', ...annotations }).map(([k, v]) => [`nginx.ingress.kubernetes.io/${k}`, v])))}
spec:
  ingressClassName: nginx
  rules:
    - host: a.test
      http: { paths: [{ path: /shop, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { clusterIP: 10.0.0.1, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: default, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ port: 8080 }]
endpoints: [{ addresses: [10.1.0.1] }, { addresses: [10.1.0.2] }]`;

const render = (annotations: Readonly<Record<string, string>>, version: Version) => {
  const [target] = compileText(objects(annotations), { targets: ['nginx'], versions: { nginx: version } }).targets;
  return {
    conf: target?.rendered.files.find((f) => f.name === 'nginx.conf')?.text ?? '',
    codes: target?.rendered.outcomes.flatMap((o) => o.because.map((b) => b.code)) ?? [],
  };
};

const dated = { 'session-cookie-expires': '3600', 'session-cookie-max-age': '3600' };

test('a date is written by nginx 1.30, for new sessions alone', () => {
  const { conf, codes } = render(dated, [1, 30]);
  expect(conf.match(/sticky cookie route expires=3600s path=\/shop httponly secure;/g)).toHaveLength(1);
  expect(conf.match(/sticky cookie route expires=3600s path=\/shop httponly;/g)).toHaveLength(1);
  expect(conf).not.toContain('add_header Set-Cookie');
  expect(codes).not.toContain('T5112');
  expect(codes).not.toContain('T5134');
});

test('endpoints are named in the cookie as the maps of later requests name them', () => {
  const { conf } = render(dated, [1, 30]);
  const routes = [...conf.matchAll(/server 10\.1\.0\.\d:8080 max_fails=0 "route=(\w+)\|\w+";/g)].map((m) => m[1]);
  expect(new Set(routes).size).toBe(2);
  for (const route of routes) expect(conf).toContain(`"~^${route}(?:\\\\|`);
});

test('Expires and Max-Age of different length, or only one of them, are told', () => {
  expect(render({ 'session-cookie-expires': '3600' }, [1, 30]).codes).toContain('T5134');
  expect(render({ ...dated, 'session-cookie-max-age': '60' }, [1, 30]).codes).toContain('T5134');
});

test('older versions, and sessions without a date, keep to add_header', () => {
  expect(render(dated, [1, 28]).conf).not.toContain('sticky cookie');
  expect(render(dated, [1, 28]).codes).toContain('T5112');
  expect(render({ 'session-cookie-max-age': '3600' }, [1, 30]).conf).not.toContain('sticky cookie');
  expect(render({ 'session-cookie-max-age': '3600' }, [1, 30]).conf).toContain('add_header Set-Cookie');
});

test('where sessions may leave a failing endpoint the others stand by', () => {
  const change = { ...dated, 'session-cookie-change-on-failure': 'true' };
  for (const [annotations, version] of [
    [change, [1, 30]],
    [{ ...change, 'affinity-mode': 'persistent' }, [1, 26]],
  ] as const) {
    const { conf, codes } = render(annotations, version);
    expect(conf).toMatch(/server 10\.1\.0\.1:8080 max_fails=0;\n +server 10\.1\.0\.2:8080 max_fails=0 backup;/);
    expect(codes).toContain('T5113');
  }
  expect(render({ ...dated, 'affinity-mode': 'persistent' }, [1, 26]).conf).not.toContain('backup');
});
