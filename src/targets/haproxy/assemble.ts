/** Puts the nodes of all features into one configuration and the files beside it. */
import type { Assembled, Emitted, OutputFile } from '../target.ts';
import { fillTemplate } from '../template.ts';
import { canaries, schemes } from './canaries.ts';
import { certificates } from './certificates.ts';
import { defaultTimes } from './features/transfer.ts';
import { frontendLines } from './frontend.ts';
import { hosts } from './hosts.ts';
import { lineText, type PrintedSection, printed, printSections, sectionText } from './print.ts';
import { routeBackends } from './route-backends.ts';
import { mapText, routing } from './routing.ts';
import { needsNames } from './servers.ts';
import { streams } from './streams.ts';
import { HaproxyToken, mapKey, mapValue } from './token.ts';
import { type HaproxyNode, type Line, line, type MapName, type Script } from './tree.ts';

export const assemble = (emitted: Emitted<HaproxyNode>): Assembled => {
  const backends = routeBackends(emitted);
  const paths = routing(emitted, backends);
  const names = hosts(emitted);
  const shares = [...canaries(emitted, backends), ...schemes(emitted, backends)];
  const piped = streams(emitted);
  const nodes = [
    ...emitted.controller,
    ...names.nodes,
    ...emitted.sites.flatMap((s) => s.nodes),
    ...paths.nodes,
    ...shares,
    ...piped.nodes,
    ...emitted.sites.flatMap((s) =>
      s.shut ? [] : s.routes.flatMap((r) => (r.shut ? [] : r.nodes.filter((n) => n.in !== 'backend'))),
    ),
    ...backends.nodes(),
  ];
  const maps = mapFiles(nodes);
  const scripts = [...new Set(nodes.flatMap((n) => (n.in === 'script' ? [n.script] : [])))].sort();
  const resolves =
    piped.resolves || scripts.includes('external-auth') || [...emitted.pools.values()].some((p) => needsNames(p.pool));
  const frontends: PrintedSection[] = [
    { head: line('frontend', 'ingress'), lines: frontendLines(emitted, nodes, new Set(maps.keys())) },
  ];
  const text = fillTemplate('haproxy/haproxy.cfg.hbs', {
    global: printSections([{ head: line('global'), lines: globalLines(emitted, nodes, scripts) }]),
    defaults: printSections([
      ...defaults(nodes, piped.sections.length > 0),
      ...(resolves ? [resolvers(emitted)] : []),
      ...ownSections(nodes),
      ...piped.sections,
    ]),
    frontends: printSections(frontends),
    backends: printed([sectionText(notFound), sectionText(healthy), ...backends.texts()]),
  });
  const passwords = nodes.some((n) => n.in === 'section' && lineText(n.head).startsWith('userlist '));
  const files: OutputFile[] = [
    { name: 'haproxy.cfg', text, secret: passwords },
    ...paths.files,
    ...[...maps].map(([map, entries]) => ({ name: `maps/${map}.map`, text: mapText(entries), secret: false })),
    ...certificates(emitted),
    ...scripts.map((s) => ({ name: `lua/${s}.lua`, text: fillTemplate(`haproxy/${s}.lua.hbs`, {}), secret: false })),
    ...passwordLists(nodes),
    ...nodes.flatMap((n) => (n.in === 'file' ? [n.file] : [])),
  ];
  const unique = [...new Map(files.map((f) => [f.name, f])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files: unique, findings: [...paths.findings, ...names.findings, ...piped.findings, ...backends.findings()] };
};

const notFound: PrintedSection = {
  head: line('backend', 'not_found'),
  lines: [line('http-request', 'deny', 'deny_status', '404')],
};

const healthy: PrintedSection = {
  head: line('backend', 'healthy'),
  lines: [line('http-request', 'return', 'status', '200')],
};

const always: readonly MapName[] = ['hosts', 'hosts-wildcard'];

const mapFiles = (nodes: readonly HaproxyNode[]): ReadonlyMap<MapName, ReadonlyMap<string, string>> => {
  const maps = new Map<MapName, Map<string, string>>(always.map((m) => [m, new Map()]));
  for (const n of nodes) {
    if (n.in !== 'map' || mapKey(n.key) === undefined || mapValue(n.value) === undefined) continue;
    const entries = maps.get(n.map) ?? new Map<string, string>();
    maps.set(n.map, entries);
    if (!entries.has(n.key)) entries.set(n.key, n.value);
  }
  return maps;
};

const newer = ([major, minor]: readonly [number, number], than: readonly [number, number]): boolean =>
  major > than[0] || (major === than[0] && minor >= than[1]);

const globalLines = (
  emitted: Emitted<HaproxyNode>,
  nodes: readonly HaproxyNode[],
  scripts: readonly Script[],
): readonly Line[] => {
  const { version } = emitted.options;
  const lua: Line[] =
    scripts.length > 0 && newer(version, [3, 1]) ? [line('tune.lua.bool-sample-conversion', 'normal')] : [];
  for (const s of scripts)
    lua.push([
      ...line(s === 'external-auth' ? 'lua-load' : 'lua-load-per-thread', HaproxyToken.file(`lua/${s}.lua`)),
      ...(s === 'htpasswd' ? line('auth/lists.txt') : []),
    ]);
  const client: Line[] = scripts.some((s) => s !== 'htpasswd')
    ? [line('httpclient.ssl.verify', 'none'), line('httpclient.resolvers.prefer', 'ipv4')]
    : [];
  if (client.length > 0 && newer(version, [3, 0]))
    client.push(line('httpclient.retries', '0'), line('httpclient.timeout.connect', '5s'));
  const own = new Map(nodes.flatMap((n) => (n.in === 'global' ? [[lineText(n.line), n.line] as const] : [])));
  return [line('default-path', 'config'), line('hard-stop-after', '30s'), ...own.values(), ...client, ...lua];
};

/** HAProxy's own pages carry Cache-Control; these do not, like those of nginx. */
const pages: readonly Line[] = (
  [
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'Not Found'],
    [405, 'Not Allowed'],
    [408, 'Request Time-out'],
    [413, 'Request Entity Too Large'],
    [429, 'Too Many Requests'],
    [500, 'Internal Server Error'],
    [502, 'Bad Gateway'],
    [503, 'Service Temporarily Unavailable'],
    [504, 'Gateway Time-out'],
  ] as const
).map(([status, text]) =>
  line(
    'http-error',
    'status',
    HaproxyToken.number(status),
    'content-type',
    'text/html',
    'string',
    HaproxyToken.word(`<html><body><h1>${status} ${text}</h1></body></html>`),
  ),
);

