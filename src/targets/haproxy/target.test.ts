/** Hand-made models in, a configuration that HAProxy itself accepts out. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import type { Model, PathMatch, Pool, Route, Site } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import { literal } from '../../model/values/template.ts';
import { type PlacedOrigins, traced } from '../../source/traced.ts';
import type { Rendered, TargetOptions } from '../target.ts';
import { haproxy } from './target.ts';

const from: PlacedOrigins = [{ kind: 'default', dialect: 'test', key: 'test' }];
const t = <T>(value: T) => traced(value, ...from);

const banner = spawnSync('haproxy', ['-v'], { encoding: 'utf8' });
const installed = banner.status === 0;
/** What is rendered is checked by the HAProxy at hand. */
const version = /version (\d+)\.(\d+)/.exec(banner.stdout ?? '') ?? ['', '2', '6'];
const options: TargetOptions = {
  version: [Number(version[1]), Number(version[2])],
  writeSecrets: true,
  http3: false,
  traefikFormat: 'crd',
};

const pool = (name: string, addresses = 1): Pool => ({
  name: `shop/${name}/80`,
  service: { namespace: 'shop', name, port: 80 },
  endpoints: {
    kind: 'addresses',
    addresses: Array.from({ length: addresses }, (_, i) => ({ ip: `10.0.0.${i + 1}`, port: 8080 })),
  },
  features: {},
  from,
});

const route = (id: string, match: PathMatch, features: Features<'http'> = {}): Route => ({
  id,
  match,
  path: match.kind === 'regex' ? match.pattern.source.slice(1) : match.path,
  implicit: false,
  from,
  action: {
    kind: 'forward',
    pool: 'shop/web/80',
    protocol: t('http'),
    service: { namespace: 'shop', name: 'web', port: 80 },
  },
  upgrades: true,
  protocol: 'http',
  features,
});

const site = (host: string, routes: readonly Route[], ordered = false, features: Features<'site'> = {}): Site => ({
  host,
  name:
    host === ''
      ? { kind: 'any' }
      : host.startsWith('*.')
        ? { kind: 'wildcard', suffix: host.slice(1) }
        : { kind: 'exact', host },
  aliases: [],
  routes,
  ordered,
  tls: false,
  features,
  passthrough: {},
  from,
});

const model = (
  sites: readonly Site[],
  controller: Features<'controller'> = {},
  pools: readonly Pool[] = [pool('web')],
): Model => ({
  listeners: { http: { port: 18999 }, https: { port: 18998 } },
  controller,
  sites,
  pools,
  streams: [],
});

const prefix = (path: string): PathMatch => ({ kind: 'prefix', path });
const one = (features: Features<'http'>, more: Features<'site'> = {}): Model =>
  model([site('a.test', [route('a.test#0', prefix('/'), features)], false, more)]);

const text = (rendered: Rendered, name: string): string => rendered.files.find((f) => f.name === name)?.text ?? '';
const config = (m: Model, o: TargetOptions = options): string => text(haproxy.render(m, o), 'haproxy.cfg');
const backendOf = (cfg: string, name: string): string =>
  cfg.split(/\n(?=\S)/).find((s) => s.startsWith(`backend ${name}\n`)) ?? '';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What `haproxy -c` with fatal warnings says about the output; empty when it is content. */
