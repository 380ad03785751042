/** Server blocks: a site becomes one, or two where its certificate covers only some of its names; www redirects get their own. */
import { because, becauseAt } from '../../diagnostics/report.ts';
import type { Site, SiteName } from '../../model/model.ts';
import { placesIn } from '../../source/traced.ts';
import type { EmittedSite } from '../target.ts';
import { type Assembly, addFile, define, find } from './assembly.ts';
import type { BuiltLocation } from './built-location.ts';
import { fits, unfit } from './fence.ts';
import { bareResponse } from './header-lists.ts';
import { type Listening, listenDirectives } from './listen.ts';
import { buildLocation } from './location.ts';
import { matchLocations } from './match.ts';
import type { HeaderChange, NginxNode } from './node.ts';
import { checkPcre, quotePattern, withoutNames } from './pcre.ts';
import { printStatement, printStatements } from './print.ts';
import { printSideLocations } from './side-place.ts';
import type { SiteContext } from './site-context.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Statement } from './tree.ts';

/** A server with its locations built but not printed: what all have in common is known only when every one is built. */
export interface BuiltServer {
  /** Where it listens, printed; then come the names. */
  readonly listen: string;
  readonly names: readonly ServerName[];
  /** What follows them. */
  readonly head: string;
  readonly locations: readonly BuiltLocation[];
  readonly side: string;
  readonly explicitHeaders: boolean;
}

export interface ServerName {
  readonly text: string;
  readonly token: NginxToken;
}

export interface ServerOptions {
  readonly listening: Listening;
  readonly oldHttp2: boolean;
  readonly proxyProtocol: boolean;
  /** True: some host asks for client certificates. */
  readonly mutualTls: boolean;
  /** The default certificate. */
  readonly fallback: readonly Statement<'server'>[];
  /** Certificates of wildcard hosts, by host: those below without a TLS section are served with them. */
  readonly wildcards: ReadonlyMap<string, readonly Statement<'server'>[]>;
  /** Statements of the controller for every server, by rank. */
  readonly common: readonly ServerNode[];
}

type ServerNode = Extract<NginxNode, { at: 'server' }>;
const indent = '        ';

/** The servers of a site, after those that are there. */
export const buildServers = (
  assembly: Assembly,
  emitted: EmittedSite<NginxNode>,
  options: ServerOptions,
  servers: BuiltServer[],
): void => {
  const { site } = emitted;
  const problem = fits(site.host) ? undefined : unfit(site.host);
  if (problem !== undefined || !hostName.test(site.host)) {
    find(
      assembly,
      'refused',
      problem ?? because('T5125', { value: site.host, why: 'it is not the name of a host' }, site.from),
    );
    return;
  }
  const names = namesOf(assembly, site);
  if (emitted.nodes.length === 0) {
    buildOther(assembly, emitted, names, options, servers);
    return;
  }
  for (const node of emitted.nodes) {
    if (node.at === 'file') addFile(assembly, node.file);
    if (node.at === 'define') define(assembly, node.definition);
  }
  const certificate = emitted.nodes.find((n) => n.at === 'certificate');
  const covered = certificate === undefined ? [] : names.filter((n) => certificate.names.includes(n.text));
  const rest = covered.length === 0 ? names : names.filter((n) => !covered.includes(n));
  if (covered.length > 0) servers.push(buildServer(assembly, emitted, covered, certificate?.statements ?? [], options));
  buildOther(assembly, emitted, rest, options, servers);
  for (const node of emitted.nodes)
    if (node.at === 'www')
      servers.push(wwwServer(assembly, site, node.redirect, certificate?.statements ?? [], options));
};

const hostName = /^[A-Za-z0-9.*_-]*$/;

/** For the names that no certificate of the site covers. */
const buildOther = (
  assembly: Assembly,
  emitted: EmittedSite<NginxNode>,
  names: readonly ServerName[],
  options: ServerOptions,
  servers: BuiltServer[],
): void => {
  if (names.length === 0) return;
  const { site } = emitted;
  if (site.tls && model443(assembly)) assembly.used.placeholder = true;
  servers.push(buildServer(assembly, emitted, names, inherited(site, options), options));
};

