/** From texts to the cluster they describe: every object of the input that the compiler uses, checked and typed. */
import type { Report } from '../diagnostics/report.ts';
import { eachDocument } from '../source/documents.ts';
import type { KubernetesObject, SourceFile } from '../source/object.ts';
import { sourceOrigin } from '../source/traced.ts';
import { type ByName, keyedByName, putByName, sortedByName } from './by-name.ts';
import type { Cluster, IngressObject } from './cluster.ts';
import { type ControllerArgument, controllerArguments } from './controller-arguments.ts';
import { configMapView, secretView } from './data.ts';
import { ingressClassView, ingressView } from './ingress.ts';
import { checkIngress } from './ingress-rules.ts';
import { checkOwnNames } from './name-check.ts';
import { eachObject } from './objects.ts';
import { otherRouter } from './other-routers.ts';
import type { RawObject } from './raw-object.ts';
import { type Kind, knownVersions, typeOf } from './schema/registry.ts';
import { endpointSets, serviceView } from './service.ts';
import { validate } from './validate.ts';

export interface ClusterReading {
  readonly cluster: Cluster;
  /** Objects of kinds the compiler does not use, per kind, ascending by kind. */
  readonly otherKinds: ReadonlyMap<string, number>;
  /** Documents that held something. */
  readonly documents: number;
}

export const readCluster = (files: readonly SourceFile[], report: Report): ClusterReading => {
  const found: Found = {
    ingresses: new Map(),
    objects: {
      IngressClass: new Map(),
      Service: new Map(),
      EndpointSlice: new Map(),
      Endpoints: new Map(),
      Secret: new Map(),
      ConfigMap: new Map(),
      Namespace: new Map(),
    },
    otherKinds: new Map(),
    controllerArguments: [],
  };
  const takeObject = (object: RawObject): void => take(object, found, report);
  let documents = 0;
  for (const file of [...files].sort((a, b) => compareText(a.name, b.name))) {
    eachDocument(file, report, (document, value) => {
      documents++;
      eachObject(document, value, report, takeObject);
    });
  }
  return {
    cluster: clusterOf(found, report),
    otherKinds: new Map([...found.otherKinds].sort(([a], [b]) => compareText(a, b))),
    documents,
  };
};

interface Found {
  /** Typed at once: their data are most of the input, and nobody needs them twice. */
  readonly ingresses: ByName<IngressObject>;
  readonly objects: Readonly<Record<Exclude<Kind, 'Ingress'>, ByName<RawObject>>>;
  readonly otherKinds: Map<string, number>;
  readonly controllerArguments: ControllerArgument[];
}

const take = (raw: RawObject, found: Found, report: Report): void => {
  const { object } = raw;
  const type = typeOf(object.apiVersion, object.ref.kind);
  if (type === undefined) {
    takeOther(raw, found, report);
  } else if (validate(type.name, raw, report) && checkOwnNames(raw, report)) {
    const { kind } = type;
    if (kind !== 'Ingress') keep(found.objects[kind], raw, report);
    else if (checkIngress(raw, report)) keep(found.ingresses, ingressView(raw), report);
  }
};

const takeOther = (raw: RawObject, { controllerArguments: known, otherKinds }: Found, report: Report): void => {
  const { object } = raw;
  const { apiVersion, ref } = object;
  const workload = apiVersion === 'apps/v1' && (ref.kind === 'Deployment' || ref.kind === 'DaemonSet');
  const args = workload ? controllerArguments(raw) : undefined;
  if (args !== undefined) {
    known.push(...args);
    return;
  }
  otherKinds.set(ref.kind, (otherKinds.get(ref.kind) ?? 0) + 1);
  const router = otherRouter(apiVersion);
  if (router !== undefined) report.add('R110', { kind: ref.kind, router }, [sourceOrigin(object, ['kind'])]);
  const versions = knownVersions(apiVersion, ref.kind);
  if (versions.length === 0) return;
  report.add('S213', { version: apiVersion, known: versions.join(', ') }, [sourceOrigin(object, ['apiVersion'])]);
};

/** An object given twice: the last one counts, as when the files are applied in order. */
const keep = <T extends { readonly object: KubernetesObject }>(into: ByName<T>, value: T, report: Report): void => {
  const earlier = putByName(into, value);
  if (earlier === undefined) return;
  const places = [earlier, value].map(({ object }) => sourceOrigin(object, ['metadata', 'name']));
  report.add('S214', {}, places);
};

const clusterOf = ({ ingresses, objects, controllerArguments: args }: Found, report: Report): Cluster => {
  const slices = sortedByName(objects.EndpointSlice);
  const endpoints = sortedByName(objects.Endpoints);
  return {
    ingresses: sortedByName(ingresses),
    ingressClasses: sortedByName(objects.IngressClass).map(ingressClassView),
    services: keyedByName(objects.Service, (object) => serviceView(object, report)),
    endpoints: endpointSets(slices, endpoints, report),
    secrets: keyedByName(objects.Secret, (object) => secretView(object, report)),
    configMaps: keyedByName(objects.ConfigMap, configMapView),
    hasEndpoints: slices.length > 0 || endpoints.length > 0,
    controllerArguments: args,
  };
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
