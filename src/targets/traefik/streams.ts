/** TCP and UDP services: an entry point and a route each. */
import type { Emitted } from '../target.ts';
import { plainUse } from './backend.ts';
import { useRef } from './crd.ts';
import { objectName } from './names.ts';
import { type Objects, put, traefikApi } from './objects.ts';
import { match } from './rule.ts';
import { TraefikText } from './token.ts';
import type { TraefikNode } from './tree.ts';

export const streamRoutes = (objects: Objects, { model, pools }: Emitted<TraefikNode>): void => {
  for (const s of model.streams) {
    const pool = pools.get(s.pool)?.pool;
    if (pool === undefined) continue;
    const { namespace } = pool.service;
    const { name = '', port = s.port } = useRef(objects, namespace, plainUse(pool));
    const entry = `${s.protocol}-${s.port}`;
    const key = { namespace, name: objectName(entry, `${namespace} ${entry}`) };
    const service = {
      name,
      port,
      ...(s.encodeProxyProtocol && s.protocol === 'tcp' ? { proxyProtocol: { version: 1 } } : {}),
    };
    if (s.protocol === 'udp')
      put(
        objects,
        traefikApi,
        { kind: 'IngressRouteUDP', ...key },
        { spec: { entryPoints: [entry], routes: [{ services: [service] }] } },
      );
    else
      put(
        objects,
        traefikApi,
        { kind: 'IngressRouteTCP', ...key },
        {
          spec: {
            entryPoints: [entry],
            routes: [{ match: TraefikText.read(TraefikText.rule(match('HostSNI', '*'))), services: [service] }],
          },
        },
      );
  }
};
