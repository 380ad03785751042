/** What the API server checks about an Ingress beyond the kinds of its fields. Paths are made for findings only: nearly every field is right. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import { isLegacy } from './ingress.ts';
import { checkHosts } from './ingress-hosts.ts';
import { refuseName } from './name-check.ts';
import { isObjectName, isPortName, isServiceName } from './names.ts';
import { fieldText, isRecord, list, type Plain, record, text } from './plain.ts';
import type { RawObject } from './raw-object.ts';

interface Check {
  readonly object: KubernetesObject;
  readonly legacy: boolean;
  readonly report: Report;
  /** Of the rule and of the path in it that are looked at; -1: the default backend. */
  rule: number;
  path: number;
}

/** False: the API server would refuse the object, and the report says why. */
export const checkIngress = ({ object, raw }: RawObject, report: Report): boolean => {
  const check: Check = { object, legacy: isLegacy(object), report, rule: -1, path: -1 };
  const spec = record(raw['spec']);
  const rules = list(spec['rules']);
  const backendKey = check.legacy ? 'backend' : 'defaultBackend';
  const backend = spec[backendKey];
  if (rules.length === 0 && !isRecord(backend)) {
    report.add('S208', { backend: backendKey }, [sourceOrigin(object, isRecord(raw['spec']) ? ['spec'] : [])]);
    return false;
  }
  let usable = !isRecord(backend) || checkBackend(check, backend);
  for (const rule of rules) {
    check.rule++;
    if (!checkRule(check, record(rule))) usable = false;
  }
  if (!checkSecretNames(object, list(spec['tls']), report)) usable = false;
  checkHosts(object, spec, report);
  if (check.legacy) report.add('S207', { version: object.apiVersion }, [sourceOrigin(object, ['apiVersion'])]);
  return usable;
};

const checkSecretNames = (object: KubernetesObject, tls: readonly unknown[], report: Report): boolean => {
  let usable = true;
  for (let i = 0; i < tls.length; i++) {
    const name = text(record(tls[i])['secretName']);
    if (name === '' || isObjectName(name)) continue;
    if (!refuseName('Secret name', name, object, ['spec', 'tls', i, 'secretName'], report)) usable = false;
  }
  return usable;
};

const checkRule = (check: Check, { http }: Plain): boolean => {
  if (!isRecord(http)) return true;
  const paths = list(http['paths']);
  if (paths.length === 0) return refuse(check, ['spec', 'rules', check.rule, 'http', 'paths']);
  let usable = true;
  check.path = -1;
  for (const entry of paths) {
    check.path++;
    if (!checkPath(check, record(entry))) usable = false;
  }
  return usable;
};

const pathAt = ({ rule, path }: Check): Path => ['spec', 'rules', rule, 'http', 'paths', path];

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];

const checkPath = (check: Check, entry: Plain): boolean => {
  const { object, report } = check;
  const type = text(entry['pathType']);
  if (type === '' && !check.legacy) return refuse(check, [...pathAt(check), 'pathType'], pathAt(check));
  if (type !== '' && !pathTypes.includes(type)) {
    const path = [...pathAt(check), 'pathType'];
    report.add('S204', { field: fieldText(path), value: type }, [sourceOrigin(object, path)]);
    return false;
  }
  const path = text(entry['path']);
  const why = pathFault(path, type);
  if (why !== undefined) {
    report.add('S210', { path, why }, [sourceOrigin(object, [...pathAt(check), 'path'])]);
    return false;
  }
  const { backend } = entry;
  if (!isRecord(backend)) return refuse(check, [...pathAt(check), 'backend'], pathAt(check));
  return checkBackend(check, backend);
};

const suspicious = /\/[/.]|%2/;
const notInPaths = ['//', '/./', '/../', '%2f', '%2F'];
const notAtEnd = ['/..', '/.'];

const pathFault = (path: string, type: string): string | undefined => {
  if (type === 'Exact' || type === 'Prefix') {
    if (!path.startsWith('/')) return 'it must begin with /';
    if (!suspicious.test(path)) return undefined;
    const bad = notInPaths.find((part) => path.includes(part)) ?? notAtEnd.find((end) => path.endsWith(end));
    return bad === undefined ? undefined : `a path of type ${type} must not contain ${bad}`;
  }
  return path === '' || path.startsWith('/') ? undefined : 'it must begin with /';
};

const backendAt = (check: Check): Path => {
  if (check.rule >= 0) return [...pathAt(check), 'backend'];
  return ['spec', check.legacy ? 'backend' : 'defaultBackend'];
};

const serviceAt = (check: Check): Path => (check.legacy ? backendAt(check) : [...backendAt(check), 'service']);

const checkBackend = (check: Check, backend: Plain): boolean => {
  const { object, legacy, report } = check;
  if (isRecord(backend['resource'])) return true;
  const service = legacy ? backend : backend['service'];
  if (!isRecord(service)) return refuse(check, serviceAt(check), backendAt(check));
  const nameKey = legacy ? 'serviceName' : 'name';
  const name = text(service[nameKey]);
  if (name === '') return refuse(check, [...serviceAt(check), nameKey], serviceAt(check));
  if (!isServiceName(name) && !refuseName('Service name', name, object, [...serviceAt(check), nameKey], report))
    return false;
  const port = portGiven(service, legacy);
  if (typeof port === 'number' ? port >= 1 && port <= 65535 : port !== undefined && isPortName(port)) return true;
  const portAt = [...serviceAt(check), legacy ? 'servicePort' : 'port'];
  if (port === undefined) return refuse(check, portAt, serviceAt(check));
  const at = [sourceOrigin(object, portAt)];
  if (typeof port === 'string') report.add('S211', { port }, at);
  else report.add('S218', { port }, at);
  return typeof port === 'string';
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
