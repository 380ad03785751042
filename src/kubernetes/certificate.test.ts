import { describe, expect, test } from 'vitest';
import { hasCertificates, readCertificate } from './certificate.ts';

/** Self-signed, valid for a hundred years; made for these tests. */
const pem = {
  san: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBwjCCAWegAwIBAgIUUYmHhEVFfExVHOwBruFYqB+8zh4wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPaWdub3JlZC5leGFtcGxlMCAXDTI2MTEyMTE1MzgxOFoYDzIx
MjYxMDI4MTUzODE4WjAaMRgwFgYDVQQDDA9pZ25vcmVkLmV4YW1wbGUwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQ17gQ1PEUsf5j6TXVIDMiCAmghZGx2jb0Oy5KK
bJOFXWqmFKKaFbz4ApM3XHc12wArBwSQUP9CaPMrH+mFPjDFo4GIMIGFMB0GA1Ud
DgQWBBQaL/t/JzpvHv9Qu4PINIxA5BpFojAfBgNVHSMEGDAWgBQaL/t/JzpvHv9Q
u4PINIxA5BpFojAPBgNVHRMBAf8EBTADAQH/MDIGA1UdEQQrMCmCCWEuZXhhbXBs
ZYILKi5iLmV4YW1wbGWCCWEuZXhhbXBsZYcECgAAATAKBggqhkjOPQQDAgNJADBG
AiEA7g9vDxK87S1Sybk5t37LVS44T5HYjOuBzejPzXs3Z10CIQCX3JcK9kZPUSZP
lZhGwBwWn6CX7gjGvo0AsXrUWejSeg==
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnwvq3sphDdg7a573
A8cBdbEPqWt3TY4Asax9miKvpDuhRANCAAQ17gQ1PEUsf5j6TXVIDMiCAmghZGx2
jb0Oy5KKbJOFXWqmFKKaFbz4ApM3XHc12wArBwSQUP9CaPMrH+mFPjDF
-----END PRIVATE KEY-----
`,
  },
  cn: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBnTCCAUOgAwIBAgIUHNRuM3wi+P85SZ0RUeYAvCMK5P8wCgYIKoZIzj0EAwIw
IzEKMAgGA1UECgwBeDEVMBMGA1UEAwwMb25seS5leGFtcGxlMCAXDTI2MTEyMTE1
MzgxOFoYDzIxMjYxMDI4MTUzODE4WjAjMQowCAYDVQQKDAF4MRUwEwYDVQQDDAxv
bmx5LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT5cgJ+omkrLm+X
7XwTEiMwY5APTZexV9LM5u9Ktl4WIO58ZpzAfriUt2z/n09JMdrNIKGTRIOFX2gh
u1HRigP2o1MwUTAdBgNVHQ4EFgQU/jc7Zx8084OVDLI3lSDnWSV1xoMwHwYDVR0j
BBgwFoAU/jc7Zx8084OVDLI3lSDnWSV1xoMwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiEAqtIGE3Kne/pYPKzqjKqxN5zingsUHLV1NnIgq47fRr8C
IBxQ1ewMcem0GPWhapq/3JhlgwxjebToIpnEdNa/KBtu
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiAk48uRqkk15gS05
t62wBXVIN//JZAU4ruYKql+vdtChRANCAAT5cgJ+omkrLm+X7XwTEiMwY5APTZex
V9LM5u9Ktl4WIO58ZpzAfriUt2z/n09JMdrNIKGTRIOFX2ghu1HRigP2
-----END PRIVATE KEY-----
`,
  },
  ip: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUKgAwIBAgIUDLWsGYuawaYm+6LraqhpVa8uhU0wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPaWdub3JlZC5leGFtcGxlMCAXDTI2MTEyMTE1MzgxOFoYDzIx
