/** Hosts of an Ingress that no client can ask for. No reason to leave the object out: old objects and other controllers have them. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type SourceOrigin, sourceOrigin } from '../source/traced.ts';
import { hostFault } from './names.ts';
import { list, type Plain, record, text } from './plain.ts';

/** Left over by a tool that should have filled it in: Helm, envsubst, Flux, kustomize, sed. */
const placeholder = /\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_]{2,}|__[A-Z0-9_]+__|<[^>]+>/;

/** Hosts told already; made for the first finding. */
interface Told {
  readonly hosts: Set<string>;
  placeholders: boolean;
}

export const checkHosts = (object: KubernetesObject, spec: Plain, report: Report): void => {
  let told: Told | undefined;
  const rules = list(spec['rules']);
  for (let i = 0; i < rules.length; i++) {
    const host = text(record(rules[i])['host']);
    const why = faultOf(host);
    if (why !== undefined) told = tell(told, host, why, sourceOrigin(object, ['spec', 'rules', i, 'host']), report);
  }
  const tls = list(spec['tls']);
  for (let i = 0; i < tls.length; i++) {
    const hosts = list(record(tls[i])['hosts']);
    for (let j = 0; j < hosts.length; j++) {
      const host = text(hosts[j]);
      const why = faultOf(host);
      if (why !== undefined) told = tell(told, host, why, sourceOrigin(object, ['spec', 'tls', i, 'hosts', j]), report);
    }
  }
};

const faultOf = (host: string): string | undefined => (host === '' ? undefined : hostFault(host));

/** Each host once; of placeholders the first one only. */
const tell = (before: Told | undefined, host: string, why: string, at: SourceOrigin, report: Report): Told => {
  const told = before ?? { hosts: new Set(), placeholders: false };
  if (told.hosts.has(host)) return told;
  told.hosts.add(host);
  const left = placeholder.exec(host)?.[0];
  if (left === undefined) {
    report.add('S209', { host, why }, [at]);
  } else if (!told.placeholders) {
    told.placeholders = true;
    report.add('S216', { host, placeholder: left }, [at]);
  }
  return told;
};