const complaints = (rendered: Rendered): string => {
  const folder = mkdtempSync(join(tmpdir(), 'haproxy-'));
  folders.push(folder);
  for (const file of rendered.files) {
    mkdirSync(dirname(join(folder, file.name)), { recursive: true });
    writeFileSync(join(folder, file.name), file.text);
  }
  const run = spawnSync('haproxy', ['-C', folder, '-dW', '-c', '-f', 'haproxy.cfg'], { encoding: 'utf8' });
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}`;
};

const auth: NonNullable<Features<'http'>['externalAuth']> = {
  url: t(literal('http://auth.shop.svc.cluster.local/check')),
  host: literal('auth.shop.svc.cluster.local'),
  signin: { url: t(literal('https://login.test/start')), parameter: t('rd') },
  responseHeaders: t(['X-User']),
  requestHeaders: [],
  requestRedirect: t(literal('')),
  alwaysSetCookie: t(false),
  global: false,
};
const secret = (key: string, value: string) => ({ secret: { namespace: 'shop', name: 'users', key }, text: value });
const users = (lines: string): NonNullable<Features<'http'>['basicAuth']> => ({
  scheme: t('basic'),
  realm: t('It\'s "100%" private'),
  users: t(secret('auth', lines)),
  layout: t('auth-file'),
});
const apr1 = 'alice:$apr1$labsalt1$jIdo3cR3X3Q3oP0d0bq0F/';

const everything: Features<'http'> = {
  cors: {
    origins: t([{ scheme: 'https', wildcard: true, host: 'a.test' }]),
    methods: t('GET'),
    headers: t("X-It's, %X"),
    credentials: t(true),
    maxAge: t(60),
  },
  httpsRedirect: { status: t(308), names: 'all', trailingSlash: t('cut'), because: t('forced') },
  rewrite: {
    pattern: t({ source: '/x(/|$)(.*)', ignoreCase: true }),
    target: t([
      { kind: 'text', text: '/y/' },
      { kind: 'capture', group: 2 },
    ]),
    redirects: false,
    forwardedPrefix: t(literal('/x')),
  },
  accessList: {
    deny: t([{ family: 4, address: '10.0.0.0', prefix: 8 }]),
    allow: t([{ family: 6, address: '2001:db8::', prefix: 32 }]),
  },
  basicAuth: users(`${apr1}\nbob:$6$abcdefgh$x\n`),
  externalAuth: auth,
  rateLimit: {
    zone: 'shop/web',
    perSecond: t(5),
    perMinute: t(60),
    connections: t(3),
    burstMultiplier: t(5),
    requestStatus: t(429),
    connectionStatus: t(418),
    key: t('clientAddress'),
  },
  bodySize: { max: t({ bytes: 1024 }) },
  timeouts: { connect: t({ ms: 1000 }), send: t({ ms: 2000 }), read: t({ ms: 3000 }) },
  upstreamHost: { host: t(literal('up.test')) },
  responseHeaders: {
    changes: [{ name: 'X-A', how: 'replace', value: t([{ kind: 'request', value: { kind: 'host' } }]), always: false }],
  },
  hsts: { maxAge: t(1), includeSubdomains: t(true), preload: t(false) },
  retry: { on: t(['error', 'timeout', 'status-500']), nonIdempotent: t(false), tries: t(3), within: t({ ms: 0 }) },
  cookieRewrite: { path: t({ from: '/a', to: '/b' }), domain: t({ from: 'a.test', to: 'b.test' }) },
  locationRewrite: { map: t({ from: 'http://a/', to: '/b/' }) },
  mirror: { url: t(literal('http://10.1.1.1/')), body: t(true) },
  errorPages: { statuses: t([404, 503]), pool: t('shop/web/80'), interceptBackend: t(true) },
};

describe.skipIf(!installed)('HAProxy accepts', () => {
  test('every feature at once', () => {
    expect(complaints(haproxy.render(one(everything), options))).toBe('');
  });

  test('an empty model, and one whose Service has no endpoints', () => {
    expect(complaints(haproxy.render(model([]), options))).toBe('');
    expect(
      complaints(haproxy.render(model([site('a.test', [route('r', prefix('/'))])], {}, [pool('web', 0)]), options)),
    ).toBe('');
  });

  test('sessions, shares and hashes', () => {
    const cookie = {
      mode: t('persistent' as const),
      cookie: t('S'),
      secure: t('auto' as const),
      expires: t({ ms: -5000 }),
      conditionalSameSiteNone: t(false),
      changeOnFailure: t(false),
    };
    const web: Pool = { ...pool('web', 3), features: { affinity: cookie } };
    const next: Pool = {
      ...pool('next', 2),
      features: {
        loadBalancing: { algorithm: t('hash'), key: t([{ kind: 'request', value: { kind: 'remoteAddress' } }]) },
      },
    };
    const canary = {
      pool: next.name,
      header: t({
        name: 'X-Canary',
        test: { kind: 'pattern' as const, pattern: { source: "^(a|b)' }$", ignoreCase: false } },
      }),
      cookie: t('canary'),
      weight: t({ weight: 30, total: 100 }),
      affinity: t('sticky' as const),
      on: t(true as const),
    };
    const rendered = haproxy.render(
      model([site('a.test', [route('r', prefix('/'), { canary, sessionCookie: { path: t('/') } })])], {}, [next, web]),
      options,
    );
    expect(complaints(rendered)).toBe('');
    expect(text(rendered, 'haproxy.cfg')).toContain('rand(100) lt 30');
  });

  test('lists longer than a line may be', () => {
    const deny = Array.from({ length: 400 }, (_, i) => ({
      family: 4 as const,
      address: `10.0.${i >> 8}.${i & 255}`,
      prefix: 32,
    }));
    const rendered = haproxy.render(one({ accessList: { deny: t(deny) } }), options);
    expect(complaints(rendered)).toBe('');
    for (const line of text(rendered, 'haproxy.cfg').split('\n')) expect(line.split(' ').length).toBeLessThan(66);
  });

  test.each(["it's", 'a#b', '%[src]', '$HOME', '}', '\\', '"'])('%s wherever it may stand', (value) => {
    const rendered = haproxy.render(
      one(
        {
          redirect: { status: t(301), to: t(literal(`https://${value}/`)) },
          responseHeaders: { changes: [{ name: 'X-A', how: 'add', value: t(literal(value)), always: true }] },
          requestHeaders: { changes: [{ name: 'X-B', value: t(literal(value)), from: t(value) }] },
          rateLimit: {
            zone: 'shop/web',
            perSecond: t(1),
            burstMultiplier: t(1),
            requestStatus: t(503),
            connectionStatus: t(503),
            key: t(literal(value)),
          },
        },
        { appRoot: { path: t(literal(`/${value}`)) } },
      ),
      options,
    );
    expect(complaints(rendered)).toBe('');
  });
});

