import { describe, expect, it } from 'vitest';
import { readOne } from '../../../../test/support/annotations.ts';
import { placeholderCertificate } from '../../../model/placeholder-certificate.ts';

const { certificate, key } = placeholderCertificate;

describe('values that would break the reload of the controller', () => {
  it.each([
    ['proxy-connect-timeout', '-1'],
    ['proxy-buffer-size', '1g'],
    ['proxy-buffers-number', '0'],
    ['proxy-buffers-number', '2'],
    ['proxy-busy-buffers-size', '1k'],
    ['proxy-max-temp-file-size', '1g'],
    ['proxy-cookie-path', '/a'],
    ['proxy-next-upstream', 'errortimeout'],
    ['connection-proxy-header', 'keep -alive'],
    ['limit-connections', '70000'],
  ])('%s: %j is told and replaced by something safe', (key, value) => {
    const { reading, codes, statuses } = readOne({ [key]: value });
    expect(reading.kind).toBe('read');
    expect(codes).toEqual(['D340']);
    expect(statuses).toEqual({ [key]: 'invalid' });
  });

  it('keep the controller’s sizes', () => {
    const { settings, controller } = readOne({ 'proxy-buffers-number': '2', 'proxy-buffering': 'on' });
    const base = controller.base.location.responseBuffering;
    expect(settings.location.responseBuffering?.count).toBe(base?.count);
    expect(settings.location.responseBuffering?.on.value).toBe(true);
  });

  it('leave out the bad statuses only', () => {
    const { settings, codes } = readOne({ 'custom-http-errors': '404,,12,503' });
    expect(settings.location.errorPages?.statuses.value).toEqual([404, 503]);
    expect(codes).toEqual(['D340']);
  });

  it('a burst multiplier of 0 matters only next to a rate', () => {
    expect(readOne({ 'limit-rps': '5', 'limit-burst-multiplier': '0' }).codes).toEqual(['D340']);
    expect(readOne({ 'limit-burst-multiplier': '0' }).codes).toEqual(['D313']);
  });

  it('default next to AUTO_HTTP', () => {
    const { settings, codes } = readOne({ 'proxy-redirect-from': 'default', 'backend-protocol': 'AUTO_HTTP' });
    expect(settings.location.locationRewrite).toBeUndefined();
    expect(codes).toEqual(['D340']);
  });
});

describe('body sizes', () => {
  it.each([
    ['0', 'unlimited'],
    ['8m', { bytes: 8 * 1024 ** 2 }],
    ['2G', { bytes: 2 * 1024 ** 3 }],
    [' 1k ', { bytes: 1024 }],
    ['5b', { bytes: 1024 ** 2 }],
  ])('%j', (text, max) => {
    expect(readOne({ 'proxy-body-size': text }).settings.location.bodySize?.max.value).toEqual(max);
  });
});

describe('limit-rate', () => {
  it('needs buffered responses', () => {
    const { settings, statuses } = readOne({ 'limit-rate': '10' });
    expect(settings.location.bandwidth).toBeUndefined();
    expect(statuses).toEqual({ 'limit-rate': 'ignored' });
    const slow = readOne({ 'limit-rate': '10', 'limit-rate-after': '5', 'proxy-buffering': 'on' });
    expect(slow.settings.location.bandwidth).toMatchObject({
      rate: { value: { bytes: 10240 } },
      after: { value: { bytes: 5120 } },
    });
  });

  it('of the ConfigMap holds where responses are buffered', () => {
    const around = { configMap: { 'limit-rate': '10' } };
    expect(readOne({}, around).settings.location.bandwidth).toBeUndefined();
    expect(readOne({ 'proxy-buffering': 'on' }, around).settings.location.bandwidth?.rate.value).toEqual({
      bytes: 10240,
    });
    expect(readOne({ 'proxy-buffering': 'on', 'limit-rate': '0' }, around).settings.location.bandwidth).toBeUndefined();
  });
});

describe('protocols', () => {
  it.each([
    ['HTTPS', 'https', []],
    [' https ', 'https', []],
    ['GRPC', 'grpc', []],
    ['grpc', 'grpc-bare', ['D346']],
    ['Grpcs', 'grpcs-bare', ['D346']],
    ['FCGI', 'fastcgi', []],
  ])('%j', (text, protocol, told) => {
    const { settings, codes } = readOne({ 'backend-protocol': text });
    expect(settings.backendProtocol.value).toBe(protocol);
    expect(codes).toEqual(told);
  });
});

describe('retries', () => {
  it('read the words, and off wins', () => {
    const read = (text: string) => readOne({ 'proxy-next-upstream': text }).settings.location.retry;
    expect(read('error http_502 non_idempotent')).toMatchObject({
      on: { value: ['error', 'status-502'] },
      nonIdempotent: { value: true },
    });
    expect(read('error off')?.on.value).toEqual([]);
  });
});

describe('Location headers', () => {
  it.each([
    [{ 'proxy-redirect-from': 'off' }, undefined],
    [{ 'proxy-redirect-from': 'default' }, 'default'],
    [{ 'proxy-redirect-from': 'http://a/' }, 'default'],
    [
      { 'proxy-redirect-from': 'http://a/', 'proxy-redirect-to': '/' },
      { from: 'http://a/', to: '/' },
    ],
  ])('%j', (annotations, map) => {
    expect(readOne(annotations).settings.location.locationRewrite?.map.value).toEqual(map);
  });
});

