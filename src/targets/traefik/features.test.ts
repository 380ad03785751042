import { describe, expect, it } from 'vitest';
import type { Model, Route, Site } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import { literal, type Template } from '../../model/values/template.ts';
import { type DefaultOrigin, type Traced, traced } from '../../source/traced.ts';
import type { Outcome, Places, TargetOptions } from '../target.ts';
import { features } from './features.ts';
import { TraefikText } from './token.ts';
import type { Option, Step, TraefikNode } from './tree.ts';

const origin: DefaultOrigin = { kind: 'default', dialect: 'test', key: 'test' };
const t = <T>(value: T): Traced<T> => traced(value, origin);
const cidr = (address: string, prefix: number) => ({ family: 4, address, prefix }) as const;

const place = (
  own: Features<'http'> = {},
  more: { model?: Partial<Model>; options?: Partial<TargetOptions>; match?: Route['match'] } = {},
): Places['http'] => {
  const route: Route = {
    id: 'r',
    match: more.match ?? { kind: 'prefix', path: '/' },
    path: '/',
    implicit: false,
    ingress: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    from: [origin],
    upgrades: true,
    protocol: 'http',
    features: own,
    action: { kind: 'default-backend' },
  };
  const site: Site = {
    host: 'a.test',
    name: { kind: 'exact', host: 'a.test' },
    aliases: [],
    routes: [route],
    ordered: false,
    tls: false,
    features: {},
    passthrough: {},
    from: [origin],
  };
  const model: Model = {
    listeners: { http: { port: 80 }, https: { port: 443 } },
    controller: {},
    sites: [site],
    pools: [],
    streams: [],
    ...more.model,
  };
  const options: TargetOptions = {
    version: [3, 7],
    writeSecrets: true,
    http3: false,
    traefikFormat: 'crd',
    ...more.options,
  };
  return { model, options, site, route, pool: undefined } as Places['http'];
};

const nodesOf = (o: Outcome<TraefikNode>): readonly TraefikNode[] => (o.as === 'refused' ? [] : o.nodes);
const stepsOf = (o: Outcome<TraefikNode>): readonly Step[] =>
  nodesOf(o).flatMap((n) => (n.kind === 'step' ? [n.step] : []));
const optionsOf = (o: Outcome<TraefikNode>): readonly Option[] =>
  nodesOf(o).flatMap((n) => (n.kind === 'split' ? n.options : []));
const ruleText = (option: Option | undefined): string =>
  option === undefined ? '' : TraefikText.read(TraefikText.rule(option.when));
const codesOf = (o: Outcome<unknown>): readonly string[] => (o.as === 'exact' ? [] : o.because.map((b) => b.code));

const trusting = (prefix: number): Partial<Model> => ({
  controller: {
    forwardedHeaders: {
      trust: t(true),
      realIp: t(true),
      trustedProxies: t([cidr('0.0.0.0', prefix)]),
      appendFor: t(false),
      forHeader: t('X-Forwarded-For'),
      hostHeader: t('X-Forwarded-Host'),
      proxyProtocol: t(false),
      originalUri: t(false),
    },
  },
});

describe('accessList', () => {
  const list = { deny: t([cidr('10.1.0.0', 16)]), allow: t([cidr('10.0.0.0', 8)]) };
  it('asks for the address of the connection when no proxy is trusted', () => {
    const o = features.http.accessList(list, place());
    expect(ruleText(optionsOf(o)[0])).toBe('ClientIP("10.1.0.0/16")');
    expect(stepsOf(o)[0]?.middleware).toEqual({ type: 'ipAllowList', ranges: ['10.0.0.0/8'] });
  });
  it('reads the first address of X-Forwarded-For when every proxy is trusted', () => {
    const [deny] = optionsOf(features.http.accessList(list, place({}, { model: trusting(0) })));
    const [, source = ''] = /HeaderRegexp\("X-Forwarded-For", "(\^.*)"\)$/.exec(ruleText(deny)) ?? [];
    const regex = new RegExp(source.replaceAll('\\\\', '\\'));
    expect(['10.1.2.3', '10.1.255.0, 1.2.3.4', ' 10.1.0.1'].every((a) => regex.test(a))).toBe(true);
    expect(['10.2.0.1', '110.1.0.1', '1.2.3.4, 10.1.0.1', '10.1.0.1234'].some((a) => regex.test(a))).toBe(false);
  });
  it('is refused where no rule can tell the address', () => {
    expect(features.http.accessList(list, place({}, { model: trusting(8) })).as).toBe('refused');
  });
  it('shuts everybody out when the allowed list is empty', () => {
    expect(stepsOf(features.http.accessList({ allow: t([]) }, place()))[0]?.middleware).toMatchObject({
      ranges: ['255.255.255.255/32'],
    });
  });
});

