import {
  IngressRoute,
  IngressRouteTCP,
  Middleware,
  ServersTransport,
  TLSOption,
  TraefikService,
} from '@kubernetes-models/traefik/traefik.io/v1alpha1';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { Model, Pool, Route, Site } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import { literal } from '../../model/values/template.ts';
import { type DefaultOrigin, type Traced, traced } from '../../source/traced.ts';
import type { TargetOptions } from '../target.ts';
import { traefik } from './target.ts';

const origin: DefaultOrigin = { kind: 'default', dialect: 'test', key: 'test' };
const t = <T>(value: T): Traced<T> => traced(value, origin);
const ingress = { kind: 'Ingress', namespace: 'shop', name: 'web' };

const pool = (
  name: string,
  endpoints: Pool['endpoints'] = { kind: 'addresses', addresses: [{ ip: '10.0.0.1', port: 8080 }] },
): Pool => ({
  name: `shop/${name}/80`,
  service: { namespace: 'shop', name, port: 80 },
  endpoints,
  features: {},
  from: [origin],
});

const route = (id: string, match: Route['match'], features: Features<'http'> = {}, service = 'web'): Route => ({
  id,
  match,
  path: match.kind === 'regex' ? match.pattern.source : match.path,
  implicit: false,
  ingress,
  from: [origin],
  upgrades: true,
  protocol: 'http',
  features,
  action: {
    kind: 'forward',
    pool: `shop/${service}/80`,
    protocol: t('http'),
    service: { namespace: 'shop', name: service, port: 80 },
  },
});

const site = (host: string, routes: readonly Route[], more: Partial<Site> = {}): Site => ({
  host,
  name:
    host === ''
      ? { kind: 'any' }
      : host.startsWith('*.')
        ? { kind: 'wildcard', suffix: host.slice(2) }
        : { kind: 'exact', host },
  aliases: [],
  routes,
  ordered: false,
  tls: false,
  features: {},
  passthrough: {},
  from: [origin],
  ...more,
});

const model = (sites: readonly Site[], more: Partial<Model> = {}): Model => ({
  listeners: { http: { port: 80 }, https: { port: 443 } },
  controller: {},
  sites,
  pools: [pool('web'), pool('new'), pool('none', { kind: 'addresses', addresses: [] })],
  streams: [],
  ...more,
});

const options: TargetOptions = { version: [3, 7], writeSecrets: true, http3: false, traefikFormat: 'crd' };

interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Record<string, unknown>;
}
interface MadeRoute {
  readonly match: string;
  readonly priority: number;
  readonly middlewares?: readonly { readonly name: string }[];
  readonly services: readonly Record<string, unknown>[];
}

const render = (m: Model, o: Partial<TargetOptions> = {}) => {
  const rendered = traefik.render(m, { ...options, ...o });
  const objects: Made[] = rendered.files
    .filter((f) => f.name !== 'traefik.yaml')
    .flatMap((f) => parseAllDocuments(f.text).map((d) => d.toJS()));
  const routes = (on: string): MadeRoute[] =>
    objects
      .filter((x) => x.kind === 'IngressRoute' && JSON.stringify(x.spec['entryPoints']) === `["${on}"]`)
      .flatMap((x) => x.spec['routes'] as MadeRoute[])
      .sort((a, b) => b.priority - a.priority);
  const middleware = (name: string): unknown =>
    objects.find((x) => x.kind === 'Middleware' && x.metadata.name === name)?.spec;
  const chain = (r: MadeRoute | undefined): unknown[] => (r?.middlewares ?? []).map((x) => middleware(x.name));
  return {
    rendered,
    objects,
    routes,
    chain,
    codes: [...rendered.findings, ...rendered.outcomes.flatMap((x) => x.because.map((because) => ({ because })))].map(
      (f) => f.because.code,
    ),
  };
};

const all = (service = 'web', features: Features<'http'> = {}): Route =>
  route('all', { kind: 'prefix', path: '/' }, features, service);
const answer = (status: number) => ({ ipAllowList: { sourceRange: ['255.255.255.255/32'], rejectStatusCode: status } });

