import { describe, expect, test } from 'vitest';
import { createReport } from '../../diagnostics/report.ts';
import { readCluster } from '../../kubernetes/read.ts';
import type { Model, Route, Site } from '../../model/model.ts';
import { ingressNginx } from './dialect.ts';

interface Rule {
  readonly name: string;
  readonly host?: string;
  readonly paths: readonly (readonly [path: string, type: string, service?: string])[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly created?: string;
  readonly tls?: readonly string[];
}

const ingress = ({ name, host, paths, annotations = {}, created, tls }: Rule): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name,
    ...(created === undefined ? {} : { creationTimestamp: created }),
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([k, v]) => [k.includes('/') ? k : `nginx.ingress.kubernetes.io/${k}`, v]),
    ),
  },
  spec: {
    ingressClassName: 'nginx',
    ...(tls === undefined ? {} : { tls: [{ hosts: tls, secretName: 'missing' }] }),
    rules: [
      {
        ...(host === undefined ? {} : { host }),
        http: {
          paths: paths.map(([path, pathType, service = 'web']) => ({
            path,
            pathType,
            backend: { service: { name: service, port: { number: 80 } } },
          })),
        },
      },
    ],
  },
});

const read = (...objects: readonly object[]): { model: Model; codes: readonly string[] } => {
  const report = createReport();
  const text = objects.map((o) => JSON.stringify(o)).join('\n---\n');
  const { cluster } = readCluster([{ name: 'in.yaml', text }], report);
  const { model } = ingressNginx.read(
    cluster,
    { listeners: { http: { port: 80 }, https: { port: 443 } }, classes: [], http3: false, sslPassthrough: true },
    report,
  );
  return { model, codes: report.diagnostics().map((d) => d.code) };
};

const site = (model: Model, host: string): Site => {
  const found = model.sites.find((s) => s.host === host);
  if (found === undefined) throw new Error(`no site ${host}`);
  return found;
};
const shape = (route: Route): string => {
  const { match, action } = route;
  const to =
    action.kind === 'forward'
      ? action.pool.split('/')[1]
      : action.kind === 'slash-redirect'
        ? `301 ${action.to}`
        : 'default';
  return `${match.kind} ${match.kind === 'regex' ? match.pattern.source : match.path} → ${to}`;
};
const shapes = (model: Model, host: string): readonly string[] => site(model, host).routes.map(shape);

describe('locations of a host without regular expressions', () => {
  test('exact before prefix, longest first, the implicit root last', () => {
    const { model } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [
          ['/', 'Exact', 'root'],
          ['/foo', 'Prefix', 'foo'],
          ['/foo/bar', 'Prefix', 'bar'],
          ['/foo', 'Exact', 'only'],
        ],
      }),
    );
    expect(shapes(model, 'a.test')).toEqual([
      'exact /foo → only',
      'exact / → root',
      'prefix /foo/bar → bar',
      'prefix /foo → foo',
      'prefix / → default',
    ]);
  });

  test('a prefix that ends in a slash redirects its bare form, unless an exact path is there', () => {
    const { model } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [
          ['/foo/', 'Prefix', 'foo'],
          ['/bar/', 'Prefix', 'bar'],
          ['/bar', 'Exact', 'only'],
        ],
      }),
    );
    expect(shapes(model, 'a.test')).toEqual([
      'exact /foo → 301 /foo/',
      'exact /bar → only',
      'prefix /foo/ → foo',
      'prefix /bar/ → bar',
      'prefix / → default',
    ]);
  });

  test('a denied location does not redirect its bare form', () => {
    const { model } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [['/foo/', 'Prefix']],
        annotations: { 'allowlist-source-range': 'nonsense' },
      }),
    );
    expect(shapes(model, 'a.test')).toEqual(['prefix /foo/ → web', 'prefix / → default']);
    expect(site(model, 'a.test').routes.every((r) => r.features.denied?.status.value === 503)).toBe(true);
  });

  test('/foo and /foo/ would break the controller: the older one stays and an error says so', () => {
    const { model, codes } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [
          ['/foo', 'Prefix', 'one'],
          ['/foo/', 'Prefix', 'two'],
        ],
      }),
    );
    expect(shapes(model, 'a.test')).toEqual(['prefix /foo → one', 'prefix / → default']);
    expect(codes).toContain('M433');
  });
});

