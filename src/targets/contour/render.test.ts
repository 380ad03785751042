import { HTTPProxy, TLSCertificateDelegation } from '@kubernetes-models/contour/projectcontour.io/v1';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Model, Pool, Route, Site } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import { parseCidr } from '../../model/values/cidr.ts';
import { literal } from '../../model/values/template.ts';
import { type Origin, traced } from '../../source/traced.ts';
import type { TargetOptions } from '../target.ts';
import { contour } from './target.ts';

const from: Origin = { kind: 'default', dialect: 'test', key: 'test' };
const value = <T>(v: T) => traced(v, from);
const ref = { kind: 'Ingress', namespace: 'shop', name: 'web' };
const options: TargetOptions = { version: [1, 33], writeSecrets: true, http3: false, traefikFormat: 'crd' };

const pool = (namespace: string, name: string): Pool => ({
  name: `${namespace}/${name}/80`,
  service: { namespace, name, port: 80, portNumber: 80 },
  endpoints: { kind: 'name', host: `${name}.${namespace}`, port: 80 },
  features: {},
  from: [from],
});

const route = (match: Route['match'], features: Features<'http'> = {}, service = 'web', namespace = 'shop'): Route => ({
  id: `route ${JSON.stringify(match)}`,
  match,
  path: match.kind === 'regex' ? match.pattern.source.slice(1) : match.path,
  implicit: false,
  ingress: { ...ref, namespace },
  from: [from],
  upgrades: true,
  protocol: 'http',
  features,
  action: {
    kind: 'forward',
    pool: `${namespace}/${service}/80`,
    protocol: value('http'),
    service: { namespace, name: service, port: 80, portNumber: 80 },
  },
});

const site = (host: string, routes: readonly Route[], features: Features<'site'> = {}): Site => ({
  host,
  name: host.startsWith('*.') ? { kind: 'wildcard', suffix: host.slice(2) } : { kind: 'exact', host },
  aliases: [],
  routes,
  ordered: routes.some((r) => r.match.kind === 'regex'),
  tls: false,
  features,
  passthrough: {},
  from: [from],
});

const render = (...sites: readonly Site[]) => {
  const model: Model = {
    listeners: { http: { port: 80 }, https: { port: 443 } },
    controller: {},
    sites,
    pools: [pool('shop', 'web'), pool('shop', 'canary'), pool('other', 'web')],
    streams: [],
  };
  const rendered = contour.render(model, options);
  const objects = rendered.files
    .filter(({ name }) => name !== 'contour.yaml')
    .flatMap(({ text }) => parseAllDocuments(text).map((d) => d.toJS()));
  return { rendered, objects, codes: rendered.outcomes.flatMap((o) => o.because.map(({ code }) => code)) };
};

interface Read {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly virtualhost?: unknown;
    readonly includes?: readonly unknown[];
    readonly routes?: readonly Record<string, unknown>[];
  };
}

const routesOf = (objects: readonly Read[]): readonly Record<string, unknown>[] =>
  objects.flatMap((o) => o.spec?.routes ?? []);

const validate = (objects: readonly Read[]): void => {
  for (const object of objects) {
    const Kind =
      object.kind === 'HTTPProxy'
        ? HTTPProxy
        : object.kind === 'TLSCertificateDelegation'
          ? TLSCertificateDelegation
          : undefined;
    if (Kind !== undefined) new Kind(JSON.parse(JSON.stringify(object))).validate();
  }
};

const prefix = (path: string): Route['match'] => ({ kind: 'prefix', path });
const regex = (source: string): Route['match'] => ({ kind: 'regex', pattern: { source, ignoreCase: true } });