describe('satisfy', () => {
  const users = { secret: { namespace: 'shop', name: 'users', key: 'auth' }, text: 'a:$apr1$x$y\n' };
  const basicAuth = { scheme: t('basic' as const), realm: t('r'), users: t(users), layout: t('auth-file' as const) };
  const accessList = { allow: t([cidr('10.0.0.0', 8)]) };
  it('lets listed clients in without a password and asks the others', () => {
    const own: Features<'http'> = { basicAuth, accessList, satisfy: { mode: t('any') } };
    expect(nodesOf(features.http.accessList(accessList, place(own)))).toEqual([]);
    const [option] = optionsOf(features.http.satisfy({ mode: t('any') }, place(own)));
    expect(ruleText(option)).toBe('ClientIP("10.0.0.0/8")');
    expect(option?.drop).toContain('password');
  });
  it('asks everybody when the list only refuses', () => {
    const deny = { deny: t([cidr('10.0.0.0', 8)]) };
    const own: Features<'http'> = { basicAuth, accessList: deny, satisfy: { mode: t('any') } };
    expect(optionsOf(features.http.satisfy({ mode: t('any') }, place(own)))).toEqual([]);
  });
  it('changes nothing without a check to stand in for', () => {
    expect(optionsOf(features.http.satisfy({ mode: t('any') }, place({ accessList })))).toEqual([]);
  });
});

describe('basicAuth', () => {
  const auth = (text: string, layout: 'auth-file' | 'auth-map' = 'auth-file') => ({
    scheme: t('basic' as const),
    realm: t('r'),
    users: t({ secret: { namespace: 'shop', name: 'users', key: 'auth' }, text }),
    layout: t(layout),
  });
  it('leaves out what Traefik would choke on, and names logins it cannot check', () => {
    const o = features.http.basicAuth(auth('# note\na:$apr1$x$y:more\n\nb:{SSHA}zz\n'), place());
    expect(stepsOf(o)[0]?.middleware).toMatchObject({ users: { text: 'a:$apr1$x$y\nb:{SSHA}zz\n' } });
    expect(codesOf(o)).toEqual(['T5321']);
  });
  it('is refused, so the route is closed, when there is no user or the Secret may not be written', () => {
    expect(features.http.basicAuth(auth('\n# nobody\n'), place()).as).toBe('refused');
    expect(
      features.http.basicAuth(auth('a:$apr1$x$y', 'auth-map'), place({}, { options: { writeSecrets: false } })).as,
    ).toBe('refused');
    expect(features.http.basicAuth(auth('a:$apr1$x$y'), place({}, { options: { writeSecrets: false } })).as).toBe(
      'approximate',
    );
  });
});

