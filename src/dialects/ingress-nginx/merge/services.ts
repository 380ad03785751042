/** From a Service port, as an Ingress names it, to the endpoints the controller would balance over. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster, ServiceObject, ServicePort } from '../../../kubernetes/cluster.ts';
import type { Endpoints, ServiceRef } from '../../../model/model.ts';
import type { SourceOrigin } from '../../../source/traced.ts';

const none: Endpoints = { kind: 'addresses', addresses: [] };

/** Endpoints of a Service port; what is missing is reported and gives no endpoints (503). */
export const findEndpoints = (
  cluster: Cluster,
  ref: ServiceRef,
  viaService: boolean,
  at: SourceOrigin,
  report: Report,
): Endpoints => {
  const key = `${ref.namespace}/${ref.name}`;
  const service = cluster.services.get(key);
  if (service === undefined) return unknownService(cluster, ref, at, report);
  if (service.type === 'ExternalName') return externalEndpoints(service, ref, at, report);
  const port = servicePort(service, ref.port);
  if (port === undefined) {
    report.add('M411', { service: key, port: String(ref.port), ports: service.ports.map(portText).join(', ') }, [at]);
    return none;
  }
  if (viaService && service.clusterIP !== undefined && service.clusterIP !== 'None') {
    return { kind: 'addresses', addresses: [{ ip: service.clusterIP, port: port.port }], viaService: true };
  }
  if (!cluster.hasEndpoints) return byName(ref, port.port, at, report);
  const addresses = (cluster.endpoints.get(key) ?? [])
    .filter((set) => set.portName === port.name)
    .flatMap((set) => set.addresses.map((ip) => ({ ip, port: set.port })));
  if (addresses.length === 0) report.add('M412', { service: key, port: String(ref.port) }, [at]);
  return { kind: 'addresses', addresses };
};

/** Number of the port an Ingress names, when the Service is in the input and has it. */
export const portNumber = (cluster: Cluster, ref: ServiceRef): number | undefined => {
  const service = cluster.services.get(`${ref.namespace}/${ref.name}`);
  if (service === undefined || (service.type === 'ExternalName' && isLoopback(service.externalName ?? '')))
    return undefined;
  return servicePort(service, ref.port)?.port;
};

/** True when the Service answers for sure: it exists and has an endpoint, or nothing is known about its endpoints. */
export const hasEndpoints = (endpoints: Endpoints): boolean =>
  endpoints.kind !== 'addresses' || endpoints.addresses.length > 0;

/** Placeholders and names with a port (`${NAME}`, `web:80`) stand for no Service: nothing can look them up. */
const byName = (ref: ServiceRef, port: number, at: SourceOrigin, report: Report): Endpoints => {
  const host = `${ref.name}.${ref.namespace}.svc.cluster.local`;
  if (isHostName(host)) return { kind: 'name', host, port };
  report.add('M417', { service: `${ref.namespace}/${ref.name}`, host }, [at]);
  return none;
};

const isHostName = (host: string): boolean =>
  host.length <= 253 && host.split('.').every((label) => /^\w(?:[\w-]{0,61}\w)?$/.test(label));

const unknownService = (cluster: Cluster, ref: ServiceRef, at: SourceOrigin, report: Report): Endpoints => {
  const service = `${ref.namespace}/${ref.name}`;
  if (cluster.hasEndpoints) {
    report.add('M410', { service }, [at]);
    return none;
  }
  if (typeof ref.port === 'number') return byName(ref, ref.port, at, report);
  report.add('M413', { service, port: ref.port }, [at]);
  return none;
};

/** A port is found by its number, its target port or its name, the first in the order of the Service. */
const servicePort = (service: ServiceObject, port: number | string): ServicePort | undefined =>
  service.ports.find((p) => [String(p.port), String(p.targetPort), p.name].includes(String(port)));

const portText = (p: ServicePort): string => (p.name === '' ? String(p.port) : `${p.name} (${p.port})`);

const loopback = /^(?:localhost|127\.|::1$|\[::1\]|0\.0\.0\.0$)/i;

const isLoopback = (host: string): boolean =>
  host === '' || loopback.test(host) || host.toLowerCase().endsWith('.localhost');

const externalEndpoints = (service: ServiceObject, ref: ServiceRef, at: SourceOrigin, report: Report): Endpoints => {
  const host = service.externalName ?? '';
  const key = `${ref.namespace}/${ref.name}`;
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
