/** Which certificate the controller serves for a host. */
import type { Report } from '../../../diagnostics/report.ts';
import { readCertificate } from '../../../kubernetes/certificate.ts';
import type { Cluster, IngressObject } from '../../../kubernetes/cluster.ts';
import type { Certificate, CertificateReference } from '../../../model/features/site-features.ts';
import { type SourceOrigin, sourceOrigin, type Traced, traced } from '../../../source/traced.ts';

/** Covers exactly, or by a wildcard for one label. */
export const covers = (names: readonly string[], host: string): boolean => {
  const wanted = host.toLowerCase();
  const parent = wanted.replace(/^[^.]+/, '*');
  return names.some(
    (name) => name.toLowerCase() === wanted || (name.startsWith('*.') && name.toLowerCase() === parent),
  );
};

export type Certificates = (namespace: string, name: string) => CertificateFinding;
export type CertificateFinding =
  | { readonly ok: true; readonly certificate: Certificate }
  | { readonly ok: false; readonly why: string; readonly unknown?: true; readonly weak?: true };

/** Looks up TLS Secrets; each is parsed once. */
export const certificateStore = (cluster: Cluster): Certificates => {
  const known = new Map<string, CertificateFinding>();
  return (namespace, name) => {
    const key = `${namespace}/${name}`;
    const found = known.get(key) ?? load(cluster, namespace, name);
    known.set(key, found);
    return found;
  };
};

/** Secrets or endpoints in the input mean that it shows a cluster as it is: a Secret that is not there does not exist. */
const isSnapshot = (cluster: Cluster): boolean => cluster.secrets.size > 0 || cluster.hasEndpoints;

const load = (cluster: Cluster, namespace: string, name: string): CertificateFinding => {
  const secret = cluster.secrets.get(`${namespace}/${name}`);
  if (secret === undefined) {
    const why = 'it is not in the input';
    return isSnapshot(cluster) ? { ok: false, why } : { ok: false, why, unknown: true };
  }
  const certificate = secret.data.get('tls.crt');
  const key = secret.data.get('tls.key');
  if (certificate === undefined || key === undefined) return { ok: false, why: 'it has no tls.crt and tls.key' };
  const read = readCertificate(certificate, key);
  if (!read.ok) return read;
  const text = (k: string, value: string) => ({ secret: { namespace, name, key: k }, text: value });
  return {
    ok: true,
    certificate: { certificate: text('tls.crt', certificate), key: text('tls.key', key), names: read.names },
  };
};

interface Chosen {
  readonly secretName: string;
  readonly at: SourceOrigin;
}

/** The entry of `spec.tls` that serves the host: by name, else the first Secret whose certificate covers it. */
const chooseEntry = (ingress: IngressObject, host: string, certificates: Certificates): Chosen => {
  const { tls } = ingress.spec;
  const at = (i: number): SourceOrigin =>
    sourceOrigin(ingress.object, ['spec', 'tls', i, ...(tls[i]?.secretName ? ['secretName'] : [])]);
  const named = tls.findIndex((entry) => entry.hosts.some((h) => h.toLowerCase() === host.toLowerCase()));
  if (named >= 0) return { secretName: tls[named]?.secretName ?? '', at: at(named) };
  const covering = tls.findIndex((entry) => {
    if (entry.secretName === '') return false;
    const found = certificates(ingress.namespace, entry.secretName);
    return found.ok && covers(found.certificate.names, host);
  });
  return covering >= 0
    ? { secretName: tls[covering]?.secretName ?? '', at: at(covering) }
    : { secretName: '', at: at(0) };
};

/** Certificate entry of a host from one Ingress with a TLS section; without a certificate the default one is served. */
export const certificateEntry = (
  ingress: IngressObject,
  host: string,
  certificates: Certificates,
  report: Report,
): { readonly certificate?: Traced<Certificate>; readonly reference?: CertificateReference } => {
  const { secretName, at } = chooseEntry(ingress, host, certificates);
  if (secretName === '') {
    report.add('M420', { host }, [at]);
    return {};
  }
  const found = certificates(ingress.namespace, secretName);
  if (!found.ok && found.unknown === true) {
    return { reference: { secret: traced({ namespace: ingress.namespace, name: secretName }, at) } };
  }
  if (!found.ok) {
    report.add(
      found.weak === true ? 'M425' : 'M421',
      { host, secret: `${ingress.namespace}/${secretName}`, why: found.why },
      [at],
    );
    return {};
  }
  if (!covers(found.certificate.names, host)) {
    report.add(
      'M422',
      { host, secret: `${ingress.namespace}/${secretName}`, names: found.certificate.names.join(', ') },
      [at],
    );
    return {};
  }
  return { certificate: traced(found.certificate, at) };
};