describe('externalAuth', () => {
  const auth = (url: Template, more: object = {}) => ({
    url: t(url),
    host: url,
    responseHeaders: t(['X-User']),
    requestHeaders: [],
    requestRedirect: t(literal('')),
    alwaysSetCookie: t(false),
    global: false,
    ...more,
  });
  it('asks a fixed URL, with scheme and host filled in per entry point', () => {
    const url: Template = [
      { kind: 'request', value: { kind: 'scheme' } },
      { kind: 'text', text: '://' },
      { kind: 'request', value: { kind: 'host' } },
      { kind: 'text', text: '/auth' },
    ];
    expect(
      stepsOf(features.http.externalAuth(auth(url), place())).map((s) => [
        s.on,
        'address' in s.middleware && s.middleware.address,
      ]),
    ).toEqual([
      ['web', 'http://a.test/auth'],
      ['websecure', 'https://a.test/auth'],
    ]);
  });
  it('is refused when the URL, or a header for the service, depends on the request', () => {
    const uri: Template = [
      { kind: 'text', text: 'http://auth/?u=' },
      { kind: 'request', value: { kind: 'requestUri' } },
    ];
    expect(features.http.externalAuth(auth(uri), place()).as).toBe('refused');
    const header: Template = [{ kind: 'request', value: { kind: 'header', name: 'x-ask' } }];
    const o = features.http.externalAuth(
      auth(literal('http://auth/'), { requestHeaders: [{ name: 'X-Ask', value: t(header) }] }),
      place(),
    );
    expect(o.as).toBe('refused');
  });
  it('sends a 401 to the sign-in page with the original URL', () => {
    const o = features.http.externalAuth(
      auth(literal('http://auth/'), { signin: { url: t(literal('https://login.test/?a=1')), parameter: t('rd') } }),
      place(),
    );
    const errors = stepsOf(o).find((s) => s.phase === 'signIn')?.middleware;
    if (errors?.type !== 'errors') throw new Error('no sign-in');
    expect(errors).toMatchObject({ statuses: [401], rewrite: 302 });
    const [withPort, plain] = errors.service.middlewares.map((m) => (m.type === 'redirectRegex' ? m : undefined));
    const apply = (m: typeof plain, url: string): string =>
      url.replace(
        new RegExp(TraefikText.read(m?.regex ?? TraefikText.regex('x'))),
        TraefikText.read(m?.replacement ?? TraefikText.expand([])).replace(/\$\{(\d)\}/g, '$$$1'),
      );
    expect(apply(plain, 'http://a.test/?url=http%3A%2F%2Fa.test%2Fx%3Fy%3D1')).toBe(
      'https://login.test/?a=1&rd=http://a.test%2Fx%3Fy%3D1',
    );
    expect(apply(withPort, 'http://a.test/?url=http%3A%2F%2Fa.test%3A8080%2Fx')).toBe(
      'https://login.test/?a=1&rd=http://a.test:8080%2Fx',
    );
  });
});

describe('rewrite', () => {
  const rewrite = (source: string, target: Template) =>
    features.http.rewrite({ pattern: t({ source, ignoreCase: true }), target: t(target), redirects: false }, place());
  it('is refused with a reason when RE2 or Traefik cannot say it', () => {
    expect(codesOf(rewrite('/(a)\\1', literal('/b')))).toEqual(['T5359']);
    expect(codesOf(rewrite('/a', [{ kind: 'request', value: { kind: 'cookie', name: 'x' } }]))).toEqual(['T5359']);
  });
  it('expands unknown groups to nothing, as nginx does', () => {
    const [step] = stepsOf(
      rewrite('/a', [
        { kind: 'text', text: '/b' },
        { kind: 'capture', group: 3 },
      ]),
    );
    expect(step?.middleware.type === 'replacePathRegex' && TraefikText.read(step.middleware.replacement)).toBe('/b');
  });
});

describe('headers', () => {
  it('never carry a line break or a bad name', () => {
    const change = (name: string, value: string) => ({
      name,
      how: 'replace' as const,
      value: t(literal(value)),
      always: true,
    });
    const changes = [change('X-A', 'a\r\nSet-Cookie: b'), change('X B', 'v'), change('X-C', 'ok')];
    const o = features.http.responseHeaders({ changes }, place());
    expect(stepsOf(o).map((s) => s.middleware)).toEqual([{ type: 'headers', response: { 'X-C': 'ok' } }]);
    expect(codesOf(o)).toEqual(['T5360', 'T5360']);
  });
});

describe('rateLimit', () => {
  const limit = {
    zone: 'shop/web',
    burstMultiplier: t(5),
    requestStatus: t(503),
    connectionStatus: t(503),
    key: t('clientAddress' as const),
  };
  it('admits the burst and one request more, with the status of ingress-nginx', () => {
    const o = features.http.rateLimit({ ...limit, perSecond: t(2) }, place());
    expect(stepsOf(o).map((s) => s.middleware)).toMatchObject([
      { type: 'errors', statuses: [429], rewrite: 503 },
      { type: 'rateLimit', average: 2, period: '1s', burst: 11 },
    ]);
  });
  it('says so where the status cannot be kept', () => {
    expect(
      codesOf(features.http.rateLimit({ ...limit, connections: t(2) }, place({}, { options: { version: [3, 0] } }))),
    ).toContain('T5341');
  });
});
