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
  let usable = !hasBackend || checkBackend(check, record(spec[backendKey]), () => ['spec', backendKey]);
  rules.forEach((rule, i) => {
    if (!checkRule(check, record(rule), i)) usable = false;
  });
  list(spec['tls']).forEach((entry, i) => {
    const name = text(record(entry)['secretName']);
    if (
      name !== '' &&
      !checkName({ what: 'Secret name', name, at: () => ['spec', 'tls', i, 'secretName'] }, object, report)
    )
      usable = false;
  });
  checkHosts(check, spec);
  if (check.legacy) report.add('S207', { version: object.apiVersion }, [sourceOrigin(object, ['apiVersion'])]);
  return usable;
};

/** Made only for a finding: nearly every field of every object is right. */
type PathOf = () => Path;

const checkRule = (check: Check, rule: Plain, i: number): boolean => {
  const { http } = rule;
  if (!isRecord(http)) return true;
  const paths = list(http['paths']);
  if (paths.length === 0) return refuse(check, ['spec', 'rules', i, 'http', 'paths']);
  let usable = true;
  paths.forEach((entry, j) => {
    if (!checkPath(check, record(entry), () => ['spec', 'rules', i, 'http', 'paths', j])) usable = false;
  });
  return usable;
};

/** Left over by a tool that should have filled it in: Helm, envsubst, Flux, kustomize, sed. */
const placeholder = /\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_]{2,}|__[A-Z0-9_]+__|<[^>]+>/;

/** A host no client can ask for is no reason to leave the object out: old objects and other controllers have them. */
const checkHosts = ({ object, report }: Check, spec: Plain): void => {
  let placeholders = false;
  const seen = new Set<string>();
  const look = (host: string, at: PathOf): void => {
    if (host === '' || seen.has(host)) return;
    seen.add(host);
    const left = placeholder.exec(host)?.[0];
    const why = left === undefined ? hostFault(host) : undefined;
    if (why !== undefined) report.add('S209', { host, why }, [sourceOrigin(object, at())]);
    if (left === undefined || placeholders) return;
    placeholders = true;
    report.add('S216', { host, placeholder: left }, [sourceOrigin(object, at())]);
  };
  list(spec['rules']).forEach((rule, i) => {
    look(text(record(rule)['host']), () => ['spec', 'rules', i, 'host']);
  });
  list(spec['tls']).forEach((entry, i) => {
    list(record(entry)['hosts']).forEach((host, j) => {
      look(text(host), () => ['spec', 'tls', i, 'hosts', j]);
    });
  });
};

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];

const checkPath = (check: Check, entry: Plain, at: PathOf): boolean => {
  const { object, report } = check;
  const type = text(entry['pathType']);
  if (type === '' && !check.legacy) return refuse(check, [...at(), 'pathType'], at());
  if (type !== '' && !pathTypes.includes(type)) {
    const path = [...at(), 'pathType'];
    report.add('S204', { field: fieldText(path), value: type }, [sourceOrigin(object, path)]);
    return false;
  }
  const why = pathFault(text(entry['path']), type);
  if (why !== undefined) {
    report.add('S210', { path: text(entry['path']), why }, [sourceOrigin(object, [...at(), 'path'])]);
    return false;
  }
  if (!isRecord(entry['backend'])) return refuse(check, [...at(), 'backend'], at());
  return checkBackend(check, entry['backend'], () => [...at(), 'backend']);
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

const checkBackend = (check: Check, backend: Plain, at: PathOf): boolean => {
  const { object, report } = check;
  if (isRecord(backend['resource'])) return true;
  const service = check.legacy ? backend : record(backend['service']);
  const serviceAt: PathOf = () => (check.legacy ? at() : [...at(), 'service']);
  if (!check.legacy && !isRecord(backend['service'])) return refuse(check, serviceAt(), at());
  const nameKey = check.legacy ? 'serviceName' : 'name';
  const name = text(service[nameKey]);
  if (name === '') return refuse(check, [...serviceAt(), nameKey], serviceAt());
  if (!checkName({ what: 'Service name', name, at: () => [...serviceAt(), nameKey] }, object, report)) return false;
  const portAt: PathOf = () => [...serviceAt(), check.legacy ? 'servicePort' : 'port'];
  const port = portGiven(service, check.legacy);
  if (port === undefined) return refuse(check, portAt(), serviceAt());
  if (typeof port === 'string') {
    if (!isPortName(port)) report.add('S211', { port }, [sourceOrigin(object, portAt())]);
    return true;
  }
  if (port >= 1 && port <= 65535) return true;
  report.add('S218', { port }, [sourceOrigin(object, portAt())]);
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
