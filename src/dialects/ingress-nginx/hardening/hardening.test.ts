import { describe, expect, test } from 'vitest';
import { remedies, type UnsafeCode } from '../../../diagnostics/catalogue/remedies.ts';
import { createReport, type Diagnostic } from '../../../diagnostics/report.ts';
import { readCluster } from '../../../kubernetes/read.ts';
import type { Model, Route, Site } from '../../../model/model.ts';
import { placeholderCertificate } from '../../../model/placeholder-certificate.ts';
import { ingressNginx } from '../dialect.ts';

type Data = Readonly<Record<string, string>>;

interface Written {
  readonly annotations?: Data;
  readonly path?: string;
  readonly type?: string;
  readonly service?: string;
  readonly tls?: string;
  readonly name?: string;
  readonly host?: string;
}

const ingress = ({
  annotations = {},
  path = '/',
  type = 'Prefix',
  service = 'web',
  tls,
  name = 'a',
  host = 'a.test',
}: Written): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name,
    namespace: 'default',
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([k, v]) => [k.includes('/') ? k : `nginx.ingress.kubernetes.io/${k}`, v]),
    ),
  },
  spec: {
    ingressClassName: 'nginx',
    ...(tls === undefined ? {} : { tls: [{ hosts: [host], ...(tls === '' ? {} : { secretName: tls }) }] }),
    rules: [
      {
        host,
        http: { paths: [{ path, pathType: type, backend: { service: { name: service, port: { number: 80 } } } }] },
      },
    ],
  },
});

const configMap = (data: Data): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' },
  data,
});

const secret = (name: string, data: Data): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'default' },
  stringData: data,
});

const authority = secret('ca', { 'ca.crt': placeholderCertificate.certificate });
const passwords = secret('users', { auth: 'alice:$apr1$labsalt1$x\n' });
const asked = { 'auth-url': 'http://auth.default.svc/check' };
const basic = { 'auth-type': 'basic', 'auth-secret': 'users' };
const mutual = { 'auth-tls-secret': 'default/ca', 'auth-tls-pass-certificate-to-upstream': 'true' };