const listens = { others: new WeakMap<ServerOptions, string>(), default: new WeakMap<ServerOptions, string>() };

const listenLines = (options: ServerOptions, isDefault: boolean): string => {
  const known = listens[isDefault ? 'default' : 'others'];
  const lines =
    known.get(options) ?? printStatements(listenDirectives(options.listening, { ...options, isDefault }), indent);
  known.set(options, lines);
  return lines;
};

const nothing: readonly never[] = [];

const inherited = (site: Site, options: ServerOptions): readonly Statement<'server'>[] =>
  site.tls || options.wildcards.size === 0
    ? nothing
    : (options.wildcards.get(site.host.replace(/^[^.]+/, '*')) ?? nothing);

/**
 * A server without a certificate is served with that of the default server and costs nginx no TLS context. It needs one where its own
 * TLS settings differ, and where the default server turns connections away.
 */
const needsCertificate = (assembly: Assembly, site: Site): boolean =>
  site.name.kind === 'any' ||
  site.features.clientCertificates !== undefined ||
  site.features.tlsCiphers !== undefined ||
  rejects(assembly);

const rejects = (assembly: Assembly): boolean => assembly.model.controller.tlsPolicy?.rejectUnknownNames.value === true;

const model443 = (assembly: Assembly): boolean => assembly.model.controller.defaultCertificate === undefined;

const namesOf = (assembly: Assembly, site: Site): readonly ServerName[] => {
  const own = nameToken(site.name);
  const names: ServerName[] = own === undefined ? [] : [{ text: site.host, token: own }];
  if (site.aliases.length === 0) return names;
  for (const { value, from } of site.aliases) {
    const token = unfit(value.text) === undefined ? nameToken(value) : undefined;
    if (token !== undefined) names.push({ text: value.text, token });
    else
      find(
        assembly,
        'refused',
        becauseAt(
          'T5125',
          { value: value.text, why: 'nginx takes no such name for a server' },
          placesIn(from, undefined),
        ),
      );
  }
  return names;
};

const exactName = /^[A-Za-z0-9._-]+$/;

const nameToken = (name: SiteName): NginxToken | undefined => {
  switch (name.kind) {
    case 'exact':
      return exactName.test(name.host) ? NginxToken.literal(name.host) : undefined;
    case 'wildcard':
      return NginxToken.patternKey({ source: `^[\\w-]+\\.${quotePattern(name.suffix)}$`, ignoreCase: false });
    case 'native-wildcard':
      return /^(\*\.|\.)?[A-Za-z0-9_-][A-Za-z0-9._-]*(\.\*)?$/.test(name.text) && !/^\*?\..*\.\*$/.test(name.text)
        ? NginxToken.literal(name.text)
        : undefined;
    case 'regex':
      return checkPcre(name.pattern.source).ok
        ? NginxToken.patternKey({ source: withoutNames(name.pattern.source), ignoreCase: false })
        : undefined;
    case 'any':
      return NginxToken.word('_');
  }
};

const buildServer = (
  assembly: Assembly,
  emitted: EmittedSite<NginxNode>,
  names: readonly ServerName[],
  certificate: readonly Statement<'server'>[],
  options: ServerOptions,
): BuiltServer => {
  const { site } = emitted;
  const nodes = serverNodes(emitted.nodes, options);
  // 421 for a host that checks certificates comes from whatever host the connection was made for.
  const explicitHeaders = options.mutualTls || (nodes.length > 0 && nodes.some((n) => n.answers));
  const context: SiteContext = {
    site,
    side: {},
    clientCertificate: clientCertificateHeaders(emitted.nodes),
    ownErrorPages: site.features.clientCertificates?.errorPage !== undefined,
    explicitHeaders,
  };
  const isDefault = site.name.kind === 'any';
  const fallback = certificate.length === 0 && needsCertificate(assembly, site);
  const reject = isDefault && rejects(assembly);
  let head = reject ? line(directive('ssl_reject_handshake', NginxToken.word('on'))) : '';
  head += printStatements(fallback ? options.fallback : certificate, indent);
  if (explicitHeaders) head += printStatements(bareResponse(assembly.base), indent);
  if (nodes.length > 0) for (const node of nodes) head += printStatements(node.statements, indent);
  if (emitted.shut) head += line(directive('return', NginxToken.integer(503)));
  const locations = buildLocations(assembly, context, emitted);
  return {
    listen: listenLines(options, isDefault),
    names,
    head,
    locations,
    side: isDefault ? health(site) + printSideLocations(context.side) : printSideLocations(context.side),
    explicitHeaders,
  };
};

