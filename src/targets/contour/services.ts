/** Services as Contour names them: by name and number of the port, in the namespace of the object. */
import { because } from '../../diagnostics/report.ts';
import type { BackendProtocol, Pool, ServiceRef } from '../../model/model.ts';
import type { PlacedOrigins } from '../../source/traced.ts';
import { secretName } from './names.ts';
import { first } from './node.ts';
import { delegate, note, type RouteContext } from './plan.ts';
import type { Service } from './tree.ts';

type Scheme = 'http' | 'https';

const protocolOf = (protocol: BackendProtocol, scheme: Scheme): Service['protocol'] => {
  switch (protocol) {
    case 'https':
      return 'tls';
    case 'auto':
      return scheme === 'https' ? 'tls' : undefined;
    case 'grpc':
    case 'grpc-bare':
      return 'h2c';
    case 'grpcs':
    case 'grpcs-bare':
      return 'h2';
    case 'http':
    case 'fastcgi':
      return undefined;
    default:
      return protocol satisfies never;
  }
};

/** Number of the port; undefined for a name nobody has resolved, or a Service that is not there. */
export const portNumber = (ref: ServiceRef, pool: Pool | undefined): number | undefined => {
  const { endpoints } = pool ?? { endpoints: { kind: 'addresses', addresses: [] } };
  if (ref.portNumber !== undefined) return ref.portNumber;
  // An ExternalName Service without that port has nothing Contour could refer to.
  if (endpoints.kind === 'external') return undefined;
  if (endpoints.kind === 'addresses' && endpoints.addresses.length === 0) return undefined;
  if (typeof ref.port === 'number') return ref.port;
  return endpoints.kind === 'addresses' ? undefined : endpoints.port;
};

/** A Service of a pool, or undefined (with a finding when that is not what the controller does as well). */
export const serviceOf = (
  context: RouteContext,
  poolName: string,
  protocol: BackendProtocol,
  scheme: Scheme,
  from: PlacedOrigins,
): Service | undefined => {
  const pool = context.pools.get(poolName)?.pool;
  if (pool === undefined) return undefined;
  const port = portNumber(pool.service, pool);
  if (port === undefined || port < 1 || port > 65535) {
    const gone = pool.endpoints.kind === 'addresses' && pool.endpoints.addresses.length === 0;
    const service = `${pool.service.namespace}/${pool.service.name}`;
    if (!gone) note(context.book, 'refused', because('T5484', { service, port: String(pool.service.port) }, from));
    return undefined;
  }
  const spoken = protocolOf(protocol, scheme);
  const check = first(context.route.nodes, 'backend-tls');
  if (check !== undefined && spoken !== undefined) delegate(context.book, check.ca, pool.service.namespace);
  return {
    name: pool.service.name,
    port,
    ...(spoken === undefined ? {} : { protocol: spoken }),
    ...(check === undefined || (spoken !== 'tls' && spoken !== 'h2')
      ? {}
      : { validation: { caSecret: secretName(check.ca, pool.service.namespace), subjectName: check.name } }),
  };
};