MjYxMDI4MTUzODE4WjAaMRgwFgYDVQQDDA9pZ25vcmVkLmV4YW1wbGUwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATJYBnzDLaJxBsZkC4a2PdfRg0Rq0Lu34EnIAF3
NDTNpJbTwnjzg5lM//qskiyTyjiGqqUIgGuO3WXpDq47ZIEko2QwYjAdBgNVHQ4E
FgQUw9gAQYBF6sViYgz/UVM6FHXnjHAwHwYDVR0jBBgwFoAUw9gAQYBF6sViYgz/
UVM6FHXnjHAwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwQKAAABMAoGCCqG
SM49BAMCA0cAMEQCICmjhwJG9vnf/rMaYFimvn6ujW97TkpY4eCVehgTtyzwAiAp
Mh2DQjld4TNzpQFZVHPq3jz+6HadyDAynd1O9LMmHA==
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz2muLsVz3oQOvaMI
IzFtNGfYYkcgZojeO9mif5YKv0+hRANCAATJYBnzDLaJxBsZkC4a2PdfRg0Rq0Lu
34EnIAF3NDTNpJbTwnjzg5lM//qskiyTyjiGqqUIgGuO3WXpDq47ZIEk
-----END PRIVATE KEY-----
`,
  },
  uri: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUS+LLMlr62M4yrsMJmvMXJwx+RCEwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPaWdub3JlZC5leGFtcGxlMCAXDTI2MTEyMTE1MzgxOFoYDzIx
MjYxMDI4MTUzODE4WjAaMRgwFgYDVQQDDA9pZ25vcmVkLmV4YW1wbGUwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQQc9q7Im8134alyXS9fFpMDrTh2kzbWHpzBhCQ
H3Wv5jfIV/UO53DTMmnXrisADNwhgXxPrBVQDn997obVNqVMo1MwUTAwBgNVHREE
KTAnhhd1cm46eCwgRE5TOmV2aWwuZXhhbXBsZYIMZ29vZC5leGFtcGxlMB0GA1Ud
DgQWBBSDINQsu4KuUWVZQIXVEFfpb18HwzAKBggqhkjOPQQDAgNIADBFAiEAxXlZ
rttvj4tjb+XjwoBY+xFsA0DmBpUkJl7z3j/4uSsCIHTdPv+GN5hUfWq4RUqBIYW5
J9Ran4ewPUpeA+BHjSyt
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglhh8WpeqCTknzJNA
ZPdYukqaNvLv0AQu6h1lcFXAl+WhRANCAAQQc9q7Im8134alyXS9fFpMDrTh2kzb
WHpzBhCQH3Wv5jfIV/UO53DTMmnXrisADNwhgXxPrBVQDn997obVNqVM
-----END PRIVATE KEY-----
`,
  },
  small: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBZjCCAR2gAwIBAgIUZxkRgZZ/ezm8XVZK2SLHmH93a1QwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNc21hbGwuZXhhbXBsZTAgFw0yNjExMjExODQyNTlaGA8yMTI2
MTAyODE4NDI1OVowGDEWMBQGA1UEAwwNc21hbGwuZXhhbXBsZTBJMBMGByqGSM49
AgEGCCqGSM49AwEBAzIABPstqhz/U2kujEiXsfxGo6TmS2OJWnnfP5BPVotdD9RK
8U1XEU6LRtolgW+95w8XTaNTMFEwHQYDVR0OBBYEFLBdggrpVCD8HGVbxKCOdLua
mMuoMB8GA1UdIwQYMBaAFLBdggrpVCD8HGVbxKCOdLuamMuoMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDNwAwNAIYPDmoJ8XP7GuZdA6Pm3a66nrRCm/D80EU
AhhTMoEXurEnq9QX+5r9WKal2WGZy8dXKUg=
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MG8CAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQEEVTBTAgEBBBjllFFPt7WLT/DGnot1
fqfuy7gic/4XVy+hNAMyAAT7Laoc/1NpLoxIl7H8RqOk5ktjiVp53z+QT1aLXQ/U
SvFNVxFOi0baJYFvvecPF00=
-----END PRIVATE KEY-----
`,
  },
  sha1: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBHzCBxgIUaDhKwMV8P1snBAc56Cp0ukehqV8wCQYHKoZIzj0EATAOMQwwCgYD
VQQDDANvbGQwIBcNMjYxMTIxMTg0MzAwWhgPMjEyNjEwMjgxODQzMDBaMBYxFDAS
BgNVBAMMC29sZC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9kmz
M2YwzSjj8xBnpH3cbYBY4JrNx7OFK2K70XXsBVZAQN/PxwqwKiW9XvNeVnr0XPAy
g+KOgGm/JuN4SOz61zAJBgcqhkjOPQQBA0kAMEYCIQCG8lkUETCgGjmlhoHyIPs+
LM243YUxX1RJ1iI2xFX+bQIhAO7lHMJhOK8JAizWB/X1nscJu6WlUNm1s8U9lnpW
f564
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggpUfro7N8SkH28Ej
KeVFIgf+BxQyg6hyAyo4enFuKPOhRANCAAT2SbMzZjDNKOPzEGekfdxtgFjgms3H
s4UrYrvRdewFVkBA38/HCrAqJb1e815WevRc8DKD4o6Aab8m43hI7PrX
-----END PRIVATE KEY-----
`,
  },
};

