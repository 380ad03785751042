/** Hosts of an Ingress that no client can ask for. No reason to leave the object out: old objects and other controllers have them. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import { hostFault } from './names.ts';
import { list, type Plain, record, text } from './plain.ts';

/** Left over by a tool that should have filled it in: Helm, envsubst, Flux, kustomize, sed. */
const placeholder = /\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_]{2,}|__[A-Z0-9_]+__|<[^>]+>/;

interface Hosts {
  readonly object: KubernetesObject;
  readonly report: Report;
  /** Those told already. */
  readonly told: Set<string>;
  placeholders: boolean;
}

export const checkHosts = (object: KubernetesObject, spec: Plain, report: Report): void => {
  let hosts: Hosts | undefined;
  const look = (host: string, why: string, at: Path): void => {
    hosts ??= { object, report, told: new Set(), placeholders: false };
    tell(hosts, host, why, at);
  };
  const rules = list(spec['rules']);
  for (let i = 0; i < rules.length; i++) {
    const host = text(record(rules[i])['host']);
    const why = host === '' ? undefined : hostFault(host);
    if (why !== undefined) look(host, why, ['spec', 'rules', i, 'host']);
  }
  const tls = list(spec['tls']);
  for (let i = 0; i < tls.length; i++) {
    const names = list(record(tls[i])['hosts']);
    for (let j = 0; j < names.length; j++) {
      const host = text(names[j]);
      const why = host === '' ? undefined : hostFault(host);
      if (why !== undefined) look(host, why, ['spec', 'tls', i, 'hosts', j]);
    }
  }
};

/** Each host once; of placeholders the first one only. */
const tell = (hosts: Hosts, host: string, why: string, at: Path): void => {
  const { object, report, told } = hosts;
  if (told.has(host)) return;
  told.add(host);
  const left = placeholder.exec(host)?.[0];
  if (left === undefined) {
    report.add('S209', { host, why }, [sourceOrigin(object, at)]);
  } else if (!hosts.placeholders) {
    hosts.placeholders = true;
    report.add('S216', { host, placeholder: left }, [sourceOrigin(object, at)]);
  }
};
