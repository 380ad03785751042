import { describe, expect, it } from 'vitest';
import { readOne } from '../../../../test/support/annotations.ts';
import { placeholderCertificate } from '../../../model/placeholder-certificate.ts';

const users = { secrets: { 'shop/users': { auth: 'alice:hash\n' } } };
const basic = { 'auth-type': 'basic', 'auth-secret': 'users' };

describe('passwords', () => {
  it('come from the key auth', () => {
    const { settings, codes } = readOne({ ...basic, 'auth-realm': 'Staff only' }, users);
    expect(codes).toEqual([]);
    expect(settings.basicAuth?.users.value.text).toBe('alice:hash\n');
    expect(settings.basicAuth?.realm.value).toBe('Staff only');
  });

  it('come from every key with auth-map, by name', () => {
    const secrets = { 'shop/users': { bob: 'b', alice: 'a' } };
    const { settings } = readOne({ ...basic, 'auth-secret-type': 'auth-map' }, { secrets });
    expect(settings.basicAuth?.users.value.text).toBe('alice:a\nbob:b\n');
  });

  it.each([
    ['a Secret without the key auth', basic, { 'shop/users': { bob: 'b' } }],
    ['a Secret that is missing', basic, {}],
    ['a Secret of another namespace', { ...basic, 'auth-secret': 'other/users' }, { 'other/users': { auth: 'a:b' } }],
    ['a reference with two slashes', { ...basic, 'auth-secret': 'a/b/c' }, {}],
    ['a layout that merely contains a known one', { ...basic, 'auth-secret-type': 'xauth-map' }, users.secrets],
  ])('%s closes the paths', (_, annotations, secrets) => {
    const { settings, codes } = readOne(annotations, { secrets });
    expect(settings.denied?.status.value).toBe(503);
    expect(settings.basicAuth).toBeUndefined();
    expect(codes.filter((code) => code !== 'D317')).toEqual(['D302']);
  });

  it('of another namespace are taken when the controller allows it', () => {
    const around = {
      configMap: { 'allow-cross-namespace-resources': 'true' },
      secrets: { 'other/users': { auth: 'a:b' } },
    };
    expect(readOne({ ...basic, 'auth-secret': 'other/users' }, around).settings.basicAuth).toBeDefined();
  });

  it('a type nginx does not know closes the paths and is told as breaking', () => {
    const { settings, codes } = readOne({ ...basic, 'auth-type': 'digestx' }, users);
    expect(settings.denied).toBeDefined();
    expect(codes).toEqual(['D340', 'D302']);
  });

  it.each([
    ['the realm off', { ...basic, 'auth-realm': 'off' }, 'D330'],
    ['auth-secret alone', { 'auth-secret': 'users' }, 'D331'],
  ])('%s leaves the paths open, loudly', (_, annotations, code) => {
    const { settings, diagnostics } = readOne(annotations, users);
    expect(settings.basicAuth).toBeUndefined();
    expect(settings.denied).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toContain(code);
  });
});