interface Read {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

const read = (objects: readonly object[], harden: boolean): Read => {
  const report = createReport();
  const text = objects.map((o) => JSON.stringify(o)).join('\n---\n');
  const { cluster } = readCluster([{ name: 'in.yaml', text }], report);
  const listeners = { http: { port: 80 }, https: { port: 443 } };
  const options = { listeners, classes: [], http3: false, sslPassthrough: true, harden };
  return { model: ingressNginx.read(cluster, options, report).model, diagnostics: report.diagnostics() };
};

const site = (model: Model, host = 'a.test'): Site => {
  const found = model.sites.find((s) => s.host === host);
  if (found === undefined) throw new Error(`no site ${host}`);
  return found;
};

const route = (model: Model, path = '/'): Route => {
  const found = site(model).routes.find((r) => r.path === path && r.action.kind !== 'slash-redirect');
  if (found === undefined) throw new Error(`no route ${path}`);
  return found;
};

const denied = (model: Model, path?: string): unknown => route(model, path).features.denied?.status.value;

interface Case {
  readonly code: UnsafeCode;
  readonly about: string;
  readonly objects: readonly object[];
  /** What is looked at, and what it is without and with `--harden`. */
  readonly look: (model: Model) => unknown;
  readonly kept: unknown;
  readonly closed: unknown;
}

const open = (code: UnsafeCode, about: string, annotations: Data, ...more: readonly object[]): Case => ({
  code,
  about,
  objects: [ingress({ annotations }), ...more],
  look: denied,
  kept: undefined,
  closed: 503,
});

const hostOpen = (code: UnsafeCode, about: string, annotations: Data, ...more: readonly object[]): Case => ({
  ...open(code, about, annotations, ...more),
  look: (model) => site(model).features.closed?.status.value,
  closed: 403,
});

const cases: readonly Case[] = [
  open('D380', 'auth-cache-duration', { ...asked, 'auth-cache-duration': '5m;' }),
  open('D380', 'auth-request-redirect', { ...asked, 'auth-request-redirect': 'http://a;b' }),
  open('D380', 'auth-always-set-cookie', { ...asked, 'auth-always-set-cookie': 'maybe' }),
  open('D381', 'auth-url', { 'auth-url': '' }),
  open('D381', 'auth-type', { 'auth-type': '', 'auth-secret': 'users' }, passwords),
  open('D331', 'a Secret alone', { 'auth-secret': 'users' }, passwords),
  open('D331', 'a realm alone', { 'auth-realm': 'Staff' }),
  open('D391', 'a wrong letter', { 'whitelist-sorce-range': '10.0.0.0/8' }),
  open('D391', 'an old prefix', { 'ingress.kubernetes.io/auth-type': 'basic' }),
  open('D391', 'a key of the ConfigMap', { 'block-cidrs': '10.0.0.0/8' }),
  open('D393', 'a rewrite to a captured host', { 'rewrite-target': 'https://$1/x' }),
  open('D304', 'a redirect without scheme', { 'temporal-redirect': 'example.test' }),
  open(
    'D392',
    'a blanked snippet',
    { 'configuration-snippet': 'deny all;' },
    configMap({ 'annotations-risk-level': 'Critical' }),
  ),
  open('D357', 'global-auth-url', {}, configMap({ 'global-auth-url': 'nowhere' })),
  open('M474', 'a redirect before a list', {
    'permanent-redirect': 'https://b.test/',
    'allowlist-source-range': '10.0.0.0/8',
  }),
  open('M474', 'a redirect before a password', { 'permanent-redirect': 'https://b.test/', ...basic }, passwords),
  open('M470', 'HTTPS without a Secret', { 'backend-protocol': 'HTTPS' }),
  open(
    'M470',
    'gRPC over TLS',
    { 'backend-protocol': 'GRPCS', 'proxy-ssl-secret': 'default/ca', 'proxy-ssl-verify': 'on' },
    authority,
  ),
  hostOpen(
    'D332',
    'no ca.crt',
    mutual,
    secret('ca', { 'tls.crt': placeholderCertificate.certificate, 'tls.key': placeholderCertificate.key }),
  ),
  hostOpen('D382', 'no auth-tls-secret', { 'auth-tls-verify-client': 'on' }),
  hostOpen('D382', 'an empty auth-tls-secret', { 'auth-tls-secret': '' }),
  {
    code: 'M470',
    about: 'HTTPS with a CA that is not asked for',
    objects: [ingress({ annotations: { 'backend-protocol': 'HTTPS', 'proxy-ssl-secret': 'default/ca' } }), authority],
    look: (model) => {
      const { features } = route(model);
      return 'backendTls' in features ? [features.backendTls?.verify.value, features.backendTls?.name?.value] : [];
    },
    kept: [false, undefined],
    closed: [true, 'web.default.svc'],
  },
  {
    code: 'D330',
    about: 'the realm off',
    objects: [ingress({ annotations: { ...basic, 'auth-realm': 'off' } }), passwords],
    look: (model) => route(model).features.basicAuth?.realm.value,
    kept: undefined,
    closed: '',
  },
  {
    code: 'D320',
    about: 'an origin with a path',
    objects: [ingress({ annotations: { 'enable-cors': 'true', 'cors-allow-origin': 'https://a.test/x' } })],
    look: (model) => route(model).features.cors?.origins.value,
    kept: 'any',
    closed: undefined,
  },
  {
    code: 'D383',
    about: 'enable-cors alone',
    objects: [ingress({ annotations: { 'enable-cors': 'true' } })],
    look: (model) => route(model).features.cors?.credentials.value,
    kept: true,
    closed: false,
  },
  {
    code: 'D384',
    about: 'null in a list',
    objects: [ingress({ annotations: { 'enable-cors': 'true', 'cors-allow-origin': 'null' } })],
    look: (model) => route(model).features.cors?.origins.value,
    kept: ['null'],
    closed: [],
  },
  ...['off', 'optional', 'optional_no_ca'].map(
    (word): Case => ({
      code: 'D385',
      about: word,
      objects: [ingress({ annotations: { ...mutual, 'auth-tls-verify-client': word } }), authority],
      look: (model) => site(model).features.clientCertificates?.verify.value,
      kept: word,
      closed: 'on',
    }),
  ),
  {
    code: 'D386',
    about: 'an open pattern',
    objects: [ingress({ annotations: { ...mutual, 'auth-tls-match-cn': 'CN=alice' } }), authority],
    look: (model) => site(model).features.clientCertificates?.subject?.value,
    kept: 'CN=alice',
    closed: '(?:^|,)(?:CN=alice)(?:,|$)',
  },
  {
    code: 'D388',
    about: 'a key without credential',
    objects: [ingress({ annotations: { ...asked, 'auth-cache-key': '$host' } })],
    look: (model) => route(model).features.externalAuth?.cache === undefined,
    kept: false,
    closed: true,
  },
  {
    code: 'D389',
    about: 'global authentication',
    objects: [
      ingress({ annotations: { 'enable-global-auth': 'false' } }),
      configMap({ 'global-auth-url': 'https://sso.test/check' }),
    ],
    look: (model) => route(model).features.externalAuth?.global,
    kept: undefined,
    closed: true,
  },
  {
    code: 'D390',
    about: 'a wider list',
    objects: [
      ingress({ annotations: { 'allowlist-source-range': '10.1.0.0/16,192.0.2.0/24' } }),
      configMap({ 'whitelist-source-range': '10.0.0.0/8' }),
    ],
    look: (model) => route(model).features.accessList?.allow?.value.map((c) => c.address),
    kept: ['10.1.0.0', '192.0.2.0'],
    closed: ['10.1.0.0'],
  },
  {
    code: 'D390',
    about: 'another deny list',
    objects: [
      ingress({ annotations: { 'denylist-source-range': '10.1.0.0/16' } }),
      configMap({ 'denylist-source-range': '192.0.2.0/24' }),
    ],
    look: (model) => route(model).features.accessList?.deny?.value.map((c) => c.address),
    kept: ['10.1.0.0'],
    closed: ['10.1.0.0', '192.0.2.0'],
  },
  {
    code: 'D393',
    about: 'a sign-in page the client names',
    objects: [ingress({ annotations: { ...asked, 'auth-signin': 'https://$arg_where/start' } })],
    look: (model) => route(model).features.externalAuth?.signin === undefined,
    kept: false,
    closed: true,
  },
  {
    code: 'D394',
    about: 'trust in everybody',
    objects: [ingress({}), configMap({ 'use-forwarded-headers': 'true' })],
    look: ({ controller }) => controller.forwardedHeaders?.trust.value,
    kept: true,
    closed: false,
  },
  {
    code: 'D394',
    about: 'addresses from everybody',
    objects: [ingress({}), configMap({ 'enable-real-ip': 'true' })],
    look: ({ controller }) => controller.forwardedHeaders?.realIp.value,
    kept: true,
    closed: false,
  },
  {
    code: 'D395',
    about: 'scheme and host from everybody',
    objects: [ingress({}), configMap({ 'use-forwarded-headers': 'true', 'proxy-real-ip-cidr': '10.0.0.0/8' })],
    look: ({ controller }) => controller.forwardedHeaders?.fromTrustedOnly?.value,
    kept: undefined,
    closed: true,
  },
  {
    code: 'D396',
    about: 'old versions',
    objects: [ingress({}), configMap({ 'ssl-protocols': 'TLSv1 TLSv1.2' })],
    look: ({ controller }) => controller.tlsPolicy?.protocols.value,
    kept: ['TLSv1', 'TLSv1.2'],
    closed: ['TLSv1.2'],
  },
  {
    code: 'D396',
    about: 'old suites',
    objects: [ingress({ annotations: { 'ssl-ciphers': 'ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA:!aNULL' } })],
    look: (model) => site(model).features.tlsCiphers?.ciphers?.value,
    kept: 'ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA:!aNULL',
    closed: 'ECDHE-RSA-AES128-GCM-SHA256:!aNULL',
  },
  {
    code: 'D397',
    about: 'a header as counter',
    objects: [
      ingress({ annotations: { 'limit-rps': '5' } }),
      configMap({ 'limit-conn-zone-variable': '$http_x_client' }),
    ],
    look: (model) => route(model).features.rateLimit?.key.value === 'clientAddress',
    kept: false,
    closed: true,
  },
  {
    code: 'D345',
    about: 'a refused target',
    objects: [ingress({ annotations: { 'mirror-target': 'https://a b' } })],
    look: (model) => route(model).features.mirror !== undefined,
    kept: true,
    closed: false,
  },
  {
    code: 'M421',
    about: 'a Secret that is not there',
    objects: [ingress({ tls: 'gone' }), passwords],
    look: denied,
    kept: undefined,
    closed: 503,
  },
  {
    code: 'M424',
    about: 'no Secret named',
    objects: [ingress({ tls: '' })],
    look: denied,
    kept: undefined,
    closed: 503,
  },
  {
    code: 'M437',
    about: 'a path beside an expression',
    objects: [
      ingress({ path: '/exact', type: 'Exact' }),
      ingress({ name: 'b', path: '/x(/.*)', type: 'ImplementationSpecific', annotations: { 'use-regex': 'true' } }),
    ],
    look: (model) => pattern(route(model, '/exact')),
    kept: '^/exact',
    closed: '^/exact$',
  },
  {
    code: 'M479',
    about: 'a plain path that is rewritten',
    objects: [ingress({ path: '/v1.0', annotations: { 'rewrite-target': '/' } })],
    look: (model) => pattern(route(model, '/v1.0')),
    kept: '^/v1.0',
    closed: '^/v1\\.0(?:/|$)',
  },
  {
    code: 'M471',
    about: 'plain HTTP',
    objects: [ingress({ annotations: mutual }), authority],
    look: (model) => route(model).features.httpsRedirect?.because.value,
    kept: undefined,
    closed: 'forced',
  },
  {
    code: 'M472',
    about: 'a forged header',
    objects: [ingress({ annotations: { 'auth-tls-secret': 'default/ca' } }), authority],
    look: (model) => route(model).features.requestHeaders?.changes.map(({ name, value }) => [name, value]),
    kept: undefined,
    closed: [['ssl-client-cert', undefined]],
  },
  {
    code: 'M473',
    about: 'a list in the place of block-cidrs',
    objects: [
      ingress({ annotations: { 'denylist-source-range': '10.0.0.0/8' } }),
      configMap({ 'block-cidrs': '10.9.0.0/16,192.0.2.0/24' }),
    ],
    look: (model) => route(model).features.accessList?.deny?.value.map((c) => c.address),
    kept: ['10.0.0.0'],
    closed: ['10.0.0.0', '192.0.2.0'],
  },
  {
    code: 'M475',
    about: 'a list beside passthrough',
    objects: [ingress({ annotations: { 'ssl-passthrough': 'true', 'allowlist-source-range': '10.0.0.0/8' } })],
    look: (model) => site(model).passthrough.passthrough !== undefined,
    kept: true,
    closed: false,
  },
  {
    code: 'M476',
    about: 'an Ingress that is dropped',
    objects: [
      ingress({ name: 'open' }),
      ingress({ name: 'admin', path: '/admin', annotations: { ...basic, 'auth-realm': 'a;b' } }),
      passwords,
    ],
    look: (model) => site(model).routes.flatMap((r) => (r.path === '/admin' ? [r.features.denied?.status.value] : [])),
    kept: [],
    closed: [503],
  },
  {
    code: 'M477',
    about: 'a password of a canary',
    objects: [
      ingress({}),
      ingress({ name: 'b', service: 'new', annotations: { ...basic, canary: 'true', 'canary-weight': '10' } }),
      passwords,
    ],
    look: (model) => route(model).features.canary !== undefined,
    kept: true,
    closed: false,
  },
  {
    code: 'M478',
    about: 'a name that begins like an exempt one',
    objects: [ingress({ path: '/publications', annotations: asked }), configMap({ 'no-auth-locations': '/public' })],
    look: (model) => route(model, '/publications').features.externalAuth !== undefined,
    kept: false,
    closed: true,
  },
  {
    code: 'M480',
    about: 'a subject an older Ingress does not ask for',
    objects: [
      ingress({ name: 'b', annotations: mutual }),
      ingress({ path: '/strict', annotations: { ...mutual, 'auth-tls-match-cn': 'CN=a(,|$)' } }),
      authority,
    ],
    look: (model) => denied(model, '/strict'),
    kept: undefined,
    closed: 503,
  },
  {
    code: 'M480',
    about: 'a snippet an older Ingress has made void',
    objects: [
      ingress({ name: 'b', annotations: { 'server-snippet': 'add_header X-A b;' } }),
      ingress({ path: '/strict', annotations: { 'server-snippet': 'deny 10.0.0.0/8;' } }),
      configMap({ 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical' }),
    ],
    look: (model) => denied(model, '/strict'),
    kept: undefined,
    closed: 503,
  },
  {
    code: 'D393',
    about: 'a snippet that redirects to where the client says',
    objects: [
      ingress({ annotations: { 'configuration-snippet': 'return 302 https://$arg_to/;' } }),
      configMap({ 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical' }),
    ],
    look: denied,
    kept: undefined,
    closed: 503,
  },
  {
    code: 'M481',
    about: 'a list or a password',
    objects: [
      ingress({ annotations: { ...basic, satisfy: 'any', 'allowlist-source-range': '10.0.0.0/8' } }),
      passwords,
    ],
    look: (model) => route(model).features.satisfy?.mode.value,
    kept: 'any',
    closed: undefined,
  },
];

const pattern = ({ match }: Route): string => (match.kind === 'regex' ? match.pattern.source : match.path);

const hardenedIn = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.flatMap(({ code, args }) => (code === 'D399' && 'replaces' in args ? [args.replaces] : []));

describe.each(cases)('$code: $about', ({ code, objects, look, kept, closed }) => {
  test('is kept and told', () => {
    const { model, diagnostics } = read(objects, false);
    expect(look(model)).toEqual(kept);
    expect(diagnostics.map((d) => d.code)).toContain(code);
    expect(hardenedIn(diagnostics)).toEqual([]);
  });

  test('is closed and told with --harden', () => {
    const { model, diagnostics } = read(objects, true);
    expect(look(model)).toEqual(closed);
    expect(hardenedIn(diagnostics)).toContain(code);
  });
});

test('every code has a case', () => {
  const tried = new Set<string>(cases.map(({ code }) => code));
  // M422 is M421 with another fault of the certificate.
  expect(Object.keys(remedies).filter((code) => !tried.has(code))).toEqual(['M422']);
});

describe('what is safe is not spoken of', () => {
  test.each([
    ['a plain Ingress', [ingress({})]],
    ['named origins', [ingress({ annotations: { 'enable-cors': 'true', 'cors-allow-origin': 'https://a.test' } })]],
    ['credentials off', [ingress({ annotations: { 'enable-cors': 'true', 'cors-allow-credentials': 'false' } })]],
    ['a password', [ingress({ annotations: basic }), passwords]],
    ['external authentication', [ingress({ annotations: { ...asked, 'auth-cache-key': '$cookie_session' } })]],
    ['a sign-in page', [ingress({ annotations: { ...asked, 'auth-signin': 'https://$host/start?rd=$request_uri' } })]],
    ['an anchored subject', [ingress({ annotations: { ...mutual, 'auth-tls-match-cn': 'CN=alice(,|$)' } }), authority]],
    [
      'optional certificates with a subject',
      [
        ingress({ annotations: { ...mutual, 'auth-tls-verify-client': 'optional', 'auth-tls-match-cn': 'CN=a(,|$)' } }),
        authority,
      ],
    ],
    [
      'a narrower list',
      [
        ingress({ annotations: { 'allowlist-source-range': '10.1.0.0/16' } }),
        configMap({ 'whitelist-source-range': '10.0.0.0/8' }),
      ],
    ],
    [
      'addresses from named proxies',
      [ingress({}), configMap({ 'enable-real-ip': 'true', 'proxy-real-ip-cidr': '10.0.0.0/8' })],
    ],
    ['both spellings', [ingress({ annotations: { ...basic, 'ingress.kubernetes.io/auth-type': 'basic' } }), passwords]],
    [
      'the way to the sign-in page',
      [
        ingress({ host: 'sso.test', annotations: { 'enable-global-auth': 'false' } }),
        configMap({ 'global-auth-url': 'https://sso.test/check' }),
      ],
    ],
    ['the path of ACME', [ingress({ path: '/.well-known/acme-challenge/x', type: 'Exact', annotations: asked })]],
    [
      'a rewritten expression',
      [ingress({ path: '/x(/|$)(.*)', type: 'ImplementationSpecific', annotations: { 'rewrite-target': '/$2' } })],
    ],
    [
      'a verified backend',
      [
        ingress({
          annotations: {
            'backend-protocol': 'HTTPS',
            'proxy-ssl-secret': 'default/ca',
            'proxy-ssl-verify': 'on',
            'proxy-ssl-name': 'web',
          },
        }),
        authority,
      ],
    ],
  ])('%s', (_, objects) => {
    const { diagnostics } = read(objects, false);
    expect(diagnostics.filter(({ code }) => Object.hasOwn(remedies, code)).map(({ code }) => code)).toEqual([]);
    expect(hardenedIn(read(objects, true).diagnostics)).toEqual([]);
  });
});
