import { describe, expect, it } from 'vitest';
import { readOne } from '../../../../test/support/annotations.ts';
import { placeholderCertificate } from '../../../model/placeholder-certificate.ts';

const auth = { 'auth-url': 'http://auth.test/' };
const tls = { 'backend-protocol': 'HTTPS', 'proxy-ssl-secret': 'shop/ca' };
const around = { secrets: { 'shop/ca': { 'ca.crt': placeholderCertificate.certificate } } };

describe('a blank that the validator overlooks', () => {
  it.each([
    [{ ...auth, 'auth-method': 'GE T' }, 'auth-method'],
    [{ ...auth, 'auth-signin': 'http://sso.test/ x' }, 'auth-signin'],
    [{ ...auth, 'auth-request-redirect': '/a b' }, 'auth-request-redirect'],
    [{ 'proxy-buffer-size': '8 k' }, 'proxy-buffer-size'],
    [{ 'proxy-redirect-from': 'http://a.test/ b', 'proxy-redirect-to': '/' }, 'proxy-redirect-from'],
    [{ 'ssl-ciphers': 'HIGH !aNULL' }, 'ssl-ciphers'],
    [{ ...tls, 'proxy-ssl-ciphers': 'HIGH !aNULL' }, 'proxy-ssl-ciphers'],
    [{ 'auth-tls-secret': 'shop/ca', 'auth-tls-verify-client': 'o n' }, 'auth-tls-verify-client'],
    [{ 'mirror-target': 'http://a.test$request_uri', 'mirror-request-body': 'o ff' }, 'mirror-request-body'],
  ])('breaks the reload: %j', (annotations, key) => {
    const { codes, statuses, reading } = readOne(annotations, around);
    expect(reading.kind).toBe('read');
    expect(codes).toContain('D340');
    expect(statuses[key]).toBe('invalid');
  });

  it.each(['proxy-body-size', 'client-body-buffer-size', 'proxy-max-temp-file-size'])('leaves %s out', (key) => {
    const { codes, statuses } = readOne({ [key]: '8 m' });
    expect(codes).toEqual(['D342']);
    expect(statuses).toEqual({ [key]: 'invalid' });
  });
});

describe('values beyond what proxies count', () => {
  it('are cut off, and said so', () => {
    const { settings, codes } = readOne({ 'proxy-read-timeout': '99999999999', 'limit-rps': '9223372036854775807' });
    expect(codes).toEqual(['D342', 'D342']);
    expect(settings.location.timeouts?.read.value).toEqual({ ms: 2_147_483_000 });
    expect(settings.location.rateLimit?.perSecond?.value).toBe(2_147_483_647);
  });

  it('are refused where nginx refuses them', () => {
    expect(readOne({ 'proxy-body-size': '9223372036854775808' }).codes).toEqual(['D340']);
    expect(readOne({ 'proxy-body-size': '99999999999g' }).codes).toEqual(['D340']);
    const { settings, codes } = readOne({ 'proxy-body-size': '9223372036854775807' });
    expect(codes).toEqual([]);
    expect(settings.location.bodySize?.max.value).toEqual({ bytes: Number.MAX_SAFE_INTEGER });
  });

  it.each([
    [{ 'upstream-keepalive-connections': '2000000' }, 'D360'],
    [{ 'proxy-body-size': '9223372036854775808' }, 'D360'],
    [{ 'client-header-buffer-size': '99999999999g' }, 'D360'],
    [{ 'keep-alive': '99999999' }, 'D363'],
  ])('count in the ConfigMap as well: %j', (configMap, code) => {
    expect(readOne({}, { configMap }).codes).toEqual([code]);
  });
});
