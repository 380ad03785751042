import { describe, expect, it } from 'vitest';
import { readOne } from '../../../test/support/annotations.ts';

describe('an Ingress without annotations', () => {
  it('shares the settings of the controller', () => {
    const { settings, controller, codes } = readOne({});
    expect(settings).toBe(controller.base);
    expect(codes).toEqual([]);
  });

  it('shares every default feature it does not change', () => {
    const { settings, controller } = readOne({ 'proxy-body-size': '8m' });
    expect(settings.location.timeouts).toBe(controller.settings.location.timeouts);
    expect(settings.location.bodySize?.max.value).toEqual({ bytes: 8 * 1024 ** 2 });
  });
});

describe('refused values', () => {
  it.each([
    ['proxy-read-timeout', '60s', 'D300'],
    ['proxy-buffering', 'yes', 'D300'],
    ['enable-cors', ' true', 'D300'],
    ['rewrite-target', '/a b', 'D300'],
    ['rewrite-target', '/a\n/b', 'D300'],
    ['satisfy', 'some', 'D300'],
    ['proxy-body-size', '1 mb', 'D300'],
    ['app-root', 'app', 'D300'],
  ])('%s: %j counts as absent', (key, value, code) => {
    const { settings, controller, codes, statuses } = readOne({ [key]: value });
    expect(codes).toEqual([code]);
    expect(statuses).toEqual({ [key]: 'invalid' });
    expect({ ...settings, location: controller.base.location }).toEqual(controller.base);
  });

  it.each([
    ['server-alias', 'a b'],
    ['auth-url', 'http://a/;x'],
    ['limit-rps', 'many'],
    ['permanent-redirect', 'https://a/#x'],
    ['load-balance', 'ip_hash'],
    ['ssl-passthrough', 'enabled'],
    ['custom-http-errors', '404,600'],
    ['default-backend', 'Not_A_Service'],
    ['connection-proxy-header', 'upgrade'],
    ['http2-push-preload', 'on'],
    ['upstream-hash-by', '$request_uri/x'],
    ['x-forwarded-prefix', '/p"; return 410; #'],
  ])('%s: %j drops the Ingress', (key, value) => {
    const { reading, codes, statuses } = readOne({ [key]: value });
    expect(reading.kind).toBe('dropped');
    expect(codes).toEqual(['D301']);
    expect(statuses).toEqual({ [key]: 'dropped' });
  });

  it.each([
    [{ 'allowlist-source-range': '300.1.1.1' }, 'allowlist-source-range'],
    [{ 'denylist-source-range': '' }, 'denylist-source-range'],
    [{ 'auth-url': 'auth.test/x' }, 'auth-url'],
    [{ 'auth-url': 'http://auth.test/x', 'auth-method': 'get' }, 'auth-method'],
    [{ 'auth-type': 'basic', 'auth-secret': 'other/users' }, 'auth-secret'],
    [{ 'auth-type': 'basic', 'auth-secret': '' }, 'auth-secret'],
    [{ 'custom-headers': 'shop/none' }, 'custom-headers'],
    [{ 'proxy-ssl-secret': 'name-only' }, 'proxy-ssl-secret'],
  ])('%j closes the paths', (annotations, key) => {
    const { settings, codes, statuses } = readOne(annotations);
    expect(settings.denied?.status.value).toBe(503);
    expect(codes).toContain('D302');
    expect(statuses[key]).toBe('invalid');
    expect(settings.location.retry).toBeUndefined();
  });

  it('a missing CA Secret closes the hosts', () => {
    const { settings, codes } = readOne({ 'auth-tls-secret': 'shop/none' });
    expect(settings.hostClosed?.status.value).toBe(403);
    expect(settings.clientCertificates).toBeUndefined();
    expect(codes).toEqual(['D303']);
  });

  it('a key that no reader gets to is not checked', () => {
    const { reading, codes, statuses } = readOne({ 'auth-tls-match-cn': 'alice', 'auth-tls-error-page': 'x?y' });
    expect(reading.kind).toBe('read');
    expect(codes).toEqual(['D382', 'D313']);
    expect(statuses).toEqual({ 'auth-tls-match-cn': 'ignored', 'auth-tls-error-page': 'ignored' });
  });
});