const defaults = (nodes: readonly HaproxyNode[], tcp: boolean): readonly PrintedSection[] => {
  const own = nodes.flatMap((n) => (n.in === 'defaults' ? [n.line] : []));
  const http = [
    line('mode', 'http'),
    line('timeout', 'connect', HaproxyToken.time({ ms: defaultTimes.connect })),
    line('timeout', 'server', HaproxyToken.time({ ms: defaultTimes.server })),
    line('timeout', 'tunnel', HaproxyToken.time({ ms: defaultTimes.tunnel })),
    line('timeout', 'queue', '5s'),
    ...pages,
    ...(own.some((l) => lineText(l).startsWith('timeout client')) ? [] : [line('timeout', 'client', '60s')]),
    ...own,
  ];
  const piped: PrintedSection[] = tcp
    ? [
        {
          head: line('defaults', 'tcp'),
          lines: [
            line('mode', 'tcp'),
            line('timeout', 'client', '600s'),
            line('timeout', 'connect', '5s'),
            line('timeout', 'server', '600s'),
          ],
        },
      ]
    : [];
  return [...piped, { head: line('defaults', 'http'), lines: http }];
};

const resolvers = (emitted: Emitted<HaproxyNode>): PrintedSection => {
  const { resolver } = emitted.options;
  const source =
    resolver === undefined ? line('parse-resolv-conf') : line('nameserver', 'dns', HaproxyToken.address(resolver, 53));
  return {
    head: line('resolvers', 'default'),
    lines: [
      source,
      line('accepted_payload_size', '8192'),
      line('resolve_retries', '2'),
      line('timeout', 'resolve', '500ms'),
      line('timeout', 'retry', '500ms'),
      line('hold', 'valid', '5s'),
    ],
  };
};

const ownSections = (nodes: readonly HaproxyNode[]): readonly PrintedSection[] => {
  const sections = new Map(
    nodes.flatMap((n) => (n.in === 'section' ? [[lineText(n.head), { head: n.head, lines: n.lines }] as const] : [])),
  );
  return [...sections].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, s]) => s);
};

const passwordLists = (nodes: readonly HaproxyNode[]): readonly OutputFile[] => {
  const lists = [...new Set(nodes.flatMap((n) => (n.in === 'password-file' ? [n.file] : [])))].sort();
  return lists.length === 0
    ? []
    : [{ name: 'auth/lists.txt', text: lists.map((f) => `${f}\n`).join(''), secret: false }];
};