describe('external authentication', () => {
  const url = { 'auth-url': 'http://auth.sso.svc:8080/check?a=$host' };

  it('knows its host, its default parameter and what is sent', () => {
    const { settings, codes } = readOne({
      ...url,
      'auth-signin': 'https://sso.test/start',
      'auth-response-headers': 'X-User, X-Mail',
    });
    expect(codes).toEqual([]);
    expect(settings.externalAuth).toMatchObject({
      host: [{ kind: 'text', text: 'auth.sso.svc' }],
      signin: { parameter: { value: 'rd' } },
      responseHeaders: { value: ['X-User', 'X-Mail'] },
      requestRedirect: { value: [{ kind: 'request', value: { kind: 'requestUri' } }] },
      global: false,
    });
  });

  it.each(['/check', 'auth.test/x', 'http://', 'http://a..b/', 'http://a:x/'])(
    '%j is no URL and closes the paths',
    (text) => {
      const { settings, codes } = readOne({ 'auth-url': text });
      expect(settings.denied).toBeDefined();
      expect(codes).toEqual(['D302']);
    },
  );

  it.each([
    ['auth-cache-duration', '200 5m;'],
    ['auth-request-redirect', 'https://a/#x'],
    ['auth-always-set-cookie', 'on'],
  ])('a wrong %s takes all of it away, as the controller does', (key, value) => {
    const { settings, codes, statuses } = readOne({ ...url, [key]: value });
    expect(settings.externalAuth).toBeUndefined();
    expect(settings.denied).toBeUndefined();
    expect(codes).toEqual(['D380', 'D313']);
    expect(statuses).toEqual({ 'auth-url': 'ignored', [key]: 'invalid' });
  });

  it('and gives the path back to the global one', () => {
    const around = { configMap: { 'global-auth-url': 'http://global.test/' } };
    const { settings } = readOne({ ...url, 'auth-always-set-cookie': 'on' }, around);
    expect(settings.externalAuth?.global).toBe(true);
  });

  it.each([
    [{ 'auth-cache-key': '$cookie_a', 'auth-cache-duration': '5m 200' }],
    [{ 'auth-response-headers': 'X-A;X-B' }],
    [{ 'auth-proxy-set-headers': 'shop/none' }],
    [{ 'auth-proxy-set-headers': 'bare-name' }],
  ])('%j closes the paths', (annotations) => {
    expect(readOne({ ...url, ...annotations }).settings.denied).toBeDefined();
  });

  it('reads statuses and times of the cache', () => {
    const cache = { 'auth-cache-key': '$http_authorization', 'auth-cache-duration': '200 202 10m, 401 30s' };
    const { settings } = readOne({ ...url, ...cache });
    expect(settings.externalAuth?.cache?.valid.value).toEqual([
      { statuses: [200, 202], time: { ms: 600_000 } },
      { statuses: [401], time: { ms: 30_000 } },
    ]);
    expect(settings.externalAuth?.cache?.key.value).toEqual([
      { kind: 'request', value: { kind: 'header', name: 'authorization' } },
    ]);
  });

  it('keeps connections only without HTTP/2', () => {
    const keep = { ...url, 'auth-keepalive': '10' };
    expect(
      readOne({ 'auth-url': 'http://a.test/', 'auth-keepalive': '10' }, { configMap: { 'use-http2': 'false' } })
        .settings.externalAuth?.keepalive?.connections.value,
    ).toBe(10);
    const { settings, statuses } = readOne(keep);
    expect(settings.externalAuth?.keepalive).toBeUndefined();
    expect(statuses['auth-keepalive']).toBe('ignored');
  });

  it('gives up kept connections next to copied headers, with which every check would fail', () => {
    const annotations = { 'auth-url': 'http://a.test/', 'auth-keepalive': '10', 'auth-response-headers': 'X-User' };
    const { settings, codes } = readOne(annotations, { configMap: { 'use-http2': 'false' } });
    expect(settings.externalAuth?.keepalive).toBeUndefined();
    expect(codes).toEqual(['D341']);
  });

  it('is switched off for the Ingress by enable-global-auth', () => {
    const around = { configMap: { 'global-auth-url': 'http://global.test/' } };
    expect(readOne({}, around).settings.externalAuth?.global).toBe(true);
    expect(readOne({ 'enable-global-auth': 'false' }, around).settings.externalAuth).toBeUndefined();
  });

  it('is told when the global URL is none', () => {
    const { codes, settings } = readOne({}, { configMap: { 'global-auth-url': 'global.test' } });
    expect(codes).toEqual(['D357']);
    expect(settings.externalAuth).toBeUndefined();
  });
});

const revoked = `-----BEGIN X509 CRL-----
MIIBZzBRAgEBMA0GCSqGSIb3DQEBCwUAMA8xDTALBgNVBAMMBG15Y2EXDTI2MTEy
MTE4MzU1NloXDTI2MTIyMTE4MzU1NlqgDjAMMAoGA1UdFAQDAgEBMA0GCSqGSIb3
DQEBCwUAA4IBAQAPGQhy2rrRKTGZR29esOqclhdljYRr5DhD09WEPIPmKMSrhtg7
T/LAFET9ahszzl5XVYuFzYp1hfWsoGdGOD7lj64P4+wAxFg1lKaJmwEaf4W8dvQZ
+mnjeU03+DFw2lOYqCXUJollNr7y/lSQzatkzYyjKDP0n+E+Hfhb7VERZqsxXz/b
O0QyYwg3sXdlLg6X/PbCRyJ4GkhfY4/KyxDEqktQa9pj+HIUeTY7TjDq5tlbWAy2
DUgXBgQkgynUIRbF4H2un5eu0jAMvao4G9KR0sa4xdI5m84OIgf+KRQURmcRNNUJ
Boa5FULI07z7EYNXeDM4L2ElZ+OViUlAB9+m
-----END X509 CRL-----
`;