describe('locations of a host with regular expressions', () => {
  test('one rewrite makes every path of the host an unanchored expression, longest manifest path first', () => {
    const { model, codes } = read(
      ingress({
        name: 'b',
        host: 'a.test',
        paths: [['/foo/bar/(.+)', 'ImplementationSpecific', 'two']],
        annotations: { 'rewrite-target': '/$1' },
      }),
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [
          ['/foo/bar', 'Exact', 'one'],
          ['/aaa', 'Prefix', 'three'],
        ],
      }),
    );
    expect(site(model, 'a.test').ordered).toBe(true);
    expect(shapes(model, 'a.test')).toEqual([
      'regex ^/foo/bar/(.+) → two',
      'regex ^/foo/bar → one',
      'regex ^/aaa → three',
      'regex ^/ → default',
    ]);
    expect(codes).toContain('M437');
  });

  test('a target equal to the path is no rewrite', () => {
    const { model } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']], annotations: { 'rewrite-target': '/' } }),
    );
    expect(site(model, 'a.test').ordered).toBe(false);
    expect(site(model, 'a.test').routes[0]?.features.rewrite).toBeUndefined();
  });

  test('a target equal to a prefix path rewrites what lies below it, and makes the host one of expressions', () => {
    const { model } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/pre', 'Prefix']], annotations: { 'rewrite-target': '/pre' } }),
    );
    expect(shapes(model, 'a.test')).toEqual(['regex ^/pre/ → web', 'regex ^/pre → web', 'regex ^/ → default']);
    expect(site(model, 'a.test').routes.map((r) => r.features.rewrite?.pattern.value.source)).toEqual([
      '/pre/',
      undefined,
      '/',
    ]);
  });
});

describe('merging', () => {
  test('the oldest Ingress wins a path, the younger is named', () => {
    const { model, codes } = read(
      ingress({ name: 'young', host: 'a.test', paths: [['/x', 'Prefix', 'young']], created: '2024-01-02T00:00:00Z' }),
      ingress({ name: 'old', host: 'a.test', paths: [['/x', 'Prefix', 'old']], created: '2024-01-01T00:00:00Z' }),
    );
    expect(shapes(model, 'a.test')).toEqual(['prefix /x → old', 'prefix / → default']);
    expect(codes).toContain('M432');
  });

  test('equal ages go by namespace/name descending', () => {
    const { model } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/x', 'Prefix', 'first']] }),
      ingress({ name: 'b', host: 'a.test', paths: [['/x', 'Prefix', 'second']] }),
    );
    expect(shapes(model, 'a.test')[0]).toBe('prefix /x → second');
  });

  test('the implicit root has the annotations of the oldest Ingress of the host', () => {
    const { model } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [['/old', 'Prefix']],
        annotations: { 'permanent-redirect': 'https://new.test' },
      }),
    );
    const root = site(model, 'a.test').routes.at(-1);
    expect(root?.implicit).toBe(true);
    expect(root?.features.redirect?.status.value).toBe(301);
  });

  test('TLS in one Ingress redirects the paths of another one of the host', () => {
    const { model } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/a', 'Prefix']], tls: ['a.test'] }),
      ingress({ name: 'b', host: 'a.test', paths: [['/b', 'Prefix']] }),
      ingress({ name: 'c', host: 'plain.test', paths: [['/', 'Prefix']] }),
    );
    expect(site(model, 'a.test').routes.every((r) => r.features.httpsRedirect?.names === 'all')).toBe(true);
    expect(site(model, 'plain.test').routes[0]?.features.httpsRedirect).toBeUndefined();
  });

  test('acme challenges and their like are exempt by manifest path', () => {
    const { model } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [
          ['/.well-known/acme-challenge/x', 'Exact'],
          ['/', 'Prefix'],
        ],
        tls: ['a.test'],
      }),
    );
    expect(site(model, 'a.test').routes.map((r) => r.features.httpsRedirect !== undefined)).toEqual([false, true]);
  });

  test('a host below a wildcard host with TLS is redirected as well', () => {
    const { model } = read(
      ingress({ name: 'w', host: '*.a.test', paths: [['/', 'Prefix']], tls: ['*.a.test'] }),
      ingress({ name: 'x', host: 'x.a.test', paths: [['/', 'Prefix']] }),
    );
    expect(site(model, 'x.a.test').routes[0]?.features.httpsRedirect?.names).toBe('all');
  });
});

describe('canaries', () => {
  const primary = ingress({ name: 'z-main', host: 'a.test', paths: [['/', 'Prefix', 'main']] });

  test('attach to the location of the same host, path and type', () => {
    const { model } = read(
      primary,
      ingress({
        name: 'next',
        host: 'a.test',
        paths: [['/', 'Prefix', 'next']],
        annotations: { canary: 'true', 'canary-weight': '30' },
      }),
    );
    const [route] = site(model, 'a.test').routes;
    expect(route?.features.canary?.pool).toBe('default/next/80');
    expect(route?.features.canary?.weight.value).toEqual({ weight: 30, total: 100 });
  });

  test('without a partner nothing happens, and that is said', () => {
    const { model, codes } = read(
      primary,
      ingress({
        name: 'next',
        host: 'a.test',
        paths: [['/x', 'Prefix', 'next']],
        annotations: { canary: 'true', 'canary-weight': '30' },
      }),
    );
    expect(shapes(model, 'a.test')).toEqual(['prefix / → main']);
    expect(codes).toContain('M441');
  });

  test('an older canary takes the Service away from the primary', () => {
    const { model, codes } = read(
      ingress({ name: 'main', host: 'a.test', paths: [['/p', 'Prefix', 'main']], created: '2024-01-02T00:00:00Z' }),
      ingress({
        name: 'next',
        host: 'a.test',
        paths: [['/p', 'Prefix', 'main']],
        annotations: { canary: 'true' },
        created: '2024-01-01T00:00:00Z',
      }),
    );
    expect(shapes(model, 'a.test')).toEqual(['prefix / → default']);
    expect(codes).toContain('M442');
  });
});

