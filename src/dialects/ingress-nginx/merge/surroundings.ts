/** What else in a cluster bears on an Ingress: admission, programs that act on annotations of their own, balancers, replicas. */
import type { Report } from '../../../diagnostics/report.ts';
import type { IngressObject } from '../../../kubernetes/cluster.ts';
import { sourceOrigin } from '../../../source/traced.ts';
import { prefix } from '../annotation-row.ts';
import type { Controller } from '../controller/controller.ts';

interface Program {
  readonly name: string;
  readonly keys: RegExp;
  /** What it does as long as the Ingress is there. */
  readonly what: string;
  readonly now: string;
}

const programs: readonly Program[] = [
  {
    name: 'cert-manager',
    keys: /^(?:cert-manager\.io|certmanager\.k8s\.io)\/(?:cluster-issuer|issuer)$|^kubernetes\.io\/tls-acme$/,
    what: 'stops renewing the certificate when the Ingress is deleted, and answers HTTP-01 challenges by Ingresses of its own that no output knows',
    now: 'Write a Certificate object for the Secret before deleting the Ingress, and let its issuer use DNS-01, or route /.well-known/acme-challenge to the solver.',
  },
  {
    name: 'ExternalDNS',
    keys: /^external-dns\.alpha\.kubernetes\.io\//,
    what: 'removes the DNS records of the hosts when the Ingress is deleted',
    now: 'Give ExternalDNS another source for these hosts (a Service, a DNSEndpoint, or the objects of the new proxy) before deleting the Ingress.',
  },
];

/** What the findings depend on. */
export interface Surroundings {
  readonly gates: Pick<Controller['gates'], 'strictPaths'>;
  readonly settings: { readonly features: Pick<Controller['settings']['features'], 'forwardedHeaders'> };
}

export const reportSurroundings = (ingress: IngressObject, around: Surroundings, report: Report): void => {
  reportPrograms(ingress, report);
  if (around.gates.strictPaths) reportPaths(ingress, report);
  const { proxyProtocol, realIp, trust } = around.settings.features.forwardedHeaders ?? {};
  const looksBehind = [proxyProtocol, realIp, trust].some((setting) => setting?.value === true);
  reportFirst(ingress, looksBehind ? [] : addressKeys, 'M493', report);
  reportFirst(ingress, limitKeys, 'M494', report);
};

/** One note per program. */
const reportPrograms = (ingress: IngressObject, report: Report): void => {
  const names = Object.keys(ingress.annotations);
  for (const { name: program, keys, what, now } of programs) {
    const key = names.find((name) => keys.test(name));
    if (key === undefined) continue;
    report.add('M490', { key, program, what, now }, [sourceOrigin(ingress.object, ['metadata', 'annotations', key])]);
  }
};

/** One note per path. */
const reportPaths = (ingress: IngressObject, report: Report): void => {
  ingress.spec.rules.forEach((rule, i) => {
    rule.paths?.forEach(({ path, pathType }, j) => {
      if (pathType === 'ImplementationSpecific' || /^(?:\/[\w./-]*)?$/.test(path)) return;
      const at = sourceOrigin(ingress.object, ['spec', 'rules', i, 'http', 'paths', j, 'path']);
      report.add('M491', { path, pathType }, [at]);
    });
  });
};

const addressKeys = ['allowlist-source-range', 'whitelist-source-range', 'denylist-source-range'];
const limitKeys = ['limit-rps', 'limit-rpm', 'limit-connections'];

/** The same holds for all the keys, so the first one found stands for them. */
const reportFirst = (ingress: IngressObject, keys: readonly string[], code: 'M493' | 'M494', report: Report): void => {
  const key = keys.find((name) => (ingress.annotations[prefix + name] ?? '') !== '');
  if (key !== undefined)
    report.add(code, { key }, [sourceOrigin(ingress.object, ['metadata', 'annotations', prefix + key])]);
};