const line = (statement: Statement<'server'>): string => printStatement(statement, indent);

/** The controller's and the host's own, by rank. */
const serverNodes = (nodes: readonly NginxNode[], { common }: ServerOptions): readonly ServerNode[] => {
  if (nodes.length === 0) return common;
  const own = nodes.filter((n): n is ServerNode => n.at === 'server');
  return own.length === 0 ? common : [...common, ...own].sort((a, b) => a.rank - b.rank);
};

const buildLocations = (
  assembly: Assembly,
  context: SiteContext,
  { routes, shut }: EmittedSite<NginxNode>,
): readonly BuiltLocation[] => {
  const heads = matchLocations(assembly, context.site, routes);
  const locations = new Array<BuiltLocation>(heads.length);
  let count = 0;
  for (let i = 0; i < heads.length; i++) {
    const matches = heads[i];
    const route = routes[i];
    if (route !== undefined && matches !== undefined && matches.length > 0)
      locations[count++] = buildLocation(assembly, context, route, matches, shut);
  }
  locations.length = count;
  return locations;
};

/** The controller answers its own health check on the catch-all. */
const health = (site: Site): string =>
  site.routes.some((r) => r.match.kind !== 'regex' && r.match.path === '/healthz')
    ? ''
    : printStatements(
        [
          block(
            'location',
            [NginxToken.word('='), NginxToken.path('/healthz')],
            [directive('access_log', NginxToken.word('off')), directive('return', NginxToken.integer(200))],
          ),
        ],
        indent,
      );

const clientCertificateHeaders = (nodes: readonly NginxNode[]): readonly HeaderChange[] => {
  if (nodes.length === 0) return nothing;
  const node = nodes.find((n) => n.at === 'client-certificate-headers');
  if (node === undefined) return nothing;
  const list = [
    ['ssl-client-verify', 'ssl_client_verify'],
    ['ssl-client-subject-dn', 'ssl_client_s_dn'],
    ['ssl-client-issuer-dn', 'ssl_client_i_dn'],
    ...(node.pass ? [['ssl-client-cert', 'ssl_client_escaped_cert'] as const] : []),
  ] as const;
  return list.map(([name, value]) => ({ name, value: text(variable(value)) }));
};

const wwwServer = (
  assembly: Assembly,
  site: Site,
  redirect: Extract<NginxNode, { at: 'www' }>['redirect'],
  certificate: readonly Statement<'server'>[],
  options: ServerOptions,
): BuiltServer => {
  const to = text(variable('ic_scheme'), `://${site.host}:`, variable('ic_port'), variable('ic_uri_cut'));
  const from = NginxToken.literal(redirect.from.value);
  if (!redirect.covered && model443(assembly)) assembly.used.placeholder = true;
  const statements: Statement<'server'>[] = [
    ...(redirect.covered ? certificate : rejects(assembly) ? options.fallback : []),
    ...bareResponse(assembly.base),
    directive('return', NginxToken.integer(redirect.status.value), NginxToken.value(to)),
  ];
  return {
    listen: listenLines(options, false),
    names: [{ text: redirect.from.value, token: from }],
    head: printStatements(statements, indent),
    locations: [],
    side: '',
    explicitHeaders: true,
  };
};
