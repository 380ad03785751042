/** Puts the nodes of all features together into the files of one nginx. */
import { because } from '../../diagnostics/report.ts';
import { placeholderCertificate } from '../../model/placeholder-certificate.ts';
import type { Assembled, Emitted, OutputFile } from '../target.ts';
import { fillTemplate } from '../template.ts';
import { type Assembly, addFile, define, find } from './assembly.ts';
import { tellClearHttp2 } from './clear-http2.ts';
import { globalErrors } from './error-pages.ts';
import { escapedUriMaps, escapedUriVariable } from './escaped-uri.ts';
import { certificatePath } from './features/site.ts';
import { notFound } from './forward.ts';
import { createHeaderPrinter } from './header-lists.ts';
import { hoist } from './hoist.ts';
import { httpSettings, mainStatements, sizesOfNames } from './http.ts';
import { knownHeads } from './known-heads.ts';
import { listening } from './listen.ts';
import type { BaseHeaders, Definition, NginxNode } from './node.ts';
import { hasHeadersMore } from './own-headers.ts';
import { printStatements, section } from './print.ts';
import { printServers } from './print-servers.ts';
import { requestMaps, subdomainMap, subdomainVariable } from './request-maps.ts';
import { type BuiltServer, buildServers, type ServerOptions } from './server.ts';
import { streamSection } from './stream.ts';
import { contextVariables, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, row, type Statement } from './tree.ts';
import { createUpstreams } from './upstreams.ts';
import { atLeast } from './version.ts';