describe('hosts', () => {
  test('an alias that is a host of its own is dropped', () => {
    const { model, codes } = read(
      ingress({
        name: 'a',
        host: 'a.test',
        paths: [['/', 'Prefix']],
        annotations: { 'server-alias': 'b.test, c.test' },
      }),
      ingress({ name: 'b', host: 'b.test', paths: [['/', 'Prefix']] }),
    );
    expect(site(model, 'a.test').aliases.map((a) => a.value.text)).toEqual(['c.test']);
    expect(codes).toContain('M431');
  });

  test('an alias that is an empty expression is left out: nginx loads nothing with it', () => {
    const { model, codes } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']], annotations: { 'server-alias': '~, b.test' } }),
    );
    expect(site(model, 'a.test').aliases.map((a) => a.value.text)).toEqual(['b.test']);
    expect(codes).toContain('D340');
  });

  test('a www redirect goes to the counterpart that nobody else serves', () => {
    const { model, codes } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']], annotations: { 'from-to-www-redirect': 'true' } }),
      ingress({ name: 'b', host: 'b.test', paths: [['/', 'Prefix']], annotations: { 'from-to-www-redirect': 'true' } }),
      ingress({ name: 'c', host: 'www.b.test', paths: [['/', 'Prefix']] }),
    );
    expect(site(model, 'a.test').features.wwwRedirect?.from.value).toBe('www.a.test');
    expect(site(model, 'b.test').features.wwwRedirect).toBeUndefined();
    expect(codes).toContain('M434');
  });

  test('passthrough needs a root path', () => {
    const { model, codes } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']], annotations: { 'ssl-passthrough': 'true' } }),
      ingress({ name: 'b', host: 'b.test', paths: [['/x', 'Prefix']], annotations: { 'ssl-passthrough': 'true' } }),
    );
    expect(site(model, 'a.test').passthrough.passthrough?.pool.value).toBe('default/web/80');
    expect(site(model, 'b.test').passthrough.passthrough).toBeUndefined();
    expect(codes).toContain('M435');
  });

  test('the catch-all is there even when nobody asks for it, without annotations', () => {
    const { model } = read(ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']] }));
    expect(site(model, '').name).toEqual({ kind: 'any' });
    expect(shapes(model, '')).toEqual(['prefix / → default']);
  });
});

describe('Services routed to by name', () => {
  test.each(['${APP_NAME}', 'web:80'])('%s is no name DNS can hold: no endpoints', (name) => {
    const { model, codes } = read(ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix', name]] }));
    expect(codes).toContain('M417');
    expect(model.pools.map((p) => p.endpoints)).toEqual([{ kind: 'addresses', addresses: [] }]);
  });

  test('a legal name is kept', () => {
    const { model } = read(ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']] }));
    expect(model.pools.map((p) => p.endpoints)).toEqual([
      { kind: 'name', host: 'web.default.svc.cluster.local', port: 80 },
    ]);
  });
});

describe('certificates', () => {
  const host = ingress({ name: 'a', host: 'a.test', paths: [['/', 'Prefix']], tls: ['a.test'] });

  test('manifests without any Secret: the Secret is referred to by its name', () => {
    const { model, codes } = read(host);
    expect(site(model, 'a.test').features.certificateReference?.secret.value).toEqual({
      namespace: 'default',
      name: 'missing',
    });
    expect(codes).toEqual([]);
  });

  test('a picture of a cluster: a Secret that is not there does not exist', () => {
    const { model, codes } = read(host, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other' }, data: {} });
    expect(site(model, 'a.test').features.certificateReference).toBeUndefined();
    expect(codes).toEqual(['M421']);
  });
});

describe('affinity', () => {
  test('the cookie is issued only where an Ingress with affinity lists the path', () => {
    const { model } = read(
      ingress({ name: 'a', host: 'a.test', paths: [['/with', 'Prefix']], annotations: { affinity: 'cookie' } }),
      ingress({ name: 'b', host: 'a.test', paths: [['/without', 'Prefix']] }),
    );
    const cookies = site(model, 'a.test').routes.map((r) => [r.path, r.features.sessionCookie?.path.value]);
    expect(cookies).toEqual([
      ['/without', undefined],
      ['/with', '/with'],
      ['/', undefined],
    ]);
    expect(model.pools[0]?.features.affinity?.cookie.value).toBe('INGRESSCOOKIE');
  });
});
