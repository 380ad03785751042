/** Typed views of the objects of the input that the compiler uses, as the API server would hold them. */

import type { KubernetesObject } from '../source/object.ts';
import type { ControllerArgument } from './controller-arguments.ts';

/** The input as a whole. Maps are keyed `namespace/name`; lists keep the order of `sortObjects` (namespace, name, place). */
export interface Cluster {
  readonly ingresses: readonly IngressObject[];
  readonly ingressClasses: readonly IngressClassObject[];
  readonly services: ReadonlyMap<string, ServiceObject>;
  /** Ready endpoints per Service, from EndpointSlices (or Endpoints where no slice is given), sorted by address. */
  readonly endpoints: ReadonlyMap<string, readonly EndpointSet[]>;
  readonly secrets: ReadonlyMap<string, SecretObject>;
  readonly configMaps: ReadonlyMap<string, ConfigMapObject>;
  /** True when EndpointSlices or Endpoints are in the input: then a Service without any has none, and a missing Service is missing. */
  readonly hasEndpoints: boolean;
  /** Of the controller's Deployment or DaemonSet, or its Helm values. */
  readonly controllerArguments: readonly ControllerArgument[];
}

export interface IngressObject {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since 1970 of `creationTimestamp`, when the object has one. */
  readonly created?: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Shape of networking.k8s.io/v1, whatever version the input has. Paths into the object are those of the input. */
  readonly spec: IngressSpec;
}

export interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: IngressBackend;
  readonly tls: readonly IngressTls[];
  readonly rules: readonly IngressRule[];
}

export interface IngressTls {
  readonly hosts: readonly string[];
  readonly secretName: string;
}

export interface IngressRule {
  /** Empty: every host. */
  readonly host: string;
  /** Undefined: the rule has no `http`. */
  readonly paths?: readonly IngressPath[];
}

export interface IngressPath {
  /** Empty when missing. */
  readonly path: string;
  readonly pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: IngressBackend;
}

/** A Service port, or a resource the compiler cannot follow. */
export type IngressBackend =
  | { readonly kind: 'service'; readonly name: string; readonly port: number | string }
  | { readonly kind: 'resource' };

export interface IngressClassObject {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly controller: string;
  readonly isDefault: boolean;
}

export interface ServiceObject {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIP?: string;
  readonly externalName?: string;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  /** Empty when the only port has no name. */
  readonly name: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** Addresses that serve one port of a Service. */
export interface EndpointSet {
  readonly portName: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

export interface SecretObject {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** Decoded values (base64 of `data`, text of `stringData`). Values that are not base64 are left out and reported. */
  readonly data: ReadonlyMap<string, string>;
}

export interface ConfigMapObject {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}
