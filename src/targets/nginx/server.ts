/** Server blocks: a site becomes one, or two where its certificate covers only some of its names; www redirects get their own. */
import { because, becauseAt } from '../../diagnostics/report.ts';
import type { Site, SiteName } from '../../model/model.ts';
import { placesIn } from '../../source/traced.ts';
import type { EmittedSite } from '../target.ts';
import { type Assembly, addFile, define, find } from './assembly.ts';
import type { BuiltLocation } from './built-location.ts';
import { unfit } from './fence.ts';
import { bareResponse } from './header-lists.ts';
import { type Listening, listenDirectives } from './listen.ts';
import { buildLocation } from './location.ts';
import { matchLocations } from './match.ts';
import type { HeaderChange, NginxNode } from './node.ts';
import { checkPcre, quotePattern, withoutNames } from './pcre.ts';
import { preprinted, printStatements } from './print.ts';
import { createSideLocations } from './side-place.ts';
import type { SiteContext } from './site-context.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Printed, type Statement } from './tree.ts';

/** A server with its locations built but not printed: what all have in common is known only when every one is built. */
export interface BuiltServer {
  readonly head: string;
  readonly locations: readonly BuiltLocation[];
  readonly side: string;
  readonly explicitHeaders: boolean;
  readonly names: readonly string[];
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
  /** Statements of the controller for every server. */
  readonly common: readonly ServerNode[];
}

type ServerNode = Extract<NginxNode, { at: 'server' }>;
const indent = '        ';

export const buildServers = (
  assembly: Assembly,
  emitted: EmittedSite<NginxNode>,
  options: ServerOptions,
): readonly BuiltServer[] => {
  const { site } = emitted;
  const problem = unfit(site.host);
  if (problem !== undefined || !/^[A-Za-z0-9.*_-]*$/.test(site.host)) {
    find(
      assembly,
      'refused',
      problem ?? because('T5125', { value: site.host, why: 'it is not the name of a host' }, site.from),
    );
    return [];
  }
  for (const node of emitted.nodes) {
    if (node.at === 'file') addFile(assembly, node.file);
    if (node.at === 'define') define(assembly, node.definition);
  }
  const certificate = emitted.nodes.find((n) => n.at === 'certificate');
  const names = namesOf(assembly, site);
  const covered = certificate === undefined ? [] : names.filter((n) => certificate.names.includes(n.text));
  const rest = names.filter((n) => !covered.includes(n));
  const servers: BuiltServer[] = [];
  if (covered.length > 0) servers.push(buildServer(assembly, emitted, covered, certificate?.statements ?? [], options));
  if (rest.length > 0) {
    if (site.tls && model443(assembly)) assembly.used.placeholder = true;
    servers.push(buildServer(assembly, emitted, rest, inherited(site, options), options));
  }
  for (const node of emitted.nodes)
    if (node.at === 'www')
      servers.push(wwwServer(assembly, site, node.redirect, certificate?.statements ?? [], options));
  return servers;
};

const listens = { others: new WeakMap<ServerOptions, Printed>(), default: new WeakMap<ServerOptions, Printed>() };

const listenLines = (options: ServerOptions, isDefault: boolean): Printed => {
  const known = listens[isDefault ? 'default' : 'others'];
  const lines =
    known.get(options) ?? preprinted(listenDirectives(options.listening, { ...options, isDefault }), indent);
  known.set(options, lines);
  return lines;
};

const inherited = (site: Site, options: ServerOptions): readonly Statement<'server'>[] =>
  site.tls ? [] : (options.wildcards.get(site.host.replace(/^[^.]+/, '*')) ?? []);

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

interface Named {
  readonly text: string;
  readonly token: NginxToken;
}

const namesOf = (assembly: Assembly, site: Site): readonly Named[] => {
  const own = nameToken(site.name);
  const aliases = site.aliases.flatMap(({ value, from }): readonly Named[] => {
    const token = unfit(value.text) === undefined ? nameToken(value) : undefined;
    if (token !== undefined) return [{ text: value.text, token }];
    find(
      assembly,
      'refused',
      becauseAt(
        'T5125',
        { value: value.text, why: 'nginx takes no such name for a server' },
        placesIn(from, undefined),
      ),
    );
    return [];
  });
  return own === undefined ? aliases : [{ text: site.host, token: own }, ...aliases];
};

const nameToken = (name: SiteName): NginxToken | undefined => {
  switch (name.kind) {
    case 'exact':
      return /^[A-Za-z0-9._-]+$/.test(name.host) ? NginxToken.literal(name.host) : undefined;
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
  names: readonly Named[],
  certificate: readonly Statement<'server'>[],
  options: ServerOptions,
): BuiltServer => {
  const { site } = emitted;
  const nodes = [...options.common, ...emitted.nodes.filter((n): n is ServerNode => n.at === 'server')];
  // 421 for a host that checks certificates comes from whatever host the connection was made for.
  const explicitHeaders = options.mutualTls || nodes.some((n) => n.answers);
  const side = createSideLocations();
  const context: SiteContext = {
    site,
    side,
    clientCertificate: clientCertificateHeaders(emitted.nodes),
    ownErrorPages: site.features.clientCertificates?.errorPage !== undefined,
    explicitHeaders,
  };
  const isDefault = site.name.kind === 'any';
  const reject = isDefault && rejects(assembly);
  const head: Statement<'server'>[] = [
    listenLines(options, isDefault),
    directive('server_name', ...names.map((n) => n.token)),
    ...(reject ? [directive('ssl_reject_handshake', NginxToken.word('on'))] : []),
    ...(certificate.length === 0 && needsCertificate(assembly, site) ? options.fallback : certificate),
    ...(explicitHeaders ? bareResponse(assembly.base) : []),
    ...[...nodes].sort((a, b) => a.rank - b.rank).flatMap((n) => n.statements),
    ...(emitted.shut ? [directive('return', NginxToken.integer(503))] : []),
  ];
  const heads = matchLocations(assembly, site, emitted.routes);
  const locations: BuiltLocation[] = [];
  for (const [i, route] of emitted.routes.entries()) {
    const matches = heads[i] ?? [];
    if (matches.length > 0) locations.push(buildLocation(assembly, context, route, matches, emitted.shut));
  }
  return {
    head: printStatements(head, indent),
    locations,
    side: `${isDefault ? health(site) : ''}${[...side.byContent.values()].map((s) => s.printed).join('')}`,
    explicitHeaders,
    names: names.map((n) => n.text),
  };
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
  const node = nodes.find((n) => n.at === 'client-certificate-headers');
  if (node === undefined) return [];
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
  if (!redirect.covered && model443(assembly)) assembly.used.placeholder = true;
  const statements: Statement<'server'>[] = [
    listenLines(options, false),
    directive('server_name', NginxToken.literal(redirect.from.value)),
    ...(redirect.covered ? certificate : rejects(assembly) ? options.fallback : []),
    ...bareResponse(assembly.base),
    directive('return', NginxToken.integer(redirect.status.value), NginxToken.value(to)),
  ];
  return {
    head: printStatements(statements, indent),
    locations: [],
    side: '',
    explicitHeaders: true,
    names: [redirect.from.value],
  };
};
