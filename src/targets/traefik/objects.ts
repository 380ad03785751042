/** The Kubernetes objects of an output: collected while routers are written, each once. */
import type { SecretText } from '../../model/values/secret.ts';
import type { Pools } from './backend.ts';
import type { JsonObject } from './json.ts';
import { hash, objectName } from './names.ts';
import type { Middleware } from './tree.ts';

export interface ObjectKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
export interface Manifest extends ObjectKey {
  readonly body: JsonObject;
  readonly secret: boolean;
}

/** Objects by identity, and what the static configuration must allow for them. */
export interface Objects {
  readonly made: Map<string, Manifest>;
  readonly needs: { crossNamespace: boolean; externalName: boolean };
  /** Children of weighted, mirroring and failover services share one set of options per Service and port. */
  readonly children: Map<string, string>;
  readonly clashes: Set<string>;
  readonly writeSecrets: boolean;
  readonly pools: Pools;
  /** References already made, per namespace: most routers share their middlewares. */
  readonly references: Map<string, WeakMap<Middleware, JsonObject>>;
}

export const createObjects = (writeSecrets: boolean, pools: Pools): Objects => ({
  made: new Map(),
  needs: { crossNamespace: false, externalName: false },
  children: new Map(),
  clashes: new Set(),
  writeSecrets,
  pools,
  references: new Map(),
});

export const traefikApi = 'traefik.io/v1alpha1';

export const put = (
  objects: Objects,
  apiVersion: string,
  key: ObjectKey,
  content: JsonObject,
  secret = false,
): void => {
  const id = `${key.kind}/${key.namespace}/${key.name}`;
  if (objects.made.has(id)) return;
  objects.made.set(id, {
    ...key,
    secret,
    body: { apiVersion, kind: key.kind, metadata: { name: key.name, namespace: key.namespace }, ...content },
  });
};

/** Name of the Secret in this namespace: the one of the input, or a copy of it. */
export const secretFor = (
  objects: Objects,
  namespace: string,
  { secret }: SecretText,
  data: Readonly<Record<string, string>>,
): string => {
  if (secret.namespace === namespace || !objects.writeSecrets) return secret.name;
  const name = objectName(secret.name, `${namespace} ${secret.namespace}/${secret.name} ${hash(JSON.stringify(data))}`);
  put(objects, 'v1', { kind: 'Secret', namespace, name }, { type: 'Opaque', stringData: data }, true);
  return name;
};
