/** Which entry of `spec.tls` serves a host, and with which certificate. */
import type { Report } from '../../../diagnostics/report.ts';
import type { IngressObject, IngressTls } from '../../../kubernetes/cluster.ts';
import type { Certificate, CertificateReference } from '../../../model/features/site-features.ts';
import { sourceOrigin, type Traced, traced } from '../../../source/traced.ts';
import type { SpecPaths } from './spec-paths.ts';
import { type Certificates, covers, wildcardOf } from './tls.ts';

/** Certificate entry of a host from one Ingress with a TLS section; without a certificate the default one is served. */
export interface CertificateEntry {
  readonly certificate?: Traced<Certificate>;
  readonly reference?: CertificateReference;
}

export const certificateEntry = (
  ingress: IngressObject,
  host: string,
  certificates: Certificates,
  paths: SpecPaths,
  report: Report,
): CertificateEntry => {
  const { namespace, spec } = ingress;
  const chosen = chooseEntry(ingress, host, certificates);
  const entry = chosen ?? 0;
  const named = spec.tls[entry]?.secretName ?? '';
  const at = sourceOrigin(ingress.object, named === '' ? paths.tls(entry) : paths.secretName(entry));
  const secretName = chosen === undefined ? '' : named;
  if (secretName === '') {
    report.add('M420', { host }, [at]);
    return {};
  }
  const found = certificates(namespace, secretName);
  if (found.ok) {
    const { names } = found.certificate;
    if (covers(names, host)) return { certificate: traced(found.certificate, at) };
    report.add('M422', { host, secret: `${namespace}/${secretName}`, names: names.join(', ') }, [at]);
    return {};
  }
  if (found.unknown === true) return { reference: { secret: traced({ namespace, name: secretName }, at) } };
  report.add(found.weak === true ? 'M425' : 'M421', { host, secret: `${namespace}/${secretName}`, why: found.why }, [
    at,
  ]);
  return {};
};

/** Number of the entry: the first that names the host, else the first whose certificate covers it. */
const chooseEntry = (
  { namespace, spec: { tls } }: IngressObject,
  host: string,
  certificates: Certificates,
): number | undefined => {
  const wanted = host.toLowerCase();
  return isShort(tls)
    ? (firstNaming(tls, wanted) ?? firstCovering(tls, wanted, namespace, certificates))
    : indexOf(tls, namespace, certificates)(wanted);
};

/** Most sections are so short that looking through them is quicker than an index. */
const few = 8;
const isShort = (tls: readonly IngressTls[]): boolean =>
  tls.length <= few && tls.every(({ hosts }) => hosts.length <= few);

const firstNaming = (tls: readonly IngressTls[], wanted: string): number | undefined => {
  for (let i = 0; i < tls.length; i++)
    for (const host of tls[i]?.hosts ?? []) if (host === wanted || host.toLowerCase() === wanted) return i;
  return undefined;
};

const firstCovering = (
  tls: readonly IngressTls[],
  wanted: string,
  namespace: string,
  certificates: Certificates,
): number | undefined => {
  for (let i = 0; i < tls.length; i++) {
    const secretName = tls[i]?.secretName ?? '';
    const found = secretName === '' ? undefined : certificates(namespace, secretName);
    if (found?.ok === true && covers(found.certificate.names, wanted)) return i;
  }
  return undefined;
};

type Index = (wanted: string) => number | undefined;
const indexes = new WeakMap<readonly IngressTls[], Index>();

const indexOf = (tls: readonly IngressTls[], namespace: string, certificates: Certificates): Index => {
  const known = indexes.get(tls);
  if (known !== undefined) return known;
  const named = firstOf(tls, ({ hosts }) => hosts);
  let covered: ReadonlyMap<string, number> | undefined;
  const index: Index = (wanted) => {
    const entry = named.get(wanted);
    if (entry !== undefined) return entry;
    covered ??= firstOf(tls, ({ secretName }) => {
      const found = secretName === '' ? undefined : certificates(namespace, secretName);
      return found?.ok === true ? found.certificate.names : [];
    });
    const wildcard = wildcardOf(wanted);
    const own = covered.get(wanted);
    const above = wildcard.startsWith('*.') ? covered.get(wildcard) : undefined;
    return own === undefined || (above !== undefined && above < own) ? above : own;
  };
  indexes.set(tls, index);
  return index;
};

/** By name in lower case, the first entry that has it. */
const firstOf = (
  tls: readonly IngressTls[],
  names: (entry: IngressTls) => readonly string[],
): ReadonlyMap<string, number> => {
  const first = new Map<string, number>();
  for (let i = tls.length - 1; i >= 0; i--) {
    const entry = tls[i];
    if (entry !== undefined) for (const name of names(entry)) first.set(name.toLowerCase(), i);
  }
  return first;
};