export const assemble = (emitted: Emitted<NginxNode>): Assembled => {
  const assembly = createAssembly(emitted);
  const { model, options } = assembly;
  const on = listening(model, options);
  const oldHttp2 = model.controller.http2?.on.value !== false && !atLeast(options.version, [1, 26]);
  const proxyProtocol = model.controller.forwardedHeaders?.proxyProtocol.value === true;
  const common = emitted.controller.filter((n) => n.at === 'server').sort((a, b) => a.rank - b.rank);
  for (const node of emitted.controller) {
    if (node.at === 'file') addFile(assembly, node.file);
    if (node.at === 'define') define(assembly, node.definition);
  }
  if (on.quic) advertiseHttp3(assembly);
  const mutualTls = model.sites.some((s) => s.features.clientCertificates !== undefined);
  const wildcards = new Map<string, readonly Statement<'server'>[]>();
  for (const { site, nodes } of emitted.sites) {
    const node = site.name.kind === 'wildcard' ? nodes.find((n) => n.at === 'certificate') : undefined;
    if (node !== undefined) wildcards.set(site.host, node.statements);
  }
  const fallback = defaultCertificate(assembly);
  const forAll: ServerOptions = { listening: on, oldHttp2, proxyProtocol, common, mutualTls, fallback, wildcards };
  const servers: BuiltServer[] = [];
  emitted.sites.forEach((site) => {
    buildServers(assembly, site, forAll, servers);
  });
  const hoisted = hoist(servers);
  const stream = streamSection(assembly, on);
  const upstreams = assembly.upstreams.print();
  for (const definition of assembly.upstreams.definitions()) define(assembly, definition);
  const printedServers = printServers(servers, hoisted);
  const names = sizesOfNames(servers);
  const settings = (): string => httpSettings(assembly, { listening: on, hoisted, names });
  const read = new Set([settings(), ...printedServers, ...assembly.definitions.values()].flatMap(optionalVariablesIn));
  if (read.has(escapedUriVariable)) for (const map of escapedUriMaps()) define(assembly, map);
  if (read.has(subdomainVariable)) define(assembly, subdomainMap());
  for (const name of contextVariables) if (read.has(name)) define(assembly, emptyDefinition(name));
  const conf = fillTemplate('nginx/nginx.conf.hbs', {
    main: section(printStatements(mainStatements(stream !== '', hasHeadersMore(options)))),
    events: section(printStatements([directive('worker_connections', NginxToken.integer(4096))], '    ')),
    settings: section(settings()),
    definitions: section([printStatements(requestMaps(model), '    '), ...assembly.definitions.values()]),
    upstreams: section(upstreams),
    servers: section(printedServers),
    stream: section(stream),
  });
  addNotes(assembly, stream !== '', on.local);
  const files: OutputFile[] = [
    { name: 'nginx.conf', text: conf, secret: false },
    ...[...assembly.files.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  ];
  return { files, findings: [...assembly.findings.values()] };
};

/** Variables that are defined only where something reads them; all of them in one pass, for the text is long. */
const optionalVariables = new RegExp([escapedUriVariable, subdomainVariable, ...contextVariables].join('|'), 'g');
const optionalVariablesIn = (printed: string): readonly string[] => printed.match(optionalVariables) ?? [];

/** A value for the places that no location has set it for. */
const emptyDefinition = (name: string): Definition => ({
  name,
  statement: block('geo', [NginxToken.variable(name)], [row(NginxToken.word('default'), NginxToken.text(''))]),
});

const createAssembly = (emitted: Emitted<NginxNode>): Assembly => {
  const { model, options } = emitted;
  const findings: Assembly['findings'] = new Map();
  const connections = model.controller.upstreamConnections;
  const base = baseHeaders(emitted.controller);
  const errors = globalErrors(model);
  const upstreams = createUpstreams(
    emitted.pools,
    options,
    {
      idle: connections?.idle.value ?? 320,
      timeout: connections?.timeout.value.ms ?? 60_000,
      requests: connections?.requests.value ?? 10_000,
      ...(connections?.lifetime === undefined ? {} : { lifetime: connections.lifetime.value.ms }),
    },
    (finding) => {
      findings.set(JSON.stringify([finding.because.code, finding.because.args]), finding);
    },
  );
  return {
    model,
    options,
    emitted,
    upstreams,
    base,
    headers: createHeaderPrinter(model, base),
    definitions: new Map(),
    files: new Map(),
    prepared: new Map(),
    askings: new WeakMap(),
    errors,
    notFound: notFound(errors.internal),
    heads: knownHeads(),
    findings,
    used: { authCache: false, placeholder: false },
  };
};

const baseHeaders = (nodes: readonly NginxNode[]): BaseHeaders => ({
  request: nodes.flatMap((n) => (n.at === 'request-header' ? [n.header] : [])),
  response: nodes.flatMap((n) => (n.at === 'response-header' ? [n.header] : [])),
  hidden: nodes.flatMap((n) => (n.at === 'hide-header' ? [n.name] : [])),
});

/** Over TLS only, like the connection it advertises. */
const advertiseHttp3 = (assembly: Assembly): void => {
  const name = 'ic_alt_svc';
  const value = text(`h3=":${assembly.model.listeners.https.port}"; ma=86400`);
  const rows = [
    row(NginxToken.word('default'), NginxToken.text('')),
    row(NginxToken.word('on'), NginxToken.value(value)),
  ];
  define(assembly, { name, statement: block('map', [NginxToken.variable('https'), NginxToken.variable(name)], rows) });
  assembly.base.response.push({ name: 'Alt-Svc', value: text(variable(name)), always: true, hide: true });
};

/** The controller's, or the placeholder. */
const defaultCertificate = (assembly: Assembly): readonly Statement<'server'>[] => {
  const node = assembly.emitted.controller.find((n) => n.at === 'default-certificate');
  if (node !== undefined) return node.statements;
  const folder = assembly.options.certificates;
  const files = [
    ['placeholder.crt', placeholderCertificate.certificate],
    ['placeholder.key', placeholderCertificate.key],
  ] as const;
  for (const [name, content] of files)
    assembly.files.set(`certs/${name}`, { name: `certs/${name}`, text: content, secret: false });
  return [
    directive('ssl_certificate', certificatePath(folder, 'placeholder.crt')),
    directive('ssl_certificate_key', certificatePath(folder, 'placeholder.key')),
  ];
};

const addNotes = (assembly: Assembly, stream: boolean, local: number | undefined): void => {
  if (assembly.used.placeholder)
    find(assembly, 'note', because('T5110', { file: `${assembly.options.certificates ?? 'certs'}/placeholder.crt` }));
  if (stream) find(assembly, 'note', because('T5120', {}));
  tellClearHttp2(assembly);
  if (local !== undefined) find(assembly, 'note', because('T5129', { port: local }));
  if (hasHeadersMore(assembly.options)) find(assembly, 'note', because('T5136', {}));
  else if (assembly.model.controller.responseHeaders?.showServer.value === false)
    find(assembly, 'note', because('T5119', {}));
  for (const name of assembly.files.keys())
    if (name.startsWith('auth/')) find(assembly, 'note', because('T5121', { file: name }));
};
