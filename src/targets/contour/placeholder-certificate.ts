/**
 * Served to names without a certificate, as ingress-nginx serves a self-signed one that it makes at its start. The key is public on
 * purpose: no client that checks certificates accepts it, and no generated key would make the output differ from run to run.
 */
const certificate = [
  '-----BEGIN CERTIFICATE-----',
  'MIICBzCCAa2gAwIBAgIUDssAu5zcheiALvMiCgmkDCuwVicwCgYIKoZIzj0EAwIw',
  'SzEQMA4GA1UECgwHQWNtZSBDbzE3MDUGA1UEAwwuS3ViZXJuZXRlcyBJbmdyZXNz',
  'IENvbnRyb2xsZXIgRmFrZSBDZXJ0aWZpY2F0ZTAgFw0yNjExMjExNTM1MTZaGA8y',
  'MTI2MTAyODE1MzUxNlowSzEQMA4GA1UECgwHQWNtZSBDbzE3MDUGA1UEAwwuS3Vi',
  'ZXJuZXRlcyBJbmdyZXNzIENvbnRyb2xsZXIgRmFrZSBDZXJ0aWZpY2F0ZTBZMBMG',
  'ByqGSM49AgEGCCqGSM49AwEHA0IABPkIzHbLbypPdSzK0u22g86DCR/ngiyArbzL',
  '/nsrJmxeFnu7YTqWn17nhUUJoGznGfjggNNpXWg+kEsnhZiAvRajbTBrMB0GA1Ud',
  'DgQWBBQkcMUsKU46KtQ+r0iGXcvxa54SGTAfBgNVHSMEGDAWgBQkcMUsKU46KtQ+',
  'r0iGXcvxa54SGTAPBgNVHRMBAf8EBTADAQH/MBgGA1UdEQQRMA+CDWluZ3Jlc3Mu',
  'bG9jYWwwCgYIKoZIzj0EAwIDSAAwRQIgHyitK+g5ET35l3NKQ/lqBc+hW2jwjddO',
  '3SCfh1Ff+twCIQCO1jVqvpGyBszeBPElxCln/eM5HhSbdWaC86IzG2Tzcg==',
  '-----END CERTIFICATE-----',
].join('\n');

const key = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgN5zRagK1UWiRJrto',
  'jy4xbbONDwqEpOGMYBn3+CawDWKhRANCAAT5CMx2y28qT3UsytLttoPOgwkf54Is',
  'gK28y/57KyZsXhZ7u2E6lp9e54VFCaBs5xn44IDTaV1oPpBLJ4WYgL0W',
  '-----END PRIVATE KEY-----',
].join('\n');

/** Name of the Secret that holds it. */
export const placeholderName = 'ingress-compile-placeholder';

/** As `stringData` of a Secret of type kubernetes.io/tls. */
export const placeholderData = { 'tls.crt': `${certificate}\n`, 'tls.key': `${key}\n` };
