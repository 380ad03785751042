/** What a TLS Secret is good for. Needs cryptography: the one place outside io/ and cli/ that imports from Node. */
import { createPrivateKey, X509Certificate } from 'node:crypto';

export type Certificate =
  | { readonly ok: true; readonly names: readonly string[] }
  /** `weak`: sound, but OpenSSL at its default security level refuses to load it. */
  | { readonly ok: false; readonly why: string; readonly weak?: true };

/** Names a certificate is for: the DNS names of its first certificate, or its common name when it has none. */
export const readCertificate = (certificatePem: string, keyPem: string): Certificate => {
  const [leaf, ...others] = certificatesIn(certificatePem);
  if (leaf === undefined) return { ok: false, why: 'tls.crt holds no certificate in PEM form' };
  try {
    const certificate = new X509Certificate(leaf);
    const why = keyFault(certificate, keyPem) ?? chainFault(certificatePem);
    if (why !== undefined) return { ok: false, why };
    const weak = [certificate, ...others.map((pem) => new X509Certificate(pem))].map(weakness);
    const first = weak.find((found) => found !== undefined);
    return first === undefined ? { ok: true, names: namesOf(certificate) } : { ok: false, why: first, weak: true };
  } catch {
    return { ok: false, why: 'the certificate in tls.crt cannot be read' };
  }
};

/** Every certificate of a chain has to be readable: one that is not keeps a proxy from starting. */
const chainFault = (pem: string): string | undefined => {
  const begun = pem.match(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/g)?.length ?? 0;
  const certificates = certificatesIn(pem);
  return certificates.length === begun && certificates.every(isReadable)
    ? undefined
    : 'tls.crt holds a further certificate that cannot be read';
};

/** True when at least one certificate is there and nothing but certificates that can be read, as a bundle of authorities needs. */
export const hasCertificates = (pem: string): boolean => {
  const certificates = certificatesIn(pem);
  return certificates.length > 0 && certificates.length === blocksIn(pem) && certificates.every(isReadable);
};

/** True when at least one revocation list is there, and nothing else that looks like PEM. */
export const hasRevocationLists = (pem: string): boolean => {
  const lists = pem.match(/-----BEGIN X509 CRL-----[A-Za-z0-9+/=\s]*-----END X509 CRL-----/g) ?? [];
  return lists.length > 0 && lists.length === blocksIn(pem) && lists.every(isRevocationList);
};

const blocksIn = (pem: string): number => pem.split('-----BEGIN ').length - 1;

/** A list to be signed, an algorithm and a signature; in the first the name of the issuer and a time, behind the algorithm. */
const isRevocationList = (pem: string): boolean => {
  const der = Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
  const [list, ...more] = derItems(der) ?? [];
  const parts = list === undefined || more.length > 0 ? undefined : derItems(list.content);
  const fields = parts?.[0] === undefined ? undefined : derItems(parts[0].content);
  const tags = (fields ?? []).map((item) => item.tag).filter((tag, i) => i > 0 || tag !== 0x02);
  return (
    list?.tag === 0x30 &&
    parts?.map((item) => item.tag).join() === '48,48,3' &&
    tags[0] === 0x30 &&
    tags[1] === 0x30 &&
    (tags[2] === 0x17 || tags[2] === 0x18)
  );
};

interface DerItem {
  readonly tag: number;
  readonly content: Buffer;
}

/** The items that fill the bytes one after another; undefined when they do not. */
const derItems = (der: Buffer): readonly DerItem[] | undefined => {
  const items: DerItem[] = [];
  for (let at = 0; at < der.length; ) {
    const short = der[at + 1] ?? 0x80;
    const extra = short < 0x80 ? 0 : short - 0x80;
    const start = at + 2 + extra;
    if (short === 0x80 || extra > 4 || start > der.length) return undefined;
    const length = extra === 0 ? short : der.readUIntBE(at + 2, extra);
    if (start + length > der.length) return undefined;
    items.push({ tag: der[at] ?? 0, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return items;
};

/** Signature algorithms with SHA-1, MD5 or MD2, as they stand in a certificate. */
const brokenSignatures = [
  '2a864886f70d010105',
  '2a864886f70d010104',
  '2a864886f70d010102',
  '2a8648ce3d0401',
  '2a8648ce380403',
];

/** What OpenSSL refuses since its level 2 (112 bits) is the default; a certificate signed by itself may be signed in any way. */
const weakness = (certificate: X509Certificate): string | undefined => {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const bits = details?.modulusLength ?? Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 256);
  if (bits < (type === 'ec' ? 224 : details?.modulusLength === undefined ? 0 : 2048)) return `its key has ${bits} bits`;
  const algorithm = derItems(derItems(certificate.raw)?.[0]?.content ?? Buffer.alloc(0))?.[1]?.content.toString('hex');
  const broken = brokenSignatures.some((oid) => algorithm?.includes(oid) === true);
  return broken && certificate.subject !== certificate.issuer ? 'it is signed with SHA-1 or MD5' : undefined;
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
