/** Connections passed on without looking into them: TLS by its server name, and TCP services by their port. */
import { because } from '../../diagnostics/report.ts';
import type { Emitted } from '../target.ts';
import { plainName, sectionName } from './names.ts';
import type { PrintedSection } from './print.ts';
import type { Finding } from './route-backends.ts';
import { needsNames, serverLines } from './servers.ts';
import { Expression, HaproxyToken } from './token.ts';
import { type HaproxyNode, type Line, line } from './tree.ts';

export interface Streams {
  readonly sections: readonly PrintedSection[];
  readonly nodes: readonly HaproxyNode[];
  readonly findings: readonly Finding[];
  readonly resolves: boolean;
}

export const streams = (emitted: Emitted<HaproxyNode>): Streams => {
  const piped = passthrough(emitted);
  const sections: PrintedSection[] = [...piped.sections];
  const findings: Finding[] = [];
  let resolves = piped.resolves;
  for (const s of emitted.model.streams) {
    const pool = emitted.pools.get(s.pool)?.pool;
    if (s.protocol === 'udp')
      findings.push({ as: 'refused', because: because('T5208', { protocol: s.protocol, port: s.port }, s.from) });
    if (s.protocol === 'udp' || pool === undefined) continue;
    const name = HaproxyToken.name(`tcp_${s.port}`);
    const words: Line = s.encodeProxyProtocol ? line('send-proxy') : [];
    const accept: Line = s.decodeProxyProtocol ? line('accept-proxy') : [];
    resolves ||= needsNames(pool);
    sections.push(
      {
        head: line('frontend', name, 'from', 'tcp'),
        lines: [
          line('bind', HaproxyToken.address(emitted.model.listeners.http.ip ?? '', s.port), ...accept),
          line('default_backend', HaproxyToken.name(`tcp_${s.port}_servers`)),
        ],
      },
      {
        head: line('backend', HaproxyToken.name(`tcp_${s.port}_servers`), 'from', 'tcp'),
        lines: serverLines(pool, 'http', []).map((l) => [...l.line, ...words]),
      },
    );
  }
  return { sections, nodes: piped.nodes, findings, resolves };
};

const passthrough = (emitted: Emitted<HaproxyNode>): Omit<Streams, 'findings'> => {
  const sites = emitted.sites.flatMap((s) =>
    s.nodes.flatMap((n) => (n.in === 'pass' ? [{ host: s.site.host, pool: n.pool }] : [])),
  );
  if (sites.length === 0) return { sections: [], nodes: [], resolves: false };
  const nodes: HaproxyNode[] = [];
  const pools = new Set<string>();
  for (const { host, pool } of sites) {
    pools.add(pool);
    const wild = host.startsWith('*.');
    nodes.push({
      in: 'map',
      map: wild ? 'sni-wildcard' : 'sni',
      key: wild ? host.slice(1) : host,
      value: passName(pool),
    });
  }
  const { https } = emitted.model.listeners;
  const proxied = emitted.model.controller.forwardedHeaders?.proxyProtocol.value === true ? line('accept-proxy') : [];
  const lookups = [...new Set(nodes.flatMap((n) => (n.in === 'map' ? [n.map] : [])))].sort();
  const choose = lookups.map((map) =>
    map === 'sni'
      ? line(
          'use_backend',
          '%[req.ssl_sni,lower,map_str(maps/sni.map)]',
          'if',
          '{ req.ssl_sni,lower,map_str(maps/sni.map) -m found }',
        )
      : line(
          'use_backend',
          '%[var(sess.tls_name),map_str(maps/sni-wildcard.map)]',
          'if',
          '{ var(sess.tls_name),map_str(maps/sni-wildcard.map) -m found }',
        ),
  );
  const list = [...pools].flatMap((name) => emitted.pools.get(name)?.pool ?? []);
  return {
    nodes,
    resolves: list.some(needsNames),
    sections: [
      {
        head: line('frontend', 'tls', 'from', 'tcp'),
        lines: [
          line('bind', HaproxyToken.address(https.ip ?? '', https.port), ...proxied),
          line('tcp-request', 'inspect-delay', '5s'),
          line('tcp-request', 'content', 'reject', 'if', '!{ req.ssl_hello_type 1 }', 'WAIT_END'),
          ...(lookups.includes('sni-wildcard')
            ? [line('tcp-request', 'content', 'set-var(sess.tls_name)', HaproxyToken.sample(suffix))]
            : []),
          line('tcp-request', 'content', 'accept', 'if', '{ req.ssl_hello_type 1 }'),
          ...choose,
          line('default_backend', 'tls_inside'),
        ],
      },
      {
        head: line('backend', 'tls_inside', 'from', 'tcp'),
        lines: [line('server', 'inside', 'abns@ingress-https', 'send-proxy-v2')],
      },
      ...list.map((pool) => ({
        head: line('backend', HaproxyToken.name(passName(pool.name)), 'from', 'tcp'),
        lines: serverLines(pool, 'http', []).map((s) => s.line),
      })),
    ],
  };
};

const passName = (pool: string): string => sectionName('pass', plainName(pool.replaceAll('/', '_')));

/** The asked-for name without its first label. */
const suffix = Expression.fetch('req.ssl_sni,lower').to('regsub', '^[^.]+', '');