describe('spreading requests', () => {
  it.each(['chash', 'sticky_balanced'])('%s cannot stand alone', (word) => {
    const { settings, codes } = readOne({ 'load-balance': word });
    expect(settings.loadBalancing.algorithm.value).toBe('round-robin');
    expect(codes).toEqual(['D341']);
  });

  it('hashes in groups', () => {
    const { settings } = readOne({ 'upstream-hash-by': '$remote_addr', 'upstream-hash-by-subset': 'true' });
    expect(settings.loadBalancing).toMatchObject({ algorithm: { value: 'hash' }, subset: { value: 3 } });
  });

  it('loses the hash to an empty key of its group', () => {
    const { settings, codes } = readOne({ 'upstream-hash-by': '$remote_addr', 'upstream-hash-by-subset': '' });
    expect(settings.loadBalancing.algorithm.value).toBe('round-robin');
    expect(codes).toEqual(['D314', 'D313']);
  });

  it('an unreadable service-upstream is false whatever the ConfigMap says', () => {
    const around = { configMap: { 'service-upstream': 'true' } };
    expect(readOne({}, around).settings.serviceUpstream.value).toBe(true);
    expect(readOne({ 'service-upstream': 'yes' }, around).settings.serviceUpstream.value).toBe(false);
  });

  it('keeps what a session cookie needs and reports what it cannot be', () => {
    const { settings, codes } = readOne({
      affinity: 'cookie',
      'session-cookie-name': 'a/b',
      'session-cookie-max-age': '0abc',
      'session-cookie-expires': '3600',
      'session-cookie-samesite': 'lax',
      'session-cookie-secure': 'false',
      'session-cookie-path': '/x',
    });
    expect(settings.affinity?.path?.value).toBe('/x');
    expect(settings.affinity?.pool).toMatchObject({
      cookie: { value: 'INGRESSCOOKIE' },
      secure: { value: 'auto' },
      expires: { value: { ms: 3_600_000 } },
    });
    expect(settings.affinity?.pool.maxAge).toBeUndefined();
    expect(settings.affinity?.pool.sameSite).toBeUndefined();
    expect([...codes].sort()).toEqual(['D341', 'D341', 'D342']);
  });
});

describe('TLS to the backend', () => {
  const secrets = { 'shop/ca': { 'ca.crt': certificate, 'tls.crt': certificate, 'tls.key': key } };

  it('goes to the host as well unless the ConfigMap keeps it in the location', () => {
    const annotations = {
      'backend-protocol': 'HTTPS',
      'proxy-ssl-secret': 'shop/ca',
      'proxy-ssl-verify': 'on',
      'proxy-ssl-name': 'web.internal',
    };
    const { settings } = readOne(annotations, { secrets });
    expect(settings.location.backendTls).toMatchObject({ verify: { value: true }, name: { value: 'web.internal' } });
    expect(settings.serverBackendTls).toBe(settings.location.backendTls);
    const kept = readOne(annotations, { secrets, configMap: { 'proxy-ssl-location-only': 'true' } });
    expect(kept.settings.serverBackendTls).toBeUndefined();
  });

  it('uses the key pair only together with a CA', () => {
    const bare = { 'shop/ca': { 'tls.crt': certificate, 'tls.key': key } };
    const { settings } = readOne({ 'proxy-ssl-secret': 'shop/ca', 'backend-protocol': 'HTTPS' }, { secrets: bare });
    expect(settings.location.backendTls).toBeDefined();
    expect(settings.location.backendTls?.certificate).toBeUndefined();
  });
});

describe('an unreadable Secret of TLS to the backend', () => {
  it.each(['ca.crt', 'tls.crt', 'tls.key'])('with a wrong %s closes the paths', (name) => {
    const secrets = { 'shop/ca': { 'ca.crt': certificate, 'tls.crt': certificate, 'tls.key': key, [name]: 'no PEM' } };
    const { settings, codes } = readOne({ 'proxy-ssl-secret': 'shop/ca', 'backend-protocol': 'HTTPS' }, { secrets });
    expect(settings.denied?.status.value).toBe(503);
    expect(codes).toContain('D302');
  });
});

describe('features that need another protocol', () => {
  it('TLS to the backend needs HTTPS', () => {
    const around = {
      secrets: { 'shop/ca': { 'ca.crt': certificate } },
      configMap: { 'proxy-ssl-location-only': 'true' },
    };
    const { settings, statuses } = readOne({ 'proxy-ssl-secret': 'shop/ca', 'backend-protocol': 'GRPCS' }, around);
    expect(settings.location.backendTls).toBeUndefined();
    expect(statuses['proxy-ssl-secret']).toBe('ignored');
  });

  it('answers of gRPC backends are not intercepted', () => {
    const { settings } = readOne({ 'custom-http-errors': '503', 'backend-protocol': 'GRPC' });
    expect(settings.location.errorPages?.interceptBackend.value).toBe(false);
  });
});

describe('canaries', () => {
  it('cap the weight and treat small totals as 100', () => {
    const weight = (w: string, total: string) =>
      readOne({ canary: 'true', 'canary-weight': w, 'canary-weight-total': total }).settings.canary?.weight.value;
    expect(weight('30', '50')).toEqual({ weight: 30, total: 100 });
    expect(weight('500', '1000')).toEqual({ weight: 500, total: 1000 });
    expect(weight('-5', '100')).toEqual({ weight: 0, total: 100 });
    expect(weight('200', '100')).toEqual({ weight: 100, total: 100 });
  });

  it('a name no header can have is left out', () => {
    const { settings, codes } = readOne({ canary: 'true', 'canary-by-header': 'X Canary' });
    expect(settings.canary?.header).toBeUndefined();
    expect(codes).toEqual(['D342']);
  });

  it('rules without canary make an ordinary Ingress', () => {
    const { settings, statuses } = readOne({ 'canary-weight': '10' });
    expect(settings.canary).toBeUndefined();
    expect(statuses).toEqual({ 'canary-weight': 'ignored' });
  });
});
