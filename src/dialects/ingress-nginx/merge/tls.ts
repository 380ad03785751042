/** Certificates of TLS Secrets. */
import { readCertificate } from '../../../kubernetes/certificate.ts';
import type { Cluster, SecretObject } from '../../../kubernetes/cluster.ts';
import type { Certificate } from '../../../model/features/site-features.ts';

/** Covers exactly, or by a wildcard for one label. */
export const covers = (names: readonly string[], host: string): boolean => {
  const wanted = host.toLowerCase();
  const parent = wildcardOf(wanted);
  return names.some(
    (name) => name.toLowerCase() === wanted || (name.startsWith('*.') && name.toLowerCase() === parent),
  );
};

/** `*.example.com` for `a.example.com`. */
export const wildcardOf = (host: string): string => host.replace(/^[^.]+/, '*');

export type Certificates = (namespace: string, name: string) => CertificateFinding;
export type CertificateFinding =
  | { readonly ok: true; readonly certificate: Certificate }
  | { readonly ok: false; readonly why: string; readonly unknown?: true; readonly weak?: true };

/** Looks up TLS Secrets; each is parsed once. */
export const certificateStore = (cluster: Cluster): Certificates => {
  const missing = missingSecret(cluster);
  const known = new Map<string, CertificateFinding>();
  if (cluster.secrets.size === 0) return () => missing;
  return (namespace, name) => {
    const key = `${namespace}/${name}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const secret = cluster.secrets.get(key);
    const made = secret === undefined ? missing : load(secret);
    known.set(key, made);
    return made;
  };
};

/** Secrets or endpoints in the input mean that it shows a cluster as it is: a Secret that is not there does not exist. */
const missingSecret = (cluster: Cluster): CertificateFinding => {
  const why = 'it is not in the input';
  return cluster.secrets.size > 0 || cluster.hasEndpoints ? { ok: false, why } : { ok: false, why, unknown: true };
};

const load = ({ data, namespace, name }: SecretObject): CertificateFinding => {
  const certificate = data.get('tls.crt');
  const key = data.get('tls.key');
  if (certificate === undefined || key === undefined) return { ok: false, why: 'it has no tls.crt and tls.key' };
  const read = readCertificate(certificate, key);
  if (!read.ok) return read;
  const text = (k: string, value: string) => ({ secret: { namespace, name, key: k }, text: value });
  return {
    ok: true,
    certificate: { certificate: text('tls.crt', certificate), key: text('tls.key', key), names: read.names },
  };
};