describe('gates', () => {
  const snippet = { 'configuration-snippet': 'more_set_headers "X: y";' };

  it('drop an Ingress with a snippet by default', () => {
    const { reading, codes } = readOne({ ...snippet, 'proxy-body-size': '8m' });
    expect(reading.kind).toBe('dropped');
    expect(codes).toEqual(['D305']);
  });

  it('blank a snippet when only the risk level is raised', () => {
    const { settings, codes, statuses } = readOne(snippet, { configMap: { 'annotations-risk-level': 'Critical' } });
    expect(settings.location.responseHeaders).toBeUndefined();
    expect(codes).toEqual(['D308']);
    expect(statuses).toEqual({ 'configuration-snippet': 'ignored' });
  });

  it('drop what is above a lower level', () => {
    const low = { configMap: { 'annotations-risk-level': 'Low' } };
    expect(readOne({ 'proxy-body-size': '8m' }, low).codes).toEqual(['D306']);
    expect(readOne({ 'proxy-read-timeout': '5' }, low).codes).toEqual([]);
  });

  it('rate an older spelling as the newer one', () => {
    const low = { configMap: { 'annotations-risk-level': 'Low' } };
    expect(readOne({ 'whitelist-source-range': '10.0.0.0/8' }, low).reading.kind).toBe('dropped');
  });

  it('drop an Ingress with a blocked word, even in an unknown key', () => {
    const blocked = { configMap: { 'annotation-value-word-blocklist': 'load_module,lua' } };
    const { reading, codes } = readOne({ 'no-such-key': 'a lua b' }, blocked);
    expect(reading.kind).toBe('dropped');
    expect(codes).toContain('D307');
  });
});

describe('spellings', () => {
  it('read the older key when the newer one is missing or empty', () => {
    const { settings } = readOne({ 'whitelist-source-range': '10.1.2.3/8', 'allowlist-source-range': '' });
    expect(settings.location.accessList?.allow?.value).toEqual([{ family: 4, address: '10.0.0.0', prefix: 8 }]);
  });

  it('say that the older key is not read next to the newer one', () => {
    const { codes, statuses } = readOne({ 'whitelist-source-range': '10.0.0.1', 'allowlist-source-range': '10.0.0.2' });
    expect(codes).toEqual(['D315']);
    expect(statuses).toEqual({ 'allowlist-source-range': 'read', 'whitelist-source-range': 'ignored' });
  });

  it.each([
    ['rewriteTarget', 'D309', 'rewrite-target'],
    ['rewrite_target', 'D309', 'rewrite-target'],
    ['proxy-body-sise', 'D309', 'proxy-body-size'],
    ['secure-backends', 'D310', 'backend-protocol'],
    ['lua-resty-waf-mode', 'D310', 'enable-modsecurity'],
    ['use-forwarded-headers', 'D311', undefined],
    ['kubernets.io/ingress.class', 'D312', 'kubernetes.io/ingress.class'],
    ['ingress.kubernetes.io/rewrite-target', 'D312', 'nginx.ingress.kubernetes.io/rewrite-target'],
    ['nginx.kubernetes.io/ssl-redirect', 'D312', 'nginx.ingress.kubernetes.io/ssl-redirect'],
  ])('%s is told with %s', (key, code, meant) => {
    const { diagnostics, statuses } = readOne({ [key]: 'true' });
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
    if (meant !== undefined) expect(JSON.stringify(diagnostics[0]?.args)).toContain(meant);
    expect(Object.values(statuses)).toEqual(['unknown']);
  });

  it('of other controllers are nobody’s business here', () => {
    expect(readOne({ 'haproxy.org/path-rewrite': '/x', 'cert-manager.io/issuer': 'le' }).keys).toEqual([]);
  });
});

it('gives every annotation exactly one reading', () => {
  const annotations = { 'proxy-body-size': '8m', 'no-such': 'x', 'limit-rps': 'many', 'cors-max-age': '5', gzip: 'on' };
  const { keys } = readOne(annotations);
  expect(keys.map((key) => key.key)).toEqual(
    Object.keys(annotations)
      .map((key) => `nginx.ingress.kubernetes.io/${key}`)
      .sort(),
  );
});
