import { describe, expect, test } from 'vitest';
import { compileText } from '../../../test/support/compile.ts';
import { expectLoaded, installedVersion } from '../../../test/support/proxies.ts';
import type { OutputFile } from '../target.ts';

const version = installedVersion('nginx');

const service = (name: string, ips: readonly string[]): string => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec: { clusterIP: 10.0.0.1, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: default, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ port: 8080 }]
endpoints: [${ips.map((ip) => `{ addresses: [${ip}] }`).join(', ')}]`;

const snippetsAllowed = `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
data: { allow-snippet-annotations: "true", annotations-risk-level: Critical }`;

interface Wanted {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly name?: string;
  readonly host?: string;
  readonly to?: string;
}

const ingress = ({ annotations = {}, path = '/', name = 'web', host = 'a.test', to = 'web' }: Wanted): string => `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: default
  annotations: ${JSON.stringify(Object.fromEntries(Object.entries(annotations).map(([k, v]) => [`nginx.ingress.kubernetes.io/${k}`, v])))}
spec:
  ingressClassName: nginx
  rules:
    - host: ${host}
      http:
        paths: [{ path: ${JSON.stringify(path)}, pathType: ImplementationSpecific, backend: { service: { name: ${to}, port: { number: 80 } } } }]`;

const render = (input: string): readonly OutputFile[] => {
  const compiled = compileText(input, {
    targets: ['nginx'],
    versions: version === undefined ? {} : { nginx: version },
  });
  return compiled.targets[0]?.rendered.files ?? [];
};

const confOf = (files: readonly OutputFile[]): string => files.find((f) => f.name === 'nginx.conf')?.text ?? '';
const web = service('web', ['10.1.1.1', '10.1.1.2', '10.1.1.3', '10.1.1.4']);

describe('what is rendered', () => {
  test('a setting that most locations share stands once, at http level', () => {
    const conf = confOf(
      render(
        [1, 2, 3]
          .map((n) =>
            ingress({ name: `w${n}`, host: `h${n}.test`, annotations: { 'proxy-read-timeout': n === 3 ? '7' : '9' } }),
          )
          .join('') + web,
      ),
    );
    expect(conf.match(/proxy_read_timeout 9s;/g)).toHaveLength(1);
    expect(conf).toMatch(/^ {4}proxy_read_timeout 9s;$/m);
    expect(conf).toMatch(/^ {12}proxy_read_timeout 7s;$/m);
  });

  test('HTTPS redirects stand before the rewrite, which ends the phase', () => {
    const conf = confOf(
      render(
        ingress({ annotations: { 'rewrite-target': '/$1', 'force-ssl-redirect': 'true' }, path: '/x/(.*)' }) + web,
      ),
    );
    expect(conf.indexOf('return 308')).toBeGreaterThan(0);
    expect(conf.indexOf('return 308')).toBeLessThan(conf.indexOf('rewrite "(?i)/x/(.*)" "/$1" break;'));
  });

  test('an endpoint is listed as often as it may be tried', () => {
    const conf = confOf(render(ingress({}) + service('web', ['10.1.1.1'])));
    expect(conf.match(/server 10\.1\.1\.1:8080 max_fails=0;/g)).toHaveLength(3);
  });

  test('a pattern nginx could not compile loses its location, not the file', () => {
    const compiled = compileText(
      ingress({ annotations: { 'use-regex': 'true' }, path: '/a(b' }) + ingress({ name: 'ok', path: '/ok' }) + web,
      { targets: ['nginx'] },
    );
    const rendered = compiled.targets[0]?.rendered;
    expect(confOf(rendered?.files ?? [])).toContain('"^/ok"');
    expect(confOf(rendered?.files ?? [])).not.toContain('/a(b');
    expect(rendered?.findings.map((f) => f.because.code)).toContain('T5102');
  });

  test('captures and names in replaced texts of bodies are set first', async () => {
    const snippet = { 'configuration-snippet': "sub_filter 'x' '$1 of $service_name';" };
    const files = render(
      ingress({ annotations: { ...snippet, 'use-regex': 'true' }, path: '/a/(.*)' }) + web + snippetsAllowed,
    );
    const conf = confOf(files);
    expect(conf).toContain('set $ic_capture_1 $1;');
    expect(conf).toContain('set $ic_service_name web;');
    await expectLoaded('nginx', files);
  });

  test('a route knows its own names', () => {
    const conf = confOf(render(ingress({ annotations: { 'upstream-vhost': '$service_name.$namespace.svc' } }) + web));
    expect(conf).toContain('set $ic_service_name web;');
    expect(conf).toContain('proxy_set_header Host "${ic_service_name}.${ic_namespace}.svc";');
  });

  test('a gRPC backend does not send the headers that are set here a second time', () => {
    const annotations = { 'backend-protocol': 'GRPC', 'enable-cors': 'true' };
    const conf = confOf(render(ingress({ annotations }) + web));
    expect(conf).toContain('grpc_hide_header Access-Control-Allow-Origin;');
    expect(confOf(render(ingress({ annotations: { 'enable-cors': 'true' } }) + web))).not.toContain('grpc_hide');
  });

  test('what stands for the star of a wildcard host is known there', () => {
    const conf = confOf(
      render(ingress({ annotations: { 'upstream-vhost': '$subdomain.internal' }, host: '"*.w.test"' }) + web),
    );
    expect(conf).toContain('map "${host}:${server_name}" $ic_subdomain {');
    expect(conf).toContain('proxy_set_header Host "${ic_subdomain}.internal";');
  });

  test('what cannot be checked is closed, a firewall that only watches is left away', () => {
    const rules = { 'enable-modsecurity': 'true', 'modsecurity-snippet': 'SecRuleEngine On' };
    const conf = confOf(render(ingress({ annotations: rules }) + web + snippetsAllowed));
    expect(conf).toMatch(/location "\/" \{\n {12}return 503;\n {8}\}/);
    const watching = compileText(ingress({ annotations: { 'enable-modsecurity': 'true' } }) + web, {
      targets: ['nginx'],
    });
    expect(confOf(watching.targets[0]?.rendered.files ?? [])).not.toContain('return 503;');
    expect(watching.targets[0]?.rendered.outcomes.flatMap((o) => o.because.map((b) => b.code))).toContain('T5132');
  });
});

const everything: Readonly<Record<string, string>> = {
  'enable-cors': 'true',
  'cors-allow-origin': 'https://*.a.test, https://b.test:8443',
  'allowlist-source-range': '10.0.0.0/8,2001:db8::/32',
  'limit-rps': '5',
  'limit-connections': '3',
  'limit-allowlist': '127.0.0.0/8',
  'auth-url': 'http://auth.default.svc.cluster.local/check?a=$request_uri',
  'auth-signin': 'https://login.test/?rd=$escaped_request_uri',
  'auth-cache-key': '$cookie_session',
  'auth-response-headers': 'X-User, X-Groups',
  'mirror-target': 'http://mirror.test$request_uri',
  affinity: 'cookie',
  'session-cookie-name': 'my-route',
  'affinity-mode': 'persistent',
  'custom-http-errors': '404,503',
  'proxy-cookie-path': '/one /two',
  'app-root': '/home',
  'upstream-vhost': 'inner.test',
};

describe.skipIf(version === undefined)('nginx loads', () => {
  test('many features together', async () => {
    const canary = ingress({
      name: 'c',
      to: 'next',
      annotations: { canary: 'true', 'canary-weight': '20', 'canary-by-header': 'X-C', 'canary-by-cookie': 'c-c' },
    });
    await expectLoaded(
      'nginx',
      render(ingress({ annotations: everything }) + canary + web + service('next', ['10.1.2.1'])),
    );
  });

  test.each([
    ['gRPC', { 'backend-protocol': 'GRPC' }],
    ['TLS to the backend', { 'backend-protocol': 'HTTPS', 'proxy-ssl-server-name': 'on', 'proxy-ssl-name': 'x.test' }],
    ['FastCGI', { 'backend-protocol': 'FCGI', 'fastcgi-index': 'index.php' }],
    ['scheme of the client', { 'backend-protocol': 'AUTO_HTTP' }],
    [
      'subset hashing',
      { 'upstream-hash-by': '$remote_addr', 'upstream-hash-by-subset': 'true', 'upstream-hash-by-subset-size': '2' },
    ],
    ['ewma', { 'load-balance': 'ewma' }],
    ['names of the route', { 'upstream-hash-by': '$service_name', 'upstream-vhost': '$service_name.$namespace.svc' }],
    [
      'balanced sessions',
      {
        affinity: 'cookie',
        'session-cookie-expires': '60',
        'session-cookie-samesite': 'None',
        'session-cookie-conditional-samesite-none': 'true',
      },
    ],
  ])('%s', async (_name, annotations) => {
    await expectLoaded('nginx', render(ingress({ annotations }) + web));
  });

  test('without DNS: Services by name behind HTTP, TLS passthrough and a TCP port', async () => {
    const passed = ingress({ annotations: { 'ssl-passthrough': 'true' }, name: 'p', host: 'p.test' });
    const tcp = `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: tcp-services, namespace: ingress-nginx }