const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

describe('a certificate', () => {
  test('is for the DNS names it lists', () => {
    expect(readCertificate(pem.san.certificate, pem.san.key)).toEqual({
      ok: true,
      names: ['a.example', '*.b.example'],
    });
  });

  test('is for its common name only when it lists nothing', () => {
    expect(readCertificate(pem.cn.certificate, pem.cn.key)).toEqual({ ok: true, names: ['only.example'] });
    expect(readCertificate(pem.ip.certificate, pem.ip.key)).toEqual({ ok: true, names: [] });
  });

  test('is not for names hidden in other entries', () => {
    expect(readCertificate(pem.uri.certificate, pem.uri.key)).toEqual({ ok: true, names: ['good.example'] });
  });

  test('is the first of a chain, whatever stands around it', () => {
    const chain = `a comment\n${pem.san.certificate}\n${pem.cn.certificate}`;
    expect(readCertificate(chain.replaceAll('\n', '\r\n'), pem.san.key)).toMatchObject({ ok: true });
    expect(readCertificate(chain, pem.cn.key)).toMatchObject({ ok: false });
  });

  test.each([
    ['', pem.san.key, 'tls.crt holds no certificate in PEM form'],
    [pem.san.key, pem.san.key, 'tls.crt holds no certificate in PEM form'],
    [broken, pem.san.key, 'the certificate in tls.crt cannot be read'],
    [pem.san.certificate, '', 'tls.key holds no private key in PEM form'],
    [
      pem.san.certificate,
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      'the private key in tls.key cannot be read',
    ],
    [pem.san.certificate, pem.cn.key, 'the key in tls.key does not belong to the certificate'],
    [pem.san.certificate + broken, pem.san.key, 'tls.crt holds a further certificate that cannot be read'],
    [
      `${pem.san.certificate}-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n`,
      pem.san.key,
      'tls.crt holds a further certificate that cannot be read',
    ],
  ])('that cannot be used says why (%#)', (certificate, key, why) => {
    expect(readCertificate(certificate, key)).toEqual({ ok: false, why });
  });
});

test('a certificate OpenSSL would not load is weak, alone or in a chain', () => {
  const small = { ok: false, why: 'its key has 192 bits', weak: true };
  expect(readCertificate(pem.small.certificate, pem.small.key)).toEqual(small);
  expect(readCertificate(pem.san.certificate + pem.small.certificate, pem.san.key)).toEqual(small);
  const old = { ok: false, why: 'it is signed with SHA-1 or MD5', weak: true };
  expect(readCertificate(pem.sha1.certificate, pem.sha1.key)).toEqual(old);
});

test('a bundle of authorities holds certificates, and only such as can be read', () => {
  expect(hasCertificates(pem.san.certificate + pem.cn.certificate)).toBe(true);
  expect(hasCertificates('')).toBe(false);
  expect(hasCertificates(pem.san.key)).toBe(false);
  expect(hasCertificates(pem.san.certificate + broken)).toBe(false);
  expect(hasCertificates(pem.san.certificate + pem.san.key)).toBe(false);
});
