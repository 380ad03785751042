/** The server lines of a pool, in the protocol a route speaks to it. */
import type { BackendProtocol, Pool } from '../../model/model.ts';
import { HaproxyToken } from './token.ts';
import { type HaproxyNode, type Line, line } from './tree.ts';

export interface ServerLine {
  readonly name: string;
  readonly line: Line;
}

export const isEmpty = (pool: Pool): boolean =>
  pool.endpoints.kind === 'addresses' && pool.endpoints.addresses.length === 0;

/** True when a server of the pool has to be found by name while HAProxy runs. */
export const needsNames = (pool: Pool): boolean =>
  pool.endpoints.kind !== 'addresses' && !isAddress(pool.endpoints.host);

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':');

export const serverLines = (pool: Pool, protocol: BackendProtocol, tls: readonly Line[]): readonly ServerLine[] => {
  const words = protocolWords(protocol, tls);
  const { endpoints } = pool;
  if (endpoints.kind === 'addresses') {
    const unique = new Map(endpoints.addresses.map((a) => [`${a.ip}:${a.port}`, a]));
    return [...unique].map(([name, a]) => ({
      name,
      line: line('server', HaproxyToken.name(name), HaproxyToken.address(a.ip, a.port), ...words),
    }));
  }
  const byName = isAddress(endpoints.host)
    ? []
    : line('resolvers', 'default', 'resolve-prefer', 'ipv4', 'init-addr', 'none');
  return [
    {
      name: 'service',
      line: line('server', 'service', HaproxyToken.address(endpoints.host, endpoints.port), ...words, ...byName),
    },
  ];
};

/** Names of the servers, as `serverLines` gives them. */
export const serverNames = (pool: Pool): readonly string[] => serverLines(pool, 'http', []).map((s) => s.name);

const protocolWords = (protocol: BackendProtocol, tls: readonly Line[]): Line => {
  const secured = tls.length === 0 ? line('verify', 'none') : tls.flat();
  switch (protocol) {
    case 'http':
    case 'auto':
    case 'fastcgi':
      return [];
    case 'https':
      return [...line('ssl'), ...secured];
    case 'grpc':
    case 'grpc-bare':
      return line('proto', 'h2');
    case 'grpcs':
    case 'grpcs-bare':
      return [...line('ssl'), ...secured, ...line('alpn', 'h2')];
  }
};

/** TLS words that a route's features ask for. */
export const tlsWords = (nodes: readonly HaproxyNode[]): readonly Line[] =>
  nodes.flatMap((n) => (n.in === 'server' ? [n.words] : []));
