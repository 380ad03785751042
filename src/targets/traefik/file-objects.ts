/** Parts of a file-provider configuration, each once, and the secret files they point to. */
import type { Pool } from '../../model/model.ts';
import type { OutputFile } from '../target.ts';
import { type Backend, type Pools, plainUse, type Use } from './backend.ts';
import { cookieJson } from './crd.ts';
import type { JsonObject } from './json.ts';
import { middlewareJson } from './middleware-json.ts';
import { objectName } from './names.ts';
import { transportJson } from './transport.ts';
import type { ErrorService, Middleware, TraefikNode } from './tree.ts';

export interface FileParts {
  readonly middlewares: Map<string, JsonObject>;
  readonly services: Map<string, JsonObject>;
  readonly transports: Map<string, JsonObject>;
  readonly secrets: Map<string, OutputFile>;
  readonly pools: Pools;
  /** Folder of secret files as Traefik sees it. */
  readonly folder: string;
}

export const createParts = (pools: Pools, folder: string): FileParts => ({
  middlewares: new Map(),
  services: new Map(),
  transports: new Map(),
  secrets: new Map(),
  pools,
  folder,
});

const keep = (map: Map<string, JsonObject>, label: string, value: JsonObject): string => {
  const name = objectName(label, JSON.stringify(value));
  map.set(name, value);
  return name;
};

/** Path of a secret file as Traefik sees it. */
export const secretFile = (parts: FileParts, label: string, ending: string, text: string): string => {
  const name = `${objectName(label, text)}.${ending}`;
  parts.secrets.set(name, { name: `certs/${name}`, text, secret: true });
  return `${parts.folder}/${name}`;
};

export const filedMiddleware = (parts: FileParts, label: string, middleware: Middleware): string =>
  keep(
    parts.middlewares,
    label,
    middlewareJson(middleware, {
      users: ({ users }) => ({ usersFile: secretFile(parts, `users-${users.secret.name}`, 'txt', users.text) }),
      errorService: (s) => errorService(parts, s),
    }),
  );

const errorService = (parts: FileParts, service: ErrorService): string => {
  const pool = service.kind === 'pool' ? parts.pools.get(service.pool)?.pool : undefined;
  if (pool !== undefined) return filedUse(parts, plainUse(pool, service.middlewares));
  return keep(parts.services, 'nobody', { ...inFront(parts, service.middlewares), loadBalancer: { servers: [] } });
};

const inFront = (parts: FileParts, middlewares: readonly Middleware[]): JsonObject =>
  middlewares.length === 0
    ? {}
    : { middlewares: middlewares.map((m) => filedMiddleware(parts, m.type.toLowerCase(), m)) };

export const filedBackend = (parts: FileParts, backend: Backend): string => {
  switch (backend.kind) {
    case 'none':
      return 'noop@internal';
    case 'pool':
      return filedUse(parts, backend.use);
    case 'weighted': {
      const { primary, canary, weight, total, cookie } = backend;
      const services = [
        { name: filedUse(parts, primary), weight: total - weight },
        { name: filedUse(parts, canary), weight },
      ];
      return keep(parts.services, 'canary', {
        weighted: { services, ...(cookie === undefined ? {} : { sticky: { cookie: cookieJson(cookie) } }) },
      });
    }
    case 'mirrored': {
      const { main, mirror } = backend;
      const copy = keep(parts.services, `mirror-${mirror.host}`, mirrorServers(parts, mirror));
      return keep(parts.services, 'mirror', {
        mirroring: { service: filedUse(parts, main), mirrorBody: mirror.body, mirrors: [{ name: copy, percent: 100 }] },
      });
    }
    case 'failover':
      return keep(parts.services, 'fallback', {
        failover: {
          service: filedUse(parts, backend.main),
          fallback: filedUse(parts, backend.fallback),
          errors: { status: ['503'] },
        },
      });
  }
};

const mirrorServers = (
  parts: FileParts,
  { scheme, host, port, middlewares }: Extract<TraefikNode, { kind: 'mirror' }>,
): JsonObject => ({
  ...inFront(parts, middlewares),
  loadBalancer: {
    ...(middlewares.length === 0 ? { passHostHeader: false } : {}),
    servers: [{ url: `${scheme}://${host}:${port}` }],
  },
});

const filedUse = (parts: FileParts, use: Use): string => {
  const transport = filedTransport(parts, use);
  return keep(parts.services, `${use.pool.service.namespace}-${use.pool.service.name}`, {
    ...inFront(parts, use.middlewares ?? []),
    loadBalancer: {
      servers: poolAddresses(use.pool).map((address) => ({ url: `${use.scheme}://${address}` })),
      ...(transport === undefined ? {} : { serversTransport: transport }),
      ...(use.strategy === undefined ? {} : { strategy: use.strategy }),
      ...(use.cookie === undefined ? {} : { sticky: { cookie: cookieJson(use.cookie) } }),
    },
  });
};

/** `host:port` of every server of a pool. */
export const poolAddresses = ({ endpoints }: Pool): readonly string[] =>
  endpoints.kind === 'addresses'
    ? endpoints.addresses.map(({ ip, port }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`)
    : [`${endpoints.host}:${endpoints.port}`];

const filedTransport = (parts: FileParts, { transport, scheme }: Use): string | undefined => {
  const { tls, ...plain } = transport;
  const used: Use['transport'] = scheme === 'https' && tls !== undefined ? transport : plain;
  const files: JsonObject = {
    ...(used.tls?.ca === undefined ? {} : { rootCAs: [secretFile(parts, 'ca', 'crt', used.tls.ca.text)] }),
    ...(used.tls?.certificate === undefined
      ? {}
      : {
          certificates: [
            {
              certFile: secretFile(parts, 'client', 'crt', used.tls.certificate.certificate.text),
              keyFile: secretFile(parts, 'client', 'key', used.tls.certificate.key.text),
            },
          ],
        }),
  };
  return keep(parts.transports, 'transport', transportJson(used, scheme, files));
};
