/** What the API server checks about an Ingress beyond the kinds of its fields. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import { isLegacy } from './ingress.ts';
import { checkName } from './name-check.ts';
import { hostFault, isPortName } from './names.ts';
import { fieldText, isRecord, list, type Plain, record, text } from './plain.ts';

interface Check {
  readonly object: KubernetesObject;
  readonly legacy: boolean;
  readonly report: Report;
}

/** False: the API server would refuse the object, and the report says why. */
export const checkIngress = (object: KubernetesObject, report: Report): boolean => {
  const check: Check = { object, legacy: isLegacy(object), report };
  const spec = record(object.raw['spec']);
  const rules = list(spec['rules']);
  const backendKey = check.legacy ? 'backend' : 'defaultBackend';
  const hasBackend = isRecord(spec[backendKey]);
  if (rules.length === 0 && !hasBackend) {
    report.add('S208', { backend: backendKey }, [sourceOrigin(object, isRecord(object.raw['spec']) ? ['spec'] : [])]);
    return false;
  }
  const results = [
    ...(hasBackend ? [checkBackend(check, record(spec[backendKey]), ['spec', backendKey])] : []),
    ...rules.map((rule, i) => checkRule(check, record(rule), ['spec', 'rules', i])),
  ];
  list(spec['tls']).forEach((entry, i) => {
    const name = text(record(entry)['secretName']);
    const path = ['spec', 'tls', i, 'secretName'];
    if (name !== '') results.push(checkName({ what: 'Secret name', name, path }, object, report));
  });
  checkHosts(check, hostsIn(spec));
  if (check.legacy) report.add('S207', { version: object.apiVersion }, [sourceOrigin(object, ['apiVersion'])]);
  return results.every((usable) => usable);
};

const checkRule = (check: Check, rule: Plain, path: Path): boolean => {
  const { http } = rule;
  if (!isRecord(http)) return true;
  const paths = list(http['paths']);
  if (paths.length === 0) return refuse(check, [...path, 'http', 'paths']);
  return paths
    .map((entry, i) => checkPath(check, record(entry), [...path, 'http', 'paths', i]))
    .every((usable) => usable);
};

interface Host {
  readonly host: string;
  readonly path: Path;
}

const hostsIn = (spec: Plain): readonly Host[] => [
  ...list(spec['rules']).map((rule, i) => ({ host: text(record(rule)['host']), path: ['spec', 'rules', i, 'host'] })),
  ...list(spec['tls']).flatMap((entry, i) =>
    list(record(entry)['hosts']).map((host, j) => ({ host: text(host), path: ['spec', 'tls', i, 'hosts', j] })),
  ),
];

/** Left over by a tool that should have filled it in: Helm, envsubst, Flux, kustomize, sed. */
const placeholder = /\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_]{2,}|__[A-Z0-9_]+__|<[^>]+>/;

/** A host no client can ask for is no reason to leave the object out: old objects and other controllers have them. */
const checkHosts = ({ object, report }: Check, hosts: readonly Host[]): void => {
  let placeholders = false;
  const seen = new Set<string>();
  for (const { host, path } of hosts) {
    if (host === '' || seen.has(host)) continue;
    seen.add(host);
    const left = placeholder.exec(host)?.[0];
    const why = left === undefined ? hostFault(host) : undefined;
    if (why !== undefined) report.add('S209', { host, why }, [sourceOrigin(object, path)]);
    if (left === undefined || placeholders) continue;
    placeholders = true;
    report.add('S216', { host, placeholder: left }, [sourceOrigin(object, path)]);
  }
};

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];

const checkPath = (check: Check, entry: Plain, path: Path): boolean => {
  const { object, report } = check;
  const type = text(entry['pathType']);
  if (type === '' && !check.legacy) return refuse(check, [...path, 'pathType'], path);
  if (type !== '' && !pathTypes.includes(type)) {
    report.add('S204', { field: fieldText([...path, 'pathType']), value: type }, [
      sourceOrigin(object, [...path, 'pathType']),
    ]);
    return false;
  }
  const why = pathFault(text(entry['path']), type);
  if (why !== undefined) {
    report.add('S210', { path: text(entry['path']), why }, [sourceOrigin(object, [...path, 'path'])]);
    return false;
  }
  if (!isRecord(entry['backend'])) return refuse(check, [...path, 'backend'], path);
  return checkBackend(check, entry['backend'], [...path, 'backend']);
};

const pathFault = (path: string, type: string): string | undefined => {
  if (type === 'Exact' || type === 'Prefix') {
    if (!path.startsWith('/')) return 'it must begin with /';
    const bad =
      ['//', '/./', '/../', '%2f', '%2F'].find((part) => path.includes(part)) ??
      ['/..', '/.'].find((end) => path.endsWith(end));
    return bad === undefined ? undefined : `a path of type ${type} must not contain ${bad}`;
  }
  return path === '' || path.startsWith('/') ? undefined : 'it must begin with /';
};

const checkBackend = (check: Check, backend: Plain, path: Path): boolean => {
  const { object, report } = check;
  if (isRecord(backend['resource'])) return true;
  const service = check.legacy ? backend : record(backend['service']);
  const servicePath = check.legacy ? path : [...path, 'service'];
  if (!check.legacy && !isRecord(backend['service'])) return refuse(check, servicePath, path);
  const nameKey = check.legacy ? 'serviceName' : 'name';
  const name = text(service[nameKey]);
  if (name === '') return refuse(check, [...servicePath, nameKey], servicePath);
  if (!checkName({ what: 'Service name', name, path: [...servicePath, nameKey] }, object, report)) return false;
  const port = portGiven(service, check.legacy);
  if (port === undefined) return refuse(check, [...servicePath, check.legacy ? 'servicePort' : 'port'], servicePath);
  const at = sourceOrigin(object, [...servicePath, check.legacy ? 'servicePort' : 'port']);
  if (typeof port === 'string') {
    if (!isPortName(port)) report.add('S211', { port }, [at]);
    return true;
  }
  if (port >= 1 && port <= 65535) return true;
  report.add('S218', { port }, [at]);
  return false;
};

/** A port written both as number and as name counts by its name; undefined: neither is there. */
const portGiven = (service: Plain, legacy: boolean): number | string | undefined => {
  const port = record(service['port']);
  const given = legacy ? service['servicePort'] : text(port['name']) || port['number'];
  return typeof given === 'number' || (typeof given === 'string' && given !== '') ? given : undefined;
};

const refuse = ({ object, report }: Check, missing: Path, at: Path = missing): false => {
  report.add('S202', { field: fieldText(missing) }, [sourceOrigin(object, at)]);
  return false;
};
