/** From texts to the cluster they describe: every object of the input that the compiler uses, checked and typed. */
import type { Report } from '../diagnostics/report.ts';
import { readDocuments } from '../source/documents.ts';
import type { KubernetesObject, SourceFile } from '../source/object.ts';
import { sourceOrigin } from '../source/traced.ts';
import type { Cluster } from './cluster.ts';
import { type ControllerArgument, controllerArguments } from './controller-arguments.ts';
import { configMapView, secretView } from './data.ts';
import { ingressClassView, ingressView } from './ingress.ts';
import { checkIngress } from './ingress-rules.ts';
import { checkOwnNames } from './name-check.ts';
import { objectsIn } from './objects.ts';
import { otherRouter } from './other-routers.ts';
import { isKind, isTypeName, type Kind, knownVersions } from './schema/registry.ts';
import { endpointSets, serviceView } from './service.ts';
import { validate } from './validate.ts';

export interface ClusterReading {
  readonly cluster: Cluster;
  /** Objects of kinds the compiler does not use, per kind, ascending by kind. */
  readonly otherKinds: ReadonlyMap<string, number>;
  /** Documents that held something. */
  readonly documents: number;
}

type Objects = Readonly<Record<Kind, Map<string, KubernetesObject>>>;

export const readCluster = (files: readonly SourceFile[], report: Report): ClusterReading => {
  const objects: Objects = {
    Ingress: new Map(),
    IngressClass: new Map(),
    Service: new Map(),
    EndpointSlice: new Map(),
    Endpoints: new Map(),
    Secret: new Map(),
    ConfigMap: new Map(),
    Namespace: new Map(),
  };
  const found: Found = { objects, otherKinds: new Map(), controllerArguments: [] };
  let documents = 0;
  for (const file of [...files].sort((a, b) => compareText(a.name, b.name))) {
    for (const document of readDocuments(file, report)) {
      documents++;
      for (const object of objectsIn(document, report)) take(object, found, report);
    }
  }
  return {
    cluster: clusterOf(found, report),
    otherKinds: new Map([...found.otherKinds].sort(([a], [b]) => compareText(a, b))),
    documents,
  };
};

interface Found {
  readonly objects: Objects;
  readonly otherKinds: Map<string, number>;
  readonly controllerArguments: ControllerArgument[];
}

const take = (object: KubernetesObject, found: Found, report: Report): void => {
  const { objects, otherKinds } = found;
  const { kind } = object.ref;
  const type = `${object.apiVersion} ${kind}`;
  if (isKind(kind) && isTypeName(type)) {
    const shaped = validate(type, object, report) && checkOwnNames(object, report);
    const usable = shaped && (kind !== 'Ingress' || checkIngress(object, report));
    if (usable) keep(objects[kind], object, report);
    return;
  }
  const args = type === 'apps/v1 Deployment' || type === 'apps/v1 DaemonSet' ? controllerArguments(object) : undefined;
  if (args !== undefined) {
    found.controllerArguments.push(...args);
    return;
  }
  otherKinds.set(kind, (otherKinds.get(kind) ?? 0) + 1);
  const router = otherRouter(object.apiVersion);
  if (router !== undefined) report.add('R110', { kind, router }, [sourceOrigin(object, ['kind'])]);
  const known = knownVersions(object.apiVersion, kind);
  if (known.length === 0) return;
  const at = sourceOrigin(object, ['apiVersion']);
  report.add('S213', { version: object.apiVersion, known: known.join(', ') }, [at]);
};

/** An object given twice: the last one counts, as when the files are applied in order. */
const keep = (into: Map<string, KubernetesObject>, object: KubernetesObject, report: Report): void => {
  const key = `${object.ref.namespace}/${object.ref.name}`;
  const earlier = into.get(key);
  if (earlier !== undefined) {
    report.add('S214', {}, [sourceOrigin(earlier, ['metadata', 'name']), sourceOrigin(object, ['metadata', 'name'])]);
  }
  into.set(key, object);
};

const clusterOf = ({ objects, controllerArguments: args }: Found, report: Report): Cluster => {
  const slices = sorted(objects.EndpointSlice);
  const endpoints = sorted(objects.Endpoints);
  return {
    ingresses: sorted(objects.Ingress).map(ingressView),
    ingressClasses: sorted(objects.IngressClass).map(ingressClassView),
    services: keyed(objects.Service, (object) => serviceView(object, report)),
    endpoints: endpointSets(slices, endpoints, report),
    secrets: keyed(objects.Secret, (object) => secretView(object, report)),
    configMaps: keyed(objects.ConfigMap, configMapView),
    hasEndpoints: slices.length > 0 || endpoints.length > 0,
    controllerArguments: args,
  };
};

const keyed = <View>(
  objects: ReadonlyMap<string, KubernetesObject>,
  view: (object: KubernetesObject) => View,
): ReadonlyMap<string, View> =>
  new Map(sorted(objects).map((object) => [`${object.ref.namespace}/${object.ref.name}`, view(object)]));

/** By namespace and name, which are unique within a kind: the order of the input plays no part. */
const sorted = (objects: ReadonlyMap<string, KubernetesObject>): readonly KubernetesObject[] =>
  [...objects.values()].sort(
    (a, b) => compareText(a.ref.namespace, b.ref.namespace) || compareText(a.ref.name, b.ref.name),
  );

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
