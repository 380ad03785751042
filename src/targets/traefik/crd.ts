/** References of a router: to its middlewares and its service, with the objects they need. */
import type { Pool } from '../../model/model.ts';
import { type Backend, plainUse, type Use } from './backend.ts';
import type { Json, JsonObject } from './json.ts';
import { middlewareJson } from './middleware-json.ts';
import { objectName } from './names.ts';
import { type Objects, put, secretFor, traefikApi } from './objects.ts';
import { isDefaultTransport, transportJson } from './transport.ts';
import type { Cookie, ErrorService, Middleware, TraefikNode } from './tree.ts';

/** Reference to a middleware in its own namespace. */
export const middlewareRef = (
  objects: Objects,
  namespace: string,
  label: string,
  middleware: Middleware,
): JsonObject => {
  const known = objects.references.get(namespace) ?? new WeakMap<Middleware, JsonObject>();
  objects.references.set(namespace, known);
  const ref = known.get(middleware) ?? createMiddleware(objects, namespace, label, middleware);
  known.set(middleware, ref);
  return ref;
};

const createMiddleware = (objects: Objects, namespace: string, label: string, middleware: Middleware): JsonObject => {
  const spec = middlewareJson(middleware, {
    users: (m) => ({ secret: usersSecret(objects, namespace, m) }),
    errorService: (s) => errorServiceRef(objects, namespace, s),
  });
  const name = objectName(label, `${namespace} ${JSON.stringify(spec)}`);
  put(objects, traefikApi, { kind: 'Middleware', namespace, name }, { spec });
  return { name };
};

const usersSecret = (
  objects: Objects,
  namespace: string,
  { users, keep }: Extract<Middleware, { type: 'password' }>,
): string => {
  if (keep) return users.secret.name;
  const name = objectName(
    `users-${users.secret.name}`,
    `${namespace} ${users.secret.namespace}/${users.secret.name} ${users.text}`,
  );
  put(objects, 'v1', { kind: 'Secret', namespace, name }, { type: 'Opaque', stringData: { users: users.text } }, true);
  return name;
};

const errorServiceRef = (objects: Objects, namespace: string, service: ErrorService): JsonObject => {
  const pool = service.kind === 'pool' ? objects.pools.get(service.pool)?.pool : undefined;
  if (pool !== undefined) return useRef(objects, namespace, plainUse(pool, service.middlewares));
  const middlewares = service.middlewares.map((m) =>
    middlewareRef(objects, namespace, m.type === 'answer' ? `answer-${m.status}` : 'sign-in-url', m),
  );
  return {
    name: emptyService(objects, namespace),
    port: 80,
    scheme: 'http',
    ...(middlewares.length === 0 ? {} : { middlewares }),
  };
};

/** A Service that selects nothing: answers 503, unless its middlewares answer before. */
const emptyService = (objects: Objects, namespace: string): string => {
  const name = 'ingress-compile-nobody';
  put(
    objects,
    'v1',
    { kind: 'Service', namespace, name },
    { spec: { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 80 }] } },
  );
  return name;
};

/** The single service of a router. */
export const serviceRef = (objects: Objects, namespace: string, backend: Backend): JsonObject => {
  switch (backend.kind) {
    case 'none':
      return { kind: 'TraefikService', name: 'noop@internal' };
    case 'pool':
      return useRef(objects, namespace, backend.use);
    case 'weighted':
      return traefikService(objects, namespace, 'canary', {
        weighted: {
          services: [
            { ...childRef(objects, namespace, backend.primary), weight: backend.total - backend.weight },
            { ...childRef(objects, namespace, backend.canary), weight: backend.weight },
          ],
          ...(backend.cookie === undefined ? {} : { sticky: { cookie: cookieJson(backend.cookie) } }),
        },
      });
    case 'mirrored':
      return traefikService(objects, namespace, 'mirror', {
        mirroring: {
          ...childRef(objects, namespace, backend.main),
          mirrorBody: backend.mirror.body,
          mirrors: [mirrorRef(objects, namespace, backend.mirror)],
        },
      });
    case 'failover':
      return traefikService(objects, namespace, 'fallback', {
        failover: {
          service: childRef(objects, namespace, backend.main),
          fallback: childRef(objects, namespace, backend.fallback),
          errors: { status: ['503'] },
        },
      });
  }
};

const traefikService = (objects: Objects, namespace: string, label: string, spec: JsonObject): JsonObject => {
  const name = objectName(label, `${namespace} ${JSON.stringify(spec)}`);
  put(objects, traefikApi, { kind: 'TraefikService', namespace, name }, { spec });
  return { kind: 'TraefikService', name };
};

