/** Names of files, sections and servers: made here, deterministic, without a character of special meaning. */
import type { TargetOptions } from '../target.ts';

/** Letters, digits and `_ . -` stay; everything else becomes a dash. */
export const plainName = (text: string): string =>
  text.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^-+|-+$/g, '') || 'x';

export const sectionName = (kind: 'users' | 'limit' | 'pass', text: string): string => `${kind}_${plainName(text)}`;

/** Where the text of a Secret lies: in the output when it may be written, else where the user says certificates are. */
export const secretFile = (
  options: TargetOptions,
  folder: 'tls' | 'auth',
  secret: { readonly namespace: string; readonly name: string },
  extension: 'pem' | 'ca.pem' | 'crl.pem' | 'client.pem' | 'htpasswd',
): string => {
  const base = options.writeSecrets ? folder : (options.certificates ?? 'certs');
  return `${base}/${plainName(secret.namespace)}_${plainName(secret.name)}.${extension}`;
};

/** FNV-1a, 64 bits, as 16 hex digits: names of sessions and pools, nothing secret. */
export const digest = (text: string): string => {
  let h = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n);
  return h.toString(16).padStart(16, '0');
};