describe('routers', () => {
  it('keep the order of evaluation and the classes of hosts in their priorities', () => {
    const exact = site('a.test', [
      route('x', { kind: 'exact', path: '/x' }),
      route('p', { kind: 'prefix', path: '/p' }),
      all(),
    ]);
    const { routes } = render(model([exact, site('*.test', [all()]), site('', [all()])]));
    expect(routes('web').map((r) => r.match)).toEqual([
      'Method("TRACE")',
      'Host("a.test") && Path("/x")',
      'Host("a.test") && (Path("/p") || PathPrefix("/p/"))',
      'Host("a.test") && PathPrefix("/")',
      'Host("*.test") && PathPrefix("/")',
      'Path("/healthz")',
      'PathPrefix("/")',
    ]);
    expect(routes('websecure')).toHaveLength(7);
    expect(routes('web').every((r) => Number.isSafeInteger(r.priority) && r.priority > 0)).toBe(true);
  });
  it('cannot be left by a hostile host or path', () => {
    const { routes, rendered } = render(
      model([site('a.test', [route('x', { kind: 'prefix', path: '/`) || Host("b.test")//' }), all()])]),
    );
    expect(routes('web')[1]?.match).toBe('Host("a.test") && PathPrefix("/`) || Host(\\"b.test\\")//")');
    expect(rendered.files.every((f) => !f.name.includes('..'))).toBe(true);
  });
  it('refuse a path with a control character', () => {
    const { routes, codes } = render(model([site('a.test', [route('x', { kind: 'exact', path: '/a\nb' }), all()])]));
    expect(routes('web')).toHaveLength(2);
    expect(codes).toContain('T5300');
  });
  it('shut a guarded expression RE2 cannot say, and leave an open one out', () => {
    const pattern = { source: '^/admin/(a)\\1', ignoreCase: true };
    const guarded = route(
      'x',
      { kind: 'regex', pattern },
      { accessList: { allow: t([{ family: 4, address: '10.0.0.0', prefix: 8 }]) } },
    );
    const shut = render(model([site('a.test', [guarded, all()], { ordered: true })]));
    const closed = shut.routes('web').find(({ match }) => match.includes('(?i)^/admin/'));
    expect(closed?.match).toBe('Host("a.test") && PathRegexp("(?i)^/admin/")');
    expect(shut.chain(closed)).toContainEqual(answer(503));
    const open = render(model([site('a.test', [route('x', { kind: 'regex', pattern }), all()], { ordered: true })]));
    expect(open.routes('web')).toHaveLength(2);
  });
  it('refuse escapes that would miss a guarded path, where paths are guarded differently', () => {
    const allow = { allow: t([{ family: 4, address: '10.0.0.0', prefix: 8 } as const]) };
    const guarded = route('x', { kind: 'prefix', path: '/a@b' }, { accessList: allow });
    const { routes, chain } = render(model([site('a.test', [guarded, all()])]));
    const first = routes('web').find(({ match }) => match.includes('%'));
    expect(first?.match).toBe('Host("a.test") && PathRegexp("%(?:2F|40)")');
    expect(chain(first)).toContainEqual(answer(400));
    expect(first?.priority).toBeGreaterThan(
      Math.max(...routes('web').flatMap((r) => (r === first || r.priority >= 6e12 ? [] : [r.priority]))),
    );
    const alike = render(model([site('a.test', [guarded, all('web', { accessList: allow })])]));
    expect(alike.routes('web').filter(({ match }) => match.includes('%'))).toEqual([]);
  });
  it('stay shut when a guard is refused', () => {
    const { routes, chain } = render(
      model([
        site('a.test', [all('web', { waf: { on: t(true), coreRules: t(false), rules: t('SecRuleEngine On') } })]),
      ]),
    );
    expect(chain(routes('web')[1])).toEqual([answer(503)]);
  });
  it('keep a shut router behind a Service without endpoints and behind a password', () => {
    const users = { secret: { namespace: 'shop', name: 'users', key: 'auth' }, text: 'a:$apr1$x$y\n' };
    const password = all('web', {
      basicAuth: { scheme: t('basic'), realm: t('r'), users: t(users), layout: t('auth-file') },
    });
    for (const r of [all('none'), password]) {
      const { routes, chain } = render(model([site('a.test', [r])]));
      expect(chain(routes('web')[2])).toContainEqual(answer(503));
    }
  });
});

