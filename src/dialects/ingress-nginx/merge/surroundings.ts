/** What else in a cluster bears on an Ingress: admission, programs that act on annotations of their own, balancers, replicas. */
import type { ArgsOf, Code } from '../../../diagnostics/catalogue.ts';
import type { Report } from '../../../diagnostics/report.ts';
import type { IngressObject, IngressPath } from '../../../kubernetes/cluster.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import { annotationPath, type Path, sourceOrigin } from '../../../source/traced.ts';
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
  const noteOn = notes(around, report);
  return (ingress) => {
    const found = notesOf(ingress, noteOn);
    for (const { about, tell } of found) if (about < programs.length) tell(ingress.object);
    if (around.gates.strictPaths) reportPaths(ingress, report);
    for (const { about, tell } of found) if (about >= programs.length) tell(ingress.object);
  };
};

/** What is told about an annotation, on whatever Ingress it stands. */
interface Note {
  /** Number of the program, or one of the numbers below: told once per Ingress, by the annotation of the lowest rank. */
  readonly about: number;
  readonly rank: number;
  readonly unlessEmpty: boolean;
  readonly tell: (object: KubernetesObject) => void;
}

const aboutAddresses = programs.length;
const aboutLimits = programs.length + 1;

const withPrefix = (name: string): string => `${prefix}${name}`;
const addressKeys = ['allowlist-source-range', 'whitelist-source-range', 'denylist-source-range'].map(withPrefix);
const limitKeys = ['limit-rps', 'limit-rpm', 'limit-connections'].map(withPrefix);

/** Ingresses have the same annotations again and again: what is to be told about one of them is found out once. */
const notes = (around: Surroundings, report: Report): ((key: string) => Note | undefined) => {
  const { proxyProtocol, realIp, trust } = around.settings.features.forwardedHeaders ?? {};
  const looksBehind = [proxyProtocol, realIp, trust].some((setting) => setting?.value === true);
  const make = (key: string): Note | undefined => {
    const path = annotationPath(key);
    const program = programs.findIndex(({ keys }) => keys.test(key));
    if (program >= 0) return programNote(key, program, path, report);
    const address = looksBehind ? -1 : addressKeys.indexOf(key);
    const limit = limitKeys.indexOf(key);
    if (address < 0 && limit < 0) return undefined;
    const args = { key: key.slice(prefix.length) };
    return address >= 0
      ? { about: aboutAddresses, rank: address, unlessEmpty: true, tell: teller('M493', args, path, report) }
      : { about: aboutLimits, rank: limit, unlessEmpty: true, tell: teller('M494', args, path, report) };
  };
  const known = new Map<string, Note | undefined>();
  return (key) => {
    const note = known.get(key);
    if (note !== undefined || known.has(key)) return note;
    const made = make(key);
    known.set(key, made);
    return made;
  };
};

const programNote = (key: string, about: number, path: Path, report: Report): Note => {
  const { name: program = '', what = '', now = '' } = programs[about] ?? {};
  return { about, rank: 0, unlessEmpty: false, tell: teller('M490', { key, program, what, now }, path, report) };
};

const teller =
  <C extends Code>(code: C, args: ArgsOf<C>, path: Path, report: Report): Note['tell'] =>
  (object) =>
    report.add(code, args, [sourceOrigin(object, path)]);

const addNote = (note: Note, found: Note[]): void => {
  const other = found.findIndex(({ about }) => about === note.about);
  if (other < 0) found.push(note);
  else if (note.rank < (found[other]?.rank ?? 0)) found[other] = note;
  found.sort((a, b) => a.about - b.about);
};

const nothing: readonly Note[] = [];

/** One note for each thing there is to tell about, in order. */
const notesOf = ({ annotations }: IngressObject, noteOn: (key: string) => Note | undefined): readonly Note[] => {
  let found: Note[] | undefined;
  for (const key in annotations) {
    const note = noteOn(key);
    if (note === undefined || (note.unlessEmpty && annotations[key] === '')) continue;
    if (found === undefined) found = [note];
    else addNote(note, found);
  }
  return found ?? nothing;
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