const mirrorRef = (
  objects: Objects,
  namespace: string,
  { scheme, host, port, middlewares }: Extract<TraefikNode, { kind: 'mirror' }>,
): JsonObject => {
  objects.needs.externalName = true;
  const name = objectName(`mirror-${host}`, `${namespace} ${host} ${port}`);
  put(
    objects,
    'v1',
    { kind: 'Service', namespace, name },
    {
      spec: {
        type: 'ExternalName',
        externalName: host,
        ports: [{ name: 'mirror', port, protocol: 'TCP', targetPort: port }],
      },
    },
  );
  const refs = middlewares.map((m) => middlewareRef(objects, namespace, 'copy', m));
  const front = refs.length === 0 ? { passHostHeader: false } : { middlewares: refs };
  return { name, port, scheme, ...front, percent: 100 };
};

const childRef = (objects: Objects, namespace: string, use: Use): JsonObject => {
  const ref = useRef(objects, namespace, {
    ...use,
    ...(use.cookie === undefined ? {} : { cookie: { ...use.cookie, onTls: false } }),
  });
  const key = `${use.pool.service.namespace}/${use.pool.service.name}:${use.pool.service.port}`;
  const options = JSON.stringify({ ...ref, namespace: '', middlewares: [] });
  const known = objects.children.get(key);
  if (known === undefined) objects.children.set(key, options);
  else if (known !== options) objects.clashes.add(key);
  return ref;
};

/** Reference to a Service, with the transport and cookie of its use. */
export const useRef = (objects: Objects, namespace: string, use: Use): JsonObject => {
  const { service, endpoints } = use.pool;
  if (endpoints.kind === 'external') objects.needs.externalName = true;
  const foreign = service.namespace !== namespace;
  if (foreign) objects.needs.crossNamespace = true;
  const transport = transportRef(objects, service.namespace, use);
  const middlewares = (use.middlewares ?? []).map((m) => middlewareRef(objects, service.namespace, 'context', m));
  return {
    name: service.name,
    ...(foreign ? { namespace: service.namespace } : {}),
    port: portOf(use.pool),
    scheme: use.scheme,
    ...(transport === undefined ? {} : { serversTransport: transport }),
    ...(endpoints.kind === 'addresses' && endpoints.viaService ? { nativeLB: true } : {}),
    ...(use.strategy === undefined ? {} : { strategy: use.strategy }),
    ...(use.cookie === undefined ? {} : { sticky: { cookie: cookieJson(use.cookie) } }),
    ...(middlewares.length === 0 ? {} : { middlewares }),
  };
};

const portOf = ({ service: { port } }: Pool): Json =>
  typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;

export const cookieJson = ({
  name,
  secure,
  maxAge,
  path,
  domain,
  sameSite,
  onTls,
}: Cookie & { readonly onTls: boolean }): JsonObject => ({
  name,
  httpOnly: true,
  ...(secure === 'always' || onTls ? { secure: true } : {}),
  ...(path === undefined ? {} : { path }),
  ...(domain === undefined ? {} : { domain }),
  ...(maxAge === undefined ? {} : { maxAge }),
  ...(sameSite === undefined ? {} : { sameSite }),
});

const transportRef = (objects: Objects, namespace: string, use: Use): string | undefined => {
  const { transport, scheme } = use;
  const { tls, ...plain } = transport;
  if (scheme !== 'https' && isDefaultTransport(plain)) return undefined;
  const needed: Use['transport'] = scheme === 'https' && tls !== undefined ? transport : plain;
  const ca =
    needed.tls?.ca === undefined
      ? undefined
      : secretFor(objects, namespace, needed.tls.ca, { 'ca.crt': needed.tls.ca.text });
  const pair = needed.tls?.certificate;
  const certificate =
    pair === undefined
      ? undefined
      : secretFor(objects, namespace, pair.certificate, { 'tls.crt': pair.certificate.text, 'tls.key': pair.key.text });
  const spec = transportJson(
    needed,
    scheme,
    ca === undefined ? {} : { rootCAs: [{ secret: ca }] },
    certificate === undefined ? {} : { certificatesSecrets: [certificate] },
  );
  const name = objectName('transport', `${namespace} ${JSON.stringify(spec)}`);
  put(objects, traefikApi, { kind: 'ServersTransport', namespace, name }, { spec });
  return name;
};