describe('features', () => {
  it('redirect to a fixed URL with the exact status, and nothing runs behind it', () => {
    const { routes, chain, codes } = render(
      model([
        site('a.test', [
          all('web', { redirect: { status: t(308), to: t(literal('https://b.test/$1')) }, cors: undefined as never }),
        ]),
      ]),
    );
    expect(chain(routes('web')[1])).toEqual([
      { headers: { customResponseHeaders: { Location: 'https://b.test/$1' } } },
      answer(308),
    ]);
    expect(routes('web')[1]?.services).toEqual([{ kind: 'TraefikService', name: 'noop@internal' }]);
    expect(codes).not.toContain('T5310');
  });
  it('answer CORS preflights with 204 and add headers to matching origins only', () => {
    const origins = t([{ scheme: 'https', wildcard: true, host: 'b.test' }]);
    const { routes, chain } = render(
      model([
        site('a.test', [
          all('web', { cors: { origins, methods: t('GET'), headers: t('X'), credentials: t(true), maxAge: t(5) } }),
        ]),
      ]),
    );
    const [, preflight, other, plain] = routes('web');
    expect(preflight?.match).toContain(
      'Method("OPTIONS") && HeaderRegexp("Origin", "(?i)^(?:https://[a-z0-9-]+\\\\.b\\\\.test)$")',
    );
    expect(chain(preflight)).toContainEqual(answer(204));
    expect(JSON.stringify(chain(other))).toContain('accessControlAllowOriginListRegex');
    expect(JSON.stringify(chain(plain))).not.toContain('Access-Control');
  });
  it('refuse denied clients in a router of their own, after the HTTPS redirect', () => {
    const features: Features<'http'> = {
      accessList: { deny: t([{ family: 4, address: '10.0.0.0', prefix: 8 }]) },
      httpsRedirect: { status: t(308), names: 'all', trailingSlash: t('cut'), because: t('certificate') },
    };
    const { routes, chain } = render(model([site('a.test', [all('web', features)])]));
    expect(
      routes('web')
        .map((r) => r.match)
        .slice(1),
    ).toEqual(['Host("a.test") && PathPrefix("/") && Path("/")', 'Host("a.test") && PathPrefix("/")']);
    expect(chain(routes('web')[1])).toContainEqual(answer(308));
    expect(JSON.stringify(chain(routes('web')[1]))).toContain('"Location":"https://a.test"');
    expect(routes('websecure')[1]?.match).toBe('Host("a.test") && PathPrefix("/") && ClientIP("10.0.0.0/8")');
    expect(chain(routes('websecure')[1])).toContainEqual(answer(403));
  });
  it('split traffic by header, cookie and weight', () => {
    const canary = {
      pool: 'shop/new/80',
      header: t({ name: 'X-New', test: { kind: 'words' as const } }),
      cookie: t('new'),
      weight: t({ weight: 30, total: 100 }),
      affinity: t('legacy' as const),
      on: t(true as const),
    };
    const { routes, objects } = render(model([site('a.test', [all('web', { canary })])]));
    expect(
      routes('web')
        .slice(1)
        .map((r) => r.services[0]?.['name']),
    ).toEqual(['new', 'web', 'new', 'web', expect.stringMatching(/^canary-/)]);
    expect(objects.find((x) => x.kind === 'TraefikService')?.spec).toMatchObject({
      weighted: {
        services: [
          { name: 'web', weight: 70 },
          { name: 'new', weight: 30 },
        ],
      },
    });
  });
  it('refuse announced bodies over the limit once for all hosts when every route has the same', () => {
    const limit: Features<'http'> = { bodySize: { max: t({ bytes: 1024 }) } };
    const shared = render(model([site('a.test', [all('web', limit)]), site('b.test', [all('web', limit)])]));
    expect(shared.routes('web').filter((r) => r.match.includes('Content-Length'))).toHaveLength(1);
    const own = render(model([site('a.test', [all('web', limit)]), site('b.test', [all()])]));
    expect(
      own
        .routes('web')
        .filter((r) => r.match.includes('Content-Length'))
        .map((r) => r.match.startsWith('Host("a.test")')),
    ).toEqual([true]);
  });
  it('rewrite the whole path and hide the header Traefik adds', () => {
    const match: Route['match'] = { kind: 'regex', pattern: { source: '^/app(.*)', ignoreCase: true } };
    const rewrite = {
      pattern: t({ source: '/app(.*)', ignoreCase: true }),
      target: t([
        { kind: 'text' as const, text: '/' },
        { kind: 'capture' as const, group: 1 },
      ]),
      redirects: false,
    };
    const { routes, chain } = render(
      model([site('a.test', [route('x', match, { rewrite }), all()], { ordered: true })]),
    );
    expect(chain(routes('web')[1])).toContainEqual({
      replacePathRegex: { regex: '(?i)^.*?(?:/app/?(.*)).*$', replacement: '/${1}' },
    });
    expect(JSON.stringify(chain(routes('web')[1]))).toContain('"X-Replaced-Path":""');
  });
});