data: { "9000": "default/web:80" }`;
    const compiled = compileText(ingress({}) + passed + tcp, {
      targets: ['nginx'],
      versions: version === undefined ? {} : { nginx: version },
      dialect: { tcpServices: 'ingress-nginx/tcp-services' },
    });
    const files = compiled.targets[0]?.rendered.files ?? [];
    expect(confOf(files)).toContain('listen 127.0.0.1:9000;');
    await expectLoaded('nginx', files);
  });

  test.each([
    [[1, 22], 0],
    [[1, 26], 1],
  ] as const)('HTTP/2 off in nginx %j', (asked, times) => {
    const setting = `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
data: { use-http2: "false" }`;
    const compiled = compileText(ingress({}) + web + setting, { targets: ['nginx'], versions: { nginx: asked } });
    expect(confOf(compiled.targets[0]?.rendered.files ?? []).match(/http2 off;/g) ?? []).toHaveLength(times);
  });

  test.each([
    '/a"; } return 200; #',
    "/a'b{c}",
    '/a\\',
    '/$host/${x}',
    '/a;b',
    '/a b',
    '/(?<host>a)/(.*)',
    '/[',
    '/a{2,1}',
    '/\u00e9',
  ])('a regex host with the path %s', async (path) => {
    await expectLoaded('nginx', render(ingress({ path, annotations: { 'use-regex': 'true' } }) + web));
  });
});
