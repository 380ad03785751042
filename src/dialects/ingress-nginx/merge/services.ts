/** From a Service port, as an Ingress names it, to the endpoints the controller would balance over. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster, ServiceObject, ServicePort } from '../../../kubernetes/cluster.ts';
import type { Endpoints, ServiceRef } from '../../../model/model.ts';
import type { SourceOrigin } from '../../../source/traced.ts';

const none: Endpoints = { kind: 'addresses', addresses: [] };

/** A Service port as an Ingress names it, and the Service when it is in the input. */
export interface NamedService {
  readonly ref: ServiceRef;
  /** `namespace/name`. */
  readonly key: string;
  readonly service: ServiceObject | undefined;
}

export const lookUp = (cluster: Cluster, namespace: string, name: string, port: number | string): NamedService => {
  const key = `${namespace}/${name}`;
  const service = cluster.services.size === 0 ? undefined : cluster.services.get(key);
  const portNumber = service === undefined ? undefined : numberOf(service, port);
  const ref = portNumber === undefined ? { namespace, name, port } : { namespace, name, port, portNumber };
  return { ref, key, service };
};

/** Number of the port an Ingress names, when the Service has it. */
const numberOf = (service: ServiceObject, port: number | string): number | undefined =>
  service.type === 'ExternalName' && isLoopback(service.externalName ?? '')
    ? undefined
    : servicePort(service, port)?.port;

/** Endpoints of a Service port; what is missing is reported and gives no endpoints (503). */
export const findEndpoints = (
  cluster: Cluster,
  named: NamedService,
  viaService: boolean,
  at: SourceOrigin,
  report: Report,
): Endpoints => {
  const { ref, key, service } = named;
  if (service === undefined) return unknownService(cluster, named, at, report);
  if (service.type === 'ExternalName') return externalEndpoints(service, named, at, report);
  const port = servicePort(service, ref.port);
  if (port === undefined) {
    report.add('M411', { service: key, port: String(ref.port), ports: service.ports.map(portText).join(', ') }, [at]);
    return none;
  }
  if (viaService && service.clusterIP !== undefined && service.clusterIP !== 'None') {
    return { kind: 'addresses', addresses: [{ ip: service.clusterIP, port: port.port }], viaService: true };
  }
  if (!cluster.hasEndpoints) return byName(named, port.port, at, report);
  const addresses: Address[] = [];
  for (const set of cluster.endpoints.get(key) ?? [])
    if (set.portName === port.name) for (const ip of set.addresses) addresses.push({ ip, port: set.port });
  if (addresses.length === 0) report.add('M412', { service: key, port: String(ref.port) }, [at]);
  return { kind: 'addresses', addresses };
};

interface Address {
  readonly ip: string;
  readonly port: number;
}

/** True when the Service answers for sure: it exists and has an endpoint, or nothing is known about its endpoints. */
export const hasEndpoints = (endpoints: Endpoints): boolean =>
  endpoints.kind !== 'addresses' || endpoints.addresses.length > 0;

/** Placeholders and names with a port (`${NAME}`, `web:80`) stand for no Service: nothing can look them up. */
const byName = ({ ref, key }: NamedService, port: number, at: SourceOrigin, report: Report): Endpoints => {
  const host = `${ref.name}.${ref.namespace}.svc.cluster.local`;
  if (host.length <= longestHost && isLabels(ref.name) && isLabels(ref.namespace)) return { kind: 'name', host, port };
  report.add('M417', { service: key, host }, [at]);
  return none;
};

const longestHost = 253;

const isLabels = (text: string): boolean => /^\w(?:[\w-]{0,61}\w)?(?:\.\w(?:[\w-]{0,61}\w)?)*$/.test(text);

const isHostName = (host: string): boolean => host.length <= longestHost && isLabels(host);

const unknownService = (cluster: Cluster, named: NamedService, at: SourceOrigin, report: Report): Endpoints => {
  const { port } = named.ref;
  if (cluster.hasEndpoints) {
    report.add('M410', { service: named.key }, [at]);
    return none;
  }
  if (typeof port === 'number') return byName(named, port, at, report);
  report.add('M413', { service: named.key, port }, [at]);
  return none;
};

/** A port is found by its number, its target port or its name, the first in the order of the Service. */
const servicePort = (service: ServiceObject, port: number | string): ServicePort | undefined => {
  const wanted = String(port);
  if (service.ports.length > few) return portsByText(service).get(wanted);
  for (const p of service.ports)
    if (p.port === port || p.name === wanted || String(p.port) === wanted || String(p.targetPort) === wanted) return p;
  return undefined;
};

const few = 8;
const portIndexes = new WeakMap<ServiceObject, ReadonlyMap<string, ServicePort>>();

const portsByText = (service: ServiceObject): ReadonlyMap<string, ServicePort> => {
  const known = portIndexes.get(service);
  if (known !== undefined) return known;
  const made = new Map<string, ServicePort>();
  for (const p of service.ports)
    for (const text of [String(p.port), String(p.targetPort), p.name]) if (!made.has(text)) made.set(text, p);
  portIndexes.set(service, made);
  return made;
};

const portText = (p: ServicePort): string => (p.name === '' ? String(p.port) : `${p.name} (${p.port})`);

const loopback = /^(?:localhost|127\.|::1$|\[::1\]|0\.0\.0\.0$)/i;

const isLoopback = (host: string): boolean =>
  host === '' || loopback.test(host) || host.toLowerCase().endsWith('.localhost');

const externalEndpoints = (
  service: ServiceObject,
  { ref, key }: NamedService,
  at: SourceOrigin,
  report: Report,
): Endpoints => {
  const host = service.externalName ?? '';
  if (isLoopback(host)) {
    report.add('M414', { service: key, host }, [at]);
    return none;
  }
  const declared = service.ports.find((p) => p.name === ref.port || p.port === ref.port || String(p.port) === ref.port);
  const port =
    declared === undefined
      ? Number(ref.port)
      : typeof declared.targetPort === 'number'
        ? declared.targetPort
        : declared.port;
  if (!Number.isInteger(port)) {
    report.add('M411', { service: key, port: String(ref.port), ports: service.ports.map(portText).join(', ') }, [at]);
    return none;
  }
  const name = host.replace(/\.$/, '');
  if (isHostName(name)) return { kind: 'external', host: name, port };
  report.add('M417', { service: key, host }, [at]);
  return none;
};
