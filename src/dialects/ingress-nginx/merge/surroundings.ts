/** What else in a cluster bears on an Ingress: admission, programs that act on annotations of their own, balancers, replicas. */
import type { Report } from '../../../diagnostics/report.ts';
import type { IngressObject, IngressPath } from '../../../kubernetes/cluster.ts';
import { type Path, sourceOrigin } from '../../../source/traced.ts';
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

/** Reports them for one Ingress. */
export const surroundingsOf = (around: Surroundings, report: Report): ((ingress: IngressObject) => void) => {
  const { proxyProtocol, realIp, trust } = around.settings.features.forwardedHeaders ?? {};
  const looksBehind = [proxyProtocol, realIp, trust].some((setting) => setting?.value === true);
  const notes: Notes = new Map();
  return (ingress) => {
    reportPrograms(ingress, notes, report);
    if (around.gates.strictPaths) reportPaths(ingress, report);
    if (!looksBehind) reportFirst(ingress, addressKeys, 'M493', report);
    reportFirst(ingress, limitKeys, 'M494', report);
  };
};

/** What an annotation says to a program: alike on every Ingress. */
interface Note {
  readonly rank: number;
  readonly path: Path;
  readonly args: { readonly key: string; readonly program: string; readonly what: string; readonly now: string };
}

/** By annotation; undefined: no program looks at it. */
type Notes = Map<string, Note | undefined>;

const noteOn = (key: string, notes: Notes): Note | undefined => {
  const known = notes.get(key);
  if (known !== undefined || notes.has(key)) return known;
  const rank = programs.findIndex(({ keys }) => keys.test(key));
  const program = programs[rank];
  const note =
    program === undefined
      ? undefined
      : {
          rank,
          path: ['metadata', 'annotations', key],
          args: { key, program: program.name, what: program.what, now: program.now },
        };
  notes.set(key, note);
  return note;
};

/** One note per program. */
const reportPrograms = ({ annotations, object }: IngressObject, notes: Notes, report: Report): void => {
  let found: Note[] | undefined;
  for (const key in annotations) {
    const note = noteOn(key, notes);
    if (note === undefined) continue;
    if (found === undefined) found = [note];
    else if (found.every(({ rank }) => rank !== note.rank)) found.push(note);
  }
  found?.sort((a, b) => a.rank - b.rank);
  if (found !== undefined) for (const { args, path } of found) report.add('M490', args, [sourceOrigin(object, path)]);
};

/** One note per path. */
const reportPaths = ({ object, spec }: IngressObject, report: Report): void => {
  for (let i = 0; i < spec.rules.length; i++) {
    const paths = spec.rules[i]?.paths ?? noPaths;
    for (let j = 0; j < paths.length; j++) {
      const listed = paths[j];
      if (listed === undefined || isAdmitted(listed)) continue;
      const at = sourceOrigin(object, ['spec', 'rules', i, 'http', 'paths', j, 'path']);
      report.add('M491', { path: listed.path, pathType: listed.pathType }, [at]);
    }
  }
};

const noPaths: readonly IngressPath[] = [];

const isAdmitted = ({ path, pathType }: IngressPath): boolean =>
  path === '/' || pathType === 'ImplementationSpecific' || /^(?:\/[\w./-]*)?$/.test(path);

const withPrefix = (name: string): string => `${prefix}${name}`;
const addressKeys = ['allowlist-source-range', 'whitelist-source-range', 'denylist-source-range'].map(withPrefix);
const limitKeys = ['limit-rps', 'limit-rpm', 'limit-connections'].map(withPrefix);

/** The same holds for all the keys, so the first one found stands for them. */
const reportFirst = (ingress: IngressObject, keys: readonly string[], code: 'M493' | 'M494', report: Report): void => {
  const key = keys.find((name) => (ingress.annotations[name] ?? '') !== '');
  if (key === undefined) return;
  const at = sourceOrigin(ingress.object, ['metadata', 'annotations', key]);
  report.add(code, { key: key.slice(prefix.length) }, [at]);
};
