/** Ingress and IngressClass objects as the compiler sees them, whatever API version they were written in. */
import type { KubernetesObject } from '../source/object.ts';
import type {
  IngressBackend,
  IngressClassObject,
  IngressObject,
  IngressPath,
  IngressRule,
  IngressSpec,
  IngressTls,
} from './cluster.ts';
import { list, type Plain, record, text, textMap, texts } from './plain.ts';
import type { RawObject } from './raw-object.ts';

export const ingressView = ({ object, raw }: RawObject): IngressObject => {
  const { namespace, name } = object.ref;
  const metadata = record(raw['metadata']);
  const annotations = textMap(metadata['annotations']);
  const spec = specView(record(raw['spec']), isLegacy(object));
  const timestamp = text(metadata['creationTimestamp']);
  const created = timestamp === '' ? Number.NaN : Date.parse(timestamp);
  if (Number.isNaN(created)) return { object, namespace, name, annotations, spec };
  return { object, namespace, name, annotations, spec, created };
};

const specView = (spec: Plain, legacy: boolean): IngressSpec => {
  const className = spec['ingressClassName'];
  const backend = spec[legacy ? 'backend' : 'defaultBackend'];
  const tls = list(spec['tls']).map(tlsView);
  const rules = list(spec['rules']).map((rule) => ruleView(rule, legacy));
  const named = typeof className === 'string' ? { tls, rules, ingressClassName: className } : { tls, rules };
  if (backend === undefined || backend === null) return named;
  return { ...named, defaultBackend: backendView(backend, legacy) };
};

const tlsView = (raw: unknown): IngressTls => {
  const entry = record(raw);
  return { hosts: texts(entry['hosts']), secretName: text(entry['secretName']) };
};

/** The versions before networking.k8s.io/v1: other names for the backend, and a path type may be missing. */
export const isLegacy = (object: KubernetesObject): boolean => object.apiVersion.endsWith('/v1beta1');

const ruleView = (raw: unknown, legacy: boolean): IngressRule => {
  const rule = record(raw);
  const http = rule['http'];
  const host = text(rule['host']);
  if (http === undefined || http === null) return { host };
  return { host, paths: list(record(http)['paths']).map((path) => pathView(path, legacy)) };
};

const pathView = (raw: unknown, legacy: boolean): IngressPath => {
  const path = record(raw);
  const type = text(path['pathType']);
  return {
    path: text(path['path']),
    pathType: type === 'Exact' || type === 'Prefix' ? type : 'ImplementationSpecific',
    backend: backendView(path['backend'], legacy),
  };
};

const backendView = (raw: unknown, legacy: boolean): IngressBackend => {
  const backend = record(raw);
  if (legacy) {
    if (backend['serviceName'] === undefined || backend['serviceName'] === null) return { kind: 'resource' };
    return { kind: 'service', name: text(backend['serviceName']), port: portOf(backend['servicePort']) };
  }
  if (backend['service'] === undefined || backend['service'] === null) return { kind: 'resource' };
  const service = record(backend['service']);
  const port = record(service['port']);
  return { kind: 'service', name: text(service['name']), port: portOf(text(port['name']) || port['number']) };
};

/** Port number, or name of a port; digits in quotes are a number, as controllers read them. */
const portOf = (value: unknown): number | string => {
  if (typeof value === 'number') return value;
  const name = text(value);
  return /^[0-9]+$/.test(name) ? Number(name) : name;
};

export const ingressClassView = ({ object, raw }: RawObject): IngressClassObject => ({
  object,
  name: object.ref.name,
  controller: text(record(raw['spec'])['controller']),
  isDefault: textMap(record(raw['metadata'])['annotations'])['ingressclass.kubernetes.io/is-default-class'] === 'true',
});
