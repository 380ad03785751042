/** What else in a cluster looks at an Ingress: its admission, and programs that act on annotations of their own. */
import type { Report } from '../../diagnostics/report.ts';
import type { IngressObject } from '../../kubernetes/cluster.ts';
import { sourceOrigin } from '../../source/traced.ts';
import type { Gates } from './controller.ts';

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

/** One note per program and Ingress, one warning per path. */
export const reportSurroundings = (ingress: IngressObject, gates: Gates, report: Report): void => {
  for (const key of programKeys(ingress)) {
    const { name: program, what, now } = key.program;
    const at = sourceOrigin(ingress.object, ['metadata', 'annotations', key.name]);
    report.add('M490', { key: key.name, program, what, now }, [at]);
  }
  if (!gates.strictPaths) return;
  ingress.spec.rules.forEach((rule, i) => {
    rule.paths?.forEach(({ path, pathType }, j) => {
      if (pathType === 'ImplementationSpecific' || /^(?:\/[\w./-]*)?$/.test(path)) return;
      const at = sourceOrigin(ingress.object, ['spec', 'rules', i, 'http', 'paths', j, 'path']);
      report.add('M491', { path, pathType }, [at]);
    });
  });
};

const programKeys = (ingress: IngressObject): readonly { readonly name: string; readonly program: Program }[] => {
  const names = Object.keys(ingress.annotations);
  return programs.flatMap((program) => {
    const name = names.find((n) => program.keys.test(n));
    return name === undefined ? [] : [{ name, program }];
  });
};
