/** Ingress and IngressClass objects as the compiler sees them, whatever API version they were written in. */
import type { KubernetesObject } from '../source/object.ts';
import type {
  IngressBackend,
  IngressClassObject,
  IngressObject,
  IngressPath,
  IngressRule,
  IngressSpec,
} from './cluster.ts';
import { list, record, text, textMap, texts } from './plain.ts';

export const ingressView = (object: KubernetesObject): IngressObject => {
  const metadata = record(object.raw['metadata']);
  const created = Date.parse(text(metadata['creationTimestamp']));
  return {
    object,
    namespace: object.ref.namespace,
    name: object.ref.name,
    ...(Number.isNaN(created) ? {} : { created }),
    annotations: textMap(metadata['annotations']),
    spec: specView(object),
  };
};

const specView = (object: KubernetesObject): IngressSpec => {
  const spec = record(object.raw['spec']);
  const legacy = isLegacy(object);
  const className = spec['ingressClassName'];
  const backend = spec[legacy ? 'backend' : 'defaultBackend'];
  return {
    ...(typeof className === 'string' ? { ingressClassName: className } : {}),
    ...(backend === undefined || backend === null ? {} : { defaultBackend: backendView(backend, legacy) }),
    tls: list(spec['tls']).map((entry) => ({
      hosts: texts(record(entry)['hosts']),
      secretName: text(record(entry)['secretName']),
    })),
    rules: list(spec['rules']).map((rule) => ruleView(rule, legacy)),
  };
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

export const ingressClassView = (object: KubernetesObject): IngressClassObject => ({
  object,
  name: object.ref.name,
  controller: text(record(object.raw['spec'])['controller']),
  isDefault:
    textMap(record(object.raw['metadata'])['annotations'])['ingressclass.kubernetes.io/is-default-class'] === 'true',
});