describe('contour.render', () => {
  it('makes objects that the schemas of Contour accept', () => {
    const { objects } = render(
      site('a.test', [
        route(prefix('/api'), {
          timeouts: { connect: value({ ms: 5000 }), send: value({ ms: 60000 }), read: value({ ms: 60000 }) },
          bodySize: { max: value({ bytes: 1048576 }) },
          httpsRedirect: {
            status: value(308),
            names: 'all',
            trailingSlash: value('cut'),
            because: value('certificate'),
          },
          cors: {
            origins: value('any'),
            methods: value('GET, PUT'),
            headers: value('X-A'),
            credentials: value(true),
            maxAge: value(10),
          },
        }),
        route(prefix('/'), {
          accessList: { allow: value([parseCidr('10.0.0.0/8')].flatMap((c) => c ?? [])) },
          requestHeaders: { changes: [{ name: 'X-Odd', value: value(literal('50% "off"')), from: value(0) }] },
          rateLimit: {
            zone: 'z',
            perSecond: value(5),
            burstMultiplier: value(5),
            requestStatus: value(503),
            connectionStatus: value(503),
            key: value('clientAddress'),
          },
        }),
      ]),
      site('*.b.test', [
        route(regex('^/x(/|$)(.*)'), {
          rewrite: {
            pattern: value({ source: '/x(/|$)(.*)', ignoreCase: true }),
            target: value([
              { kind: 'text', text: '/' },
              { kind: 'capture', group: 2 },
            ]),
            redirects: false,
          },
        }),
      ]),
    );
    expect(objects.filter((o) => o.kind === 'HTTPProxy')).toHaveLength(4);
    validate(objects);
  });

  it('keeps Services in their namespaces: one root, a child for each', () => {
    const { objects } = render(site('a.test', [route(prefix('/x')), route(prefix('/'), {}, 'web', 'other')]));
    const root = objects.find((o) => o.spec?.virtualhost !== undefined);
    expect(root?.spec.includes).toEqual([
      { name: 'web--a.test', namespace: 'shop' },
      { name: 'web--a.test', namespace: 'other' },
    ]);
  });

  it('asks for a certificate of another namespace', () => {
    const secret = (key: string) => ({ secret: { namespace: 'certs', name: 'a', key }, text: '' });
    const certificate = value({ certificate: secret('tls.crt'), key: secret('tls.key'), names: ['a.test'] });
    const { objects } = render(
      site('a.test', [route(prefix('/'))], { serverCertificate: { certificate, names: ['a.test'] } }),
    );
    expect(objects.find((o) => o.spec?.virtualhost !== undefined)?.spec.virtualhost).toMatchObject({
      tls: { secretName: 'certs/a' },
    });
    const delegation = objects.find((o) => o.kind === 'TLSCertificateDelegation');
    expect([delegation?.metadata.namespace, delegation?.spec.delegations]).toEqual([
      'certs',
      [{ secretName: 'a', targetNamespaces: ['shop'] }],
    ]);
    validate(objects);
  });

  it('shuts a route whose guard cannot be kept, on both sides', () => {
    const users = value({ secret: { namespace: 'shop', name: 'users', key: 'auth' }, text: 'a:b' });
    const guarded = route(prefix('/'), {
      basicAuth: { scheme: value('basic'), realm: value('x'), users, layout: value('auth-file') },
    });
    const { objects, codes } = render(site('a.test', [guarded]));
    expect(codes).toContain('T5416');
    const routes = routesOf(objects);
    expect(routes.some((r) => r['services'] !== undefined)).toBe(false);
    expect(routes.at(-1)).toMatchObject({ permitInsecure: true, directResponsePolicy: { statusCode: 503 } });
  });

  it('answers 503 instead of sending a path that cannot be rewritten', () => {
    const rewrite = {
      pattern: value({ source: '/(v[0-9])/(.*)', ignoreCase: true }),
      target: value([
        { kind: 'text', text: '/' },
        { kind: 'capture', group: 2 },
        { kind: 'capture', group: 1 },
      ] as const),
      redirects: false,
    };
    const { objects, codes } = render(site('a.test', [route(regex('^/(v[0-9])/(.*)'), { rewrite })]));
    expect(codes).toContain('T5400');
    expect(routesOf(objects).every((r) => r['services'] === undefined)).toBe(true);
  });

  it('prefers the first of two routes on one path', () => {
    const { objects } = render(
      site('a.test', [route({ kind: 'exact', path: '/a' }, {}, 'canary'), route(prefix('/a'))]),
    );
    const exact = routesOf(objects).filter((r) => JSON.stringify(r['conditions']).includes('"exact":"/a"'));
    expect(exact.map((r) => JSON.stringify(r['services']))).toEqual(
      exact.map(() => JSON.stringify([{ name: 'canary', port: 80 }])),
    );
    expect(exact.length).toBeGreaterThan(0);
  });

  it('never lets a value out of its place', () => {
    const hostile = '"\n- kind: Evil\n#\u0085\u2028: {}';
    const { rendered, objects } = render(
      site('a.test', [
        route(prefix('/a b"\\\'{}'), {
          responseHeaders: { changes: [{ name: 'X-A', how: 'replace', value: value(literal(hostile)), always: true }] },
        }),
      ]),
    );
    expect(objects.every((o) => o.kind !== 'Evil')).toBe(true);
    expect(rendered.outcomes.some((o) => o.because.some(({ code }) => code === 'T5432'))).toBe(true);
    validate(objects);
  });

  it('is the same twice', () => {
    const sites = [site('b.test', [route(prefix('/'))]), site('a.test', [route(prefix('/x')), route(prefix('/'))])];
    expect(render(...sites).rendered.files).toEqual(render(...sites).rendered.files);
  });
});
