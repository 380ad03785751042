/** What a TLS Secret is good for. Needs cryptography: the one place outside io/ and cli/ that imports from Node. */
import { createPrivateKey, X509Certificate } from 'node:crypto';

export type Certificate =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** Names a certificate is for: the DNS names of its first certificate, or its common name when it has none. */
export const readCertificate = (certificatePem: string, keyPem: string): Certificate => {
  const [leaf] = certificatesIn(certificatePem);
  if (leaf === undefined) return { ok: false, why: 'tls.crt holds no certificate in PEM form' };
  try {
    const certificate = new X509Certificate(leaf);
    const why = keyFault(certificate, keyPem);
    return why === undefined ? { ok: true, names: namesOf(certificate) } : { ok: false, why };
  } catch {
    return { ok: false, why: 'the certificate in tls.crt cannot be read' };
  }
};

/** True when at least one certificate is there and every one of them can be read, as a bundle of authorities needs. */
export const hasCertificates = (pem: string): boolean => {
  const certificates = certificatesIn(pem);
  return certificates.length > 0 && certificates.every(isReadable);
};

const certificatesIn = (pem: string): readonly string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g) ?? [];

const isReadable = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};

const keyFault = (certificate: X509Certificate, keyPem: string): string | undefined => {
  if (!keyPem.includes('-----BEGIN ')) return 'tls.key holds no private key in PEM form';
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem))
      ? undefined
      : 'the key in tls.key does not belong to the certificate';
  } catch {
    return 'the private key in tls.key cannot be read';
  }
};

/** `DNS:a.example, URI:"odd, DNS:b.example"`: a value with separators in it is a JSON string. */
const namesOf = (certificate: X509Certificate): readonly string[] => {
  const alternatives = certificate.subjectAltName;
  if (alternatives === undefined) return commonName(certificate.subject);
  const entries = alternatives.matchAll(/([A-Za-z][A-Za-z ]*):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy);
  const names = [...entries].flatMap(([, kind, value = '']) =>
    kind === 'DNS' && value !== '' && !value.startsWith('"') ? [value] : [],
  );
  return [...new Set(names)];
};

const commonName = (subject: string): readonly string[] => {
  const name = /^CN=(.+)$/m.exec(subject)?.[1];
  return name === undefined ? [] : [name];
};
