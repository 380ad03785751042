/** The stream block: TCP and UDP services, and TLS connections that are passed on undecrypted. */
import { because } from '../../diagnostics/report.ts';
import type { Stream } from '../../model/model.ts';
import { type Assembly, find } from './assembly.ts';
import { resolver } from './http.ts';
import { addresses, type Listening } from './listen.ts';
import { nameFor } from './names.ts';
import { quotePattern } from './pcre.ts';
import { printStatements } from './print.ts';
import { endpointAddresses } from './session-names.ts';
import { plain } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Row, row, type Statement } from './tree.ts';

/** Empty when nothing asks for it. */
export const streamSection = (assembly: Assembly, on: Listening): string => {
  const upstreams = new Map<string, Statement<'stream'>>();
  const servers = [
    ...passthroughServers(assembly, on, upstreams),
    ...assembly.model.streams.flatMap((s) => streamServer(assembly, s, upstreams)),
  ];
  if (servers.length === 0) return '';
  const body = [
    ...resolver(assembly.options.resolver),
    directive('proxy_timeout', NginxToken.milliseconds(600_000)),
    ...upstreams.values(),
    ...servers,
  ];
  return `\nstream {\n${printStatements(body, '    ')}}\n`;
};

/** Name of the upstream of a pool, or the name that is looked up for each connection; undefined when it has no endpoints. */
const upstreamOf = (
  assembly: Assembly,
  poolName: string,
  upstreams: Map<string, Statement<'stream'>>,
): string | undefined => {
  const pool = assembly.emitted.pools.get(poolName)?.pool;
  const members = pool === undefined ? [] : endpointAddresses(pool.endpoints);
  if (pool === undefined || members.length === 0) return undefined;
  if (pool.endpoints.kind !== 'addresses' && !/^[\d.]+$/.test(pool.endpoints.host)) {
    if (assembly.options.resolver !== undefined) return `${pool.endpoints.host}:${pool.endpoints.port}`;
    find(assembly, 'approximate', because('T5111', {}, pool.from));
  }
  const name = nameFor('stream', poolName);
  upstreams.set(
    name,
    block(
      'streamUpstream',
      [NginxToken.literal(name)],
      members.map((m) => directive('server', NginxToken.literal(m), NginxToken.option('max_fails', 0))),
    ),
  );
  return name;
};

/** A port that HTTP, TLS or an earlier service listens on already. */
const isTaken = (assembly: Assembly, stream: Stream): boolean => {
  const { streams, listeners } = assembly.model;
  if (stream.protocol === 'tcp' && (stream.port === listeners.http.port || stream.port === listeners.https.port))
    return true;
  return streams.find((s) => s.protocol === stream.protocol && s.port === stream.port) !== stream;
};

const streamServer = (
  assembly: Assembly,
  stream: Stream,
  upstreams: Map<string, Statement<'stream'>>,
): readonly Statement<'stream'>[] => {
  const upstream = upstreamOf(assembly, stream.pool, upstreams);
  if (upstream === undefined) return [];
  if (isTaken(assembly, stream)) {
    find(
      assembly,
      'refused',
      because('T5103', { what: `${stream.protocol} port ${stream.port}`, why: 'another listener has it' }, stream.from),
    );
    return [];
  }
  const { ip } = assembly.model.listeners.http;
  const lookedUp = NginxToken.variable(nameFor('stream', upstream));
  const options = [
    ...(stream.protocol === 'udp' ? [NginxToken.word('udp')] : []),
    ...(stream.decodeProxyProtocol ? [NginxToken.word('proxy_protocol')] : []),
  ];
  const body: Statement<'streamServer'>[] = [
    ...addresses(ip === undefined ? { port: stream.port } : { ip, port: stream.port }).map((a) =>
      directive('listen', NginxToken.literal(a), ...options),
    ),
    ...(stream.decodeProxyProtocol ? [directive('set_real_ip_from', NginxToken.literal('0.0.0.0/0'))] : []),
    ...(stream.encodeProxyProtocol ? [directive('proxy_protocol', NginxToken.word('on'))] : []),
    ...(stream.protocol === 'udp' ? [directive('proxy_responses', NginxToken.integer(1))] : []),
    directive('proxy_pass', upstreams.has(upstream) ? NginxToken.literal(upstream) : lookedUp),
  ];
  // A name in a variable is looked up for each connection, one in the directive itself only at the start.
  const names = upstreams.has(upstream)
    ? []
    : [
        block(
          'map',
          [NginxToken.variable('protocol'), lookedUp],
          [row(NginxToken.word('default'), NginxToken.value(plain(upstream)))],
        ),
      ];
  return [...names, block('streamServer', [], body)];
};

/**
 * The first server reads the name and adds the PROXY protocol, so that the client address survives the way to the local listener;
 * connections that are passed through take a second step that removes it again.
 */
const passthroughServers = (
  assembly: Assembly,
  on: Listening,
  upstreams: Map<string, Statement<'stream'>>,
): readonly Statement<'stream'>[] => {
  if (on.local === undefined || on.strip === undefined) return [];
  const [local, strip] = [`127.0.0.1:${on.local}`, `127.0.0.1:${on.strip}`];
  const first: Row[] = [row(NginxToken.word('default'), NginxToken.value(plain(local)))];
  const second: Row[] = [];
  for (const site of assembly.model.sites) {
    const pool = site.passthrough.passthrough?.pool.value;
    if (pool === undefined) continue;
    const upstream = upstreamOf(assembly, pool, upstreams);
    const key =
      site.name.kind === 'wildcard'
        ? NginxToken.patternKey({ source: `^[\\w-]+\\.${quotePattern(site.name.suffix)}$`, ignoreCase: true })
        : NginxToken.textKey(site.host);
    first.push(row(key, NginxToken.value(plain(strip))));
    second.push(row(key, NginxToken.value(plain(upstream ?? '127.0.0.1:1'))));
  }
  const name = NginxToken.variable('ssl_preread_server_name');
  const [sorted, passed] = [NginxToken.variable('ic_tls_first'), NginxToken.variable('ic_tls_passed')];
  const preread = directive('ssl_preread', NginxToken.word('on'));
  const proxied =
    assembly.model.controller.forwardedHeaders?.proxyProtocol.value === true ? [NginxToken.word('proxy_protocol')] : [];
  return [
    block('map', [name, sorted], first),
    block('map', [name, passed], second),
    block(
      'streamServer',
      [],
      [
        ...addresses(assembly.model.listeners.https).map((a) => directive('listen', NginxToken.literal(a), ...proxied)),
        preread,
        directive('proxy_protocol', NginxToken.word('on')),
        directive('proxy_pass', sorted),
      ],
    ),
    block(
      'streamServer',
      [],
      [
        directive('listen', NginxToken.literal(strip), NginxToken.word('proxy_protocol')),
        preread,
        directive('proxy_pass', passed),
      ],
    ),
  ];
};