describe('routing', () => {
  test('plain paths stand in two maps, whole elements only', () => {
    const rendered = haproxy.render(
      model([
        site('a.test', [
          route('0', { kind: 'exact', path: '/foo' }),
          route('1', prefix('/foo')),
          route('2', prefix('/')),
        ]),
      ]),
      options,
    );
    expect(text(rendered, 'maps/exact.map')).toContain('a.test/foo r_shop_web_80\n');
    expect(text(rendered, 'maps/prefix.map')).toContain('a.test/foo/ r_shop_web_80\n');
    expect(text(rendered, 'maps/prefix.map')).not.toContain('a.test/foo r_');
  });

  test('regexes keep their order in a list of their own', () => {
    const regex = (source: string): PathMatch => ({ kind: 'regex', pattern: { source, ignoreCase: true } });
    const rendered = haproxy.render(
      model([site('a.test', [route('0', regex('^/b (x)')), route('1', regex('^/a')), route('2', regex('^/'))], true)]),
      options,
    );
    expect(
      text(rendered, 'maps/paths-a.test.map')
        .split('\n')
        .map((l) => l.split(' ')[0]),
    ).toEqual(['(?i)^/b\\x20(x)', '(?i)^/a', '(?i)^/', '']);
  });

  test('a regex that cannot be checked closes what begins like it', () => {
    const regex = (source: string): PathMatch => ({ kind: 'regex', pattern: { source, ignoreCase: true } });
    const rendered = haproxy.render(
      model([site('a.test', [route('0', regex('^/admin(')), route('1', regex('^/'))], true)]),
      options,
    );
    expect(text(rendered, 'maps/paths-a.test.map')).toContain('(?i)^/admin r_closed\n');
    expect(backendOf(text(rendered, 'haproxy.cfg'), 'r_closed')).toContain('deny_status 503');
    expect(rendered.findings.map((f) => f.because.code)).toContain('T5202');
  });

  test('equal routes share a backend, different ones do not', () => {
    const rendered = haproxy.render(
      model([
        site('a.test', [
          route('0', prefix('/a')),
          route('1', prefix('/b')),
          route('2', prefix('/'), { accessLog: { on: t(false) } }),
        ]),
      ]),
      options,
    );
    expect(text(rendered, 'haproxy.cfg').match(/^backend r_/gm)).toHaveLength(2);
  });
});