describe('client certificates', () => {
  const pem = placeholderCertificate.certificate;
  const ca = { secrets: { 'shop/ca': { 'ca.crt': pem, 'ca.crl': revoked } } };

  it('are checked strictly unless a lax word is written', () => {
    const { settings, codes } = readOne({ 'auth-tls-secret': 'shop/ca', 'auth-tls-verify-client': 'sometimes' }, ca);
    expect(codes).toEqual(['D300']);
    expect(settings.clientCertificates).toMatchObject({
      ca: { value: { text: pem } },
      crl: { value: { text: revoked } },
      verify: { value: 'on' },
      depth: { value: 1 },
    });
  });

  it.each([
    ['ca.crt', 'no PEM'],
    ['ca.crt', `${pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`],
    ['ca.crt', `${pem}${placeholderCertificate.key}`],
    ['ca.crl', 'no PEM'],
    ['ca.crl', revoked.replace(/MII.*\n/, 'AAAA\n')],
    ['ca.crl', pem],
    ['tls.key', 'no PEM'],
  ])('an unreadable %s closes the hosts', (key, text) => {
    const whole = { 'ca.crt': pem, 'ca.crl': revoked, 'tls.crt': pem, 'tls.key': placeholderCertificate.key };
    const secrets = { 'shop/ca': { ...whole, [key]: text } };
    const { settings, codes } = readOne({ 'auth-tls-secret': 'shop/ca' }, { secrets });
    expect(settings.hostClosed?.status.value).toBe(403);
    expect(settings.clientCertificates).toBeUndefined();
    expect(codes).toEqual(['D303']);
  });

  it('are not checked without a ca.crt, loudly', () => {
    const secrets = { 'shop/ca': { 'tls.crt': pem, 'tls.key': placeholderCertificate.key } };
    const { settings, codes } = readOne({ 'auth-tls-secret': 'shop/ca' }, { secrets });
    expect(settings.clientCertificates).toBeUndefined();
    expect(settings.hostClosed).toBeUndefined();
    expect(codes).toEqual(['D332']);
  });

  it.each([
    ['auth-tls-match-cn', 'alice'],
    ['auth-tls-match-cn', 'CN=(?=x)'],
    ['auth-tls-error-page', 'https://help.example/?x=1'],
    ['auth-tls-pass-certificate-to-upstream', 'maybe'],
  ])('%s: %j drops the Ingress', (key, value) => {
    expect(readOne({ 'auth-tls-secret': 'shop/ca', [key]: value }, ca).reading.kind).toBe('dropped');
  });

  it('a control character in the pattern never gets further', () => {
    const { reading, codes } = readOne({ 'auth-tls-secret': 'shop/ca', 'auth-tls-match-cn': 'CN=a\u0001b' }, ca);
    expect(reading.kind).toBe('dropped');
    expect(codes).toEqual(['D316']);
  });
});

describe('address lists', () => {
  it('mask host bits, and the annotation replaces the list of the ConfigMap', () => {
    const around = { configMap: { 'whitelist-source-range': '192.0.2.0/24', 'denylist-source-range': '10.9.0.0/16' } };
    const { settings } = readOne({ 'allowlist-source-range': '10.1.2.3/8, 2001:db8::1' }, around);
    expect(settings.location.accessList?.allow?.value.map((c) => `${c.address}/${c.prefix}`)).toEqual([
      '10.0.0.0/8',
      '2001:db8::1/128',
    ]);
    expect(settings.location.accessList?.deny?.value.map((c) => `${c.address}/${c.prefix}`)).toEqual(['10.9.0.0/16']);
  });
});
