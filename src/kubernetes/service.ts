/** Services, and the endpoints that stand behind their ports. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import type { EndpointSet, ServiceObject, ServicePort } from './cluster.ts';
import { isIpAddress, isObjectName } from './names.ts';
import { isRecord, list, record, text, textMap, texts } from './plain.ts';
import type { RawObject } from './raw-object.ts';

export const serviceView = ({ object, raw }: RawObject, report: Report): ServiceObject => {
  const spec = record(raw['spec']);
  const written = text(spec['clusterIP']);
  const clusterIP = written === 'None' ? written : usableAddress(written, object, ['spec', 'clusterIP'], report);
  const externalName = text(spec['externalName']);
  return {
    object,
    namespace: object.ref.namespace,
    name: object.ref.name,
    type: text(spec['type']) || 'ClusterIP',
    ...(clusterIP === '' ? {} : { clusterIP }),
    ...(externalName === '' ? {} : { externalName }),
    ports: list(spec['ports']).map(portView),
  };
};

/** Empty where there is none. */
const usableAddress = (address: string, object: KubernetesObject, path: Path, report: Report): string => {
  if (address === '' || isIpAddress(address)) return address;
  report.add('S219', { address }, [sourceOrigin(object, path)]);
  return '';
};

const portView = (raw: unknown): ServicePort => {
  const port = record(raw);
  const number = Number(port['port']);
  const target = port['targetPort'];
  const appProtocol = text(port['appProtocol']);
  return {
    name: text(port['name']),
    port: number,
    targetPort: typeof target === 'string' || (typeof target === 'number' && target !== 0) ? target : number,
    protocol: text(port['protocol']) || 'TCP',
    ...(appProtocol === '' ? {} : { appProtocol }),
  };
};

/** Ready addresses per Service. Slices win: an Endpoints object only counts for a Service without any slice. */
export const endpointSets = (
  slices: readonly RawObject[],
  endpoints: readonly RawObject[],
  report: Report,
): ReadonlyMap<string, readonly EndpointSet[]> => {
  const services = new Map<string, Map<string, Gathered>>();
  for (const slice of slices) {
    const service = textMap(record(slice.raw['metadata'])['labels'])['kubernetes.io/service-name'] ?? '';
    if (service !== '') gatherSlice(gatheredOf(services, `${slice.object.ref.namespace}/${service}`), slice, report);
  }
  const sliced = new Set(services.keys());
  for (const found of endpoints) {
    const key = `${found.object.ref.namespace}/${found.object.ref.name}`;
    if (!sliced.has(key)) gatherEndpoints(gatheredOf(services, key), found, report);
  }
  return new Map([...services].map(([key, sets]) => [key, [...sets.values()].map(finished).sort(byPort)]));
};

interface Gathered {
  readonly portName: string;
  readonly port: number;
  readonly addresses: Set<string>;
}

const gatheredOf = (services: Map<string, Map<string, Gathered>>, key: string): Map<string, Gathered> => {
  const known = services.get(key) ?? new Map<string, Gathered>();
  services.set(key, known);
  return known;
};

const gatherSlice = (into: Map<string, Gathered>, slice: RawObject, report: Report): void => {
  const byName = slice.raw['addressType'] === 'FQDN';
  const ready = list(slice.raw['endpoints']).flatMap((raw, i) => {
    const endpoint = record(raw);
    if (record(endpoint['conditions'])['ready'] === false) return [];
    return texts(endpoint['addresses']).map((address, j) =>
      byName && isObjectName(address)
        ? address
        : usableAddress(address, slice.object, ['endpoints', i, 'addresses', j], report),
    );
  });
  for (const port of list(slice.raw['ports'])) add(into, port, ready);
};

const gatherEndpoints = (into: Map<string, Gathered>, { object, raw: endpoints }: RawObject, report: Report): void => {
  list(endpoints['subsets']).forEach((raw, i) => {
    const subset = record(raw);
    const ready = list(subset['addresses']).map((address, j) =>
      usableAddress(text(record(address)['ip']), object, ['subsets', i, 'addresses', j, 'ip'], report),
    );
    for (const port of list(subset['ports'])) add(into, port, ready);
  });
};

/** A port without a number means every port of the endpoint: nothing that could be addressed. */
const add = (into: Map<string, Gathered>, raw: unknown, addresses: readonly string[]): void => {
  if (!isRecord(raw) || typeof raw['port'] !== 'number') return;
  const portName = text(raw['name']);
  const key = `${portName} ${raw['port']}`;
  const set = into.get(key) ?? { portName, port: raw['port'], addresses: new Set<string>() };
  into.set(key, set);
  for (const address of addresses) if (address !== '') set.addresses.add(address);
};

const finished = ({ portName, port, addresses }: Gathered): EndpointSet => ({
  portName,
  port,
  addresses: [...addresses].sort(),
});

const byPort = (a: EndpointSet, b: EndpointSet): number =>
  a.portName < b.portName ? -1 : a.portName > b.portName ? 1 : a.port - b.port;