describe('guards', () => {
  test('crypt hashes are not written without leave; the route is closed', () => {
    const rendered = haproxy.render(one({ basicAuth: users('bob:$6$abcdefgh$x\n') }), {
      ...options,
      writeSecrets: false,
    });
    expect(rendered.files.some((f) => f.text.includes('$6$abcdefgh'))).toBe(false);
    expect(text(rendered, 'maps/prefix.map')).toContain('a.test/ r_closed');
  });

  test('hashes of other kinds stay in a file of their own', () => {
    const rendered = haproxy.render(one({ basicAuth: users(apr1) }), options);
    expect(rendered.files.filter((f) => f.text.includes('$apr1$labsalt1')).map((f) => [f.name, f.secret])).toEqual([
      ['auth/shop_users.htpasswd', true],
    ]);
    expect(rendered.files.find((f) => f.name === 'haproxy.cfg')?.secret).toBe(false);
  });

  test('what cannot be kept closes the route', () => {
    for (const features of [
      { waf: { on: t(true), coreRules: t(true), rules: t('SecRuleEngine On') } },
      { basicAuth: { ...users(apr1), scheme: t('digest' as const) } },
      { rawText: { texts: [], guards: true } },
    ])
      expect(text(haproxy.render(one(features), options), 'maps/prefix.map')).toContain('a.test/ r_closed');
    const watching = haproxy.render(one({ waf: { on: t(true), coreRules: t(true) } }), options);
    expect(text(watching, 'maps/prefix.map')).not.toContain('r_closed');
  });

  test('order of the controller: body, preflight, redirect to HTTPS, limits, addresses, password, question, rewriting', () => {
    const body = backendOf(config(one(everything)), 'r_shop_web_80');
    const marks = [
      'content-length) gt',
      'METH_OPTIONS',
      'status 308',
      'limit_shop_web_connections',
      'table_http_req_rate',
      'source_denied',
      'lua.check_password',
      'lua.ask_auth',
      'lua.mirror',
      'set-path',
      'txn.sent',
    ];
    const places = marks.map((m) => body.indexOf(m));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((p) => p >= 0)).toBe(true);
  });

  test('an empty list of allowed addresses allows nobody', () => {
    expect(backendOf(config(one({ accessList: { allow: t([]) } })), 'r_shop_web_80')).toContain(
      'http-request deny deny_status 403\n',
    );
  });
});

test('values with control characters are refused, never printed', () => {
  const rendered = haproxy.render(
    one({ upstreamHost: { host: t(literal('a\nb')) }, redirect: { status: t(301), to: t(literal('/a\r\nX: 1')) } }),
    options,
  );
  expect(
    rendered.outcomes
      .filter((o) => o.as === 'refused')
      .map((o) => o.feature)
      .sort(),
  ).toEqual(['redirect', 'upstreamHost']);
  expect(rendered.files.every((f) => !f.text.includes('X: 1'))).toBe(true);
});

test('the same model gives the same bytes', () => {
  expect(haproxy.render(one(everything), options).files).toEqual(haproxy.render(one(everything), options).files);
});

test('10,000 hosts with 30,000 routes print quickly', { timeout: 60_000 }, () => {
  const features: Features<'http'> = {
    bodySize: { max: t({ bytes: 1048576 }) },
    hsts: { maxAge: t(1), includeSubdomains: t(true), preload: t(false) },
  };
  const sites = Array.from({ length: 10_000 }, (_, i) =>
    site(
      `h${i}.test`,
      ['/a', '/b', '/'].map((path, n) =>
        route(`h${i}.test#${n}`, prefix(path), {
          ...features,
          timeouts: { connect: t({ ms: 5000 }), send: t({ ms: 60000 }), read: t({ ms: 60000 + i }) },
        }),
      ),
    ),
  );
  const start = process.cpuUsage();
  const rendered = haproxy.render(model(sites), options);
  expect(text(rendered, 'maps/prefix.map').split('\n')).toHaveLength(30_001);
  const used = process.cpuUsage(start);
  expect((used.user + used.system) / 1000).toBeLessThan(4000);
});