describe('objects', () => {
  const users = { secret: { namespace: 'other', name: 'users', key: 'auth' }, text: 'a:$apr1$x$y\n# no\n' };
  const rich: Features<'http'> = {
    basicAuth: { scheme: t('basic'), realm: t('in "side"'), users: t(users), layout: t('auth-map') },
    rateLimit: {
      zone: 'shop/web',
      perSecond: t(5),
      connections: t(2),
      burstMultiplier: t(5),
      requestStatus: t(503),
      connectionStatus: t(503),
      key: t('clientAddress'),
    },
    timeouts: { connect: t({ ms: 1000 }), send: t({ ms: 1000 }), read: t({ ms: 2000 }) },
    retry: { on: t(['error', 'status-502']), nonIdempotent: t(false), tries: t(3), within: t({ ms: 0 }) },
    hsts: { maxAge: t(1), includeSubdomains: t(true), preload: t(false) },
    mirror: { url: t(literal('https://m.test')), body: t(true) },
    errorPages: { statuses: t([404, 500]), pool: t('shop/new/80'), interceptBackend: t(true) },
  };
  const rendered = () =>
    render(
      model([
        site('a.test', [all('web', rich)], {
          tls: true,
          features: { clientCertificates: { ca: t(users), verify: t('on'), depth: t(1), passCertificate: t(false) } },
        }),
        site('p.test', [all()], { passthrough: { passthrough: { pool: t('shop/web/80') } } }),
      ]),
    );
  it('are valid custom resources', () => {
    const makers = { IngressRoute, IngressRouteTCP, Middleware, ServersTransport, TLSOption, TraefikService };
    const { objects } = rendered();
    const seen = new Set<string>();
    for (const o of objects) {
      const Maker = (makers as Record<string, new (x: never) => { validate(): void }>)[o.kind];
      seen.add(o.kind);
      if (Maker !== undefined) expect(() => new Maker(o as never).validate(), JSON.stringify(o)).not.toThrow();
    }
    expect([...seen].sort()).toEqual([
      'IngressRoute',
      'IngressRouteTCP',
      'Middleware',
      'Secret',
      'ServersTransport',
      'Service',
      'TLSOption',
      'TraefikService',
    ]);
  });
  it('have unambiguous names, refer to what exists, and come out the same twice', () => {
    const { objects, rendered: out } = rendered();
    const keys = objects.map((o) => `${o.kind}/${o.metadata.namespace}/${o.metadata.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((k) => (k.split('/')[2] ?? '').length <= 63)).toBe(true);
    for (const o of objects.filter((x) => x.kind === 'IngressRoute')) {
      const named = (o.spec['routes'] as MadeRoute[]).flatMap((r) => r.middlewares ?? []);
      for (const m of named) expect(keys).toContain(`Middleware/${o.metadata.namespace}/${m.name}`);
    }
    expect(rendered().rendered.files).toEqual(out.files);
  });
  it('keep Secret text in secret files only', () => {
    for (const f of rendered().rendered.files) expect(f.text.includes('$apr1$')).toBe(f.secret);
  });
  it('come with a static configuration that allows what they need', () => {
    const file = rendered().rendered.files.find((f) => f.name === 'traefik.yaml');
    expect(parse(file?.text ?? '')).toMatchObject({
      entryPoints: { web: { address: ':80' }, websecure: { address: ':443' } },
      providers: { kubernetesCRD: { allowEmptyServices: true, allowExternalNameServices: true } },
    });
  });
});

describe('the file provider form', () => {
  const users = { secret: { namespace: 'shop', name: 'users', key: 'auth' }, text: 'a:$apr1$x$y\n' };
  const features: Features<'http'> = {
    basicAuth: { scheme: t('basic'), realm: t('{{ env "HOME" }}'), users: t(users), layout: t('auth-file') },
    errorPages: { statuses: t([404]), pool: t('shop/new/80'), interceptBackend: t(true) },
    mirror: { url: t(literal('http://m.test:81/copy')), body: t(false) },
  };
  const made = () => {
    const { rendered } = render(model([site('a.test', [all('web', features)]), site('', [all()])]), {
      traefikFormat: 'file',
    });
    const text = rendered.files.find((f) => f.name === 'dynamic.yaml')?.text ?? '';
    return {
      rendered,
      text,
      dynamic: parse(text) as { http: Record<string, Record<string, Record<string, unknown>>> },
    };
  };
  it('names only what it defines', () => {
    const { http } = made().dynamic;
    const { routers = {}, services = {}, middlewares = {}, serversTransports = {} } = http;
    expect(Object.keys(routers)).toHaveLength(10);
    for (const r of Object.values(routers)) {
      for (const m of (r['middlewares'] as string[] | undefined) ?? []) expect(middlewares).toHaveProperty(m);
      if (r['service'] !== 'noop@internal') expect(services).toHaveProperty(String(r['service']));
    }
    for (const s of Object.values(services)) {
      const { serversTransport } = (s['loadBalancer'] ?? {}) as { serversTransport?: string };
      if (serversTransport !== undefined) expect(serversTransports).toHaveProperty(serversTransport);
    }
    expect(JSON.stringify(services)).toContain('http://10.0.0.1:8080');
  });
  it('keeps passwords in files of their own and runs nothing of the input as a template', () => {
    const { rendered, text } = made();
    expect(rendered.files.filter((f) => f.secret).map((f) => f.text)).toEqual(['a:$apr1$x$y\n']);
    expect(text).not.toContain('$apr1$');
    expect(text).not.toMatch(/\{\{ env/);
    expect(text).toContain('{{ "{{" }} env');
  });
});
