/** The kinds the compiler reads, with the API versions it knows and the schema of each. */
import { configMap, namespace, secret } from './data.ts';
import { ingressClass, ingressV1, ingressV1beta1 } from './ingress.ts';
import type { Schema } from './schema.ts';
import { endpointSlice, endpoints, service } from './service.ts';

/** API groups of the kinds the compiler reads: an Ingress of another group is some other kind that shares the name. */
const groups = {
  Ingress: ['networking.k8s.io', 'extensions'],
  IngressClass: ['networking.k8s.io'],
  EndpointSlice: ['discovery.k8s.io'],
  Service: [''],
  Endpoints: [''],
  Secret: [''],
  ConfigMap: [''],
  Namespace: [''],
} satisfies Record<string, readonly string[]>;

export type Kind = keyof typeof groups;

const isKind = (name: string): name is Kind => Object.hasOwn(groups, name);

/** Kinds without a namespace. */
export const clusterWide: ReadonlySet<string> = new Set(['IngressClass', 'Namespace']);

export const schemas = {
  'networking.k8s.io/v1 Ingress': ingressV1,
  'networking.k8s.io/v1beta1 Ingress': ingressV1beta1,
  'extensions/v1beta1 Ingress': ingressV1beta1,
  'networking.k8s.io/v1 IngressClass': ingressClass,
  'networking.k8s.io/v1beta1 IngressClass': ingressClass,
  'v1 Service': service,
  'discovery.k8s.io/v1 EndpointSlice': endpointSlice,
  'discovery.k8s.io/v1beta1 EndpointSlice': endpointSlice,
  'v1 Endpoints': endpoints,
  'v1 Secret': secret,
  'v1 ConfigMap': configMap,
  'v1 Namespace': namespace,
} as const satisfies Record<`${string} ${Kind}`, Schema>;

export type TypeName = keyof typeof schemas;

export interface Type {
  readonly name: TypeName;
  readonly kind: Kind;
}

const isTypeName = (name: string): name is TypeName => Object.hasOwn(schemas, name);

const byKind = (): ReadonlyMap<string, ReadonlyMap<string, Type>> => {
  const types = new Map<string, Map<string, Type>>();
  for (const name of Object.keys(schemas)) {
    const [apiVersion = '', kind = ''] = name.split(' ');
    if (!isTypeName(name) || !isKind(kind)) continue;
    types.set(kind, (types.get(kind) ?? new Map<string, Type>()).set(apiVersion, { name, kind }));
  }
  return types;
};

const types = byKind();

export const typeOf = (apiVersion: string, kind: string): Type | undefined => types.get(kind)?.get(apiVersion);

/** Versions of a kind the compiler knows, when this is the kind in a version it does not know. */
export const knownVersions = (apiVersion: string, kind: string): readonly string[] => {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  if (!isKind(kind) || !groups[kind].some((name) => name === group)) return [];
  return Object.keys(schemas)
    .filter((name) => name.endsWith(` ${kind}`))
    .map((name) => name.slice(0, name.indexOf(' ')));
};
