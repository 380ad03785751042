/** The main context and the http block outside its servers. */
import type { Assembly } from './assembly.ts';
import type { Hoisted } from './built-location.ts';
import { atHttpLevel } from './hoist.ts';
import type { Listening } from './listen.ts';
import { printStatements } from './print.ts';
import type { BuiltServer } from './server.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';
import { atLeast } from './version.ts';

/** Where Debian keeps the modules that are files of their own. */
const modules = '/usr/lib/nginx/modules';

export const mainStatements = (stream: boolean, headersMore: boolean): readonly Statement<'main'>[] => [
  ...(stream ? [directive('load_module', NginxToken.literal(`${modules}/ngx_stream_module.so`))] : []),
  ...(headersMore
    ? [directive('load_module', NginxToken.literal(`${modules}/ngx_http_headers_more_filter_module.so`))]
    : []),
  directive('worker_processes', NginxToken.word('auto')),
  directive('pid', NginxToken.literal('nginx.pid')),
  directive('error_log', NginxToken.word('stderr'), NginxToken.word('notice')),
];

export interface HttpParts {
  readonly listening: Listening;
  readonly hoisted: Hoisted;
  readonly names: NameSizes;
}

/** How many names servers have, and the length of the longest. */
export interface NameSizes {
  readonly count: number;
  readonly longest: number;
}

export const sizesOfNames = (servers: readonly BuiltServer[]): NameSizes => {
  let [count, longest] = [0, 0];
  for (let i = 0; i < servers.length; i++) {
    const names = servers[i]?.names ?? [];
    count += names.length;
    for (let j = 0; j < names.length; j++) longest = Math.max(longest, names[j]?.text.length ?? 0);
  }
  return { count, longest };
};

export const httpSettings = (assembly: Assembly, parts: HttpParts): string => {
  const { controller } = assembly.model;
  const own = assembly.emitted.controller.flatMap((n) => (n.at === 'http' ? n.statements : []));
  const logs =
    controller.accessLogs === undefined
      ? [directive('access_log', NginxToken.literal('access.log'), NginxToken.word('combined'))]
      : [];
  const statements: Statement<'http'>[] = [
    ...sizes(parts.names, assembly.definitions.size),
    ...temporaryFolders,
    ...resolver(assembly.options.resolver),
    directive('default_type', NginxToken.literal('text/html')),
    directive('port_in_redirect', NginxToken.word('off')),
    ...logs,
    // Before 1.25.1 there is only the parameter of `listen`.
    ...(atLeast(assembly.options.version, [1, 26])
      ? [directive('http2', NginxToken.word(controller.http2?.on.value === false ? 'off' : 'on'))]
      : []),
    ...own,
    ...realAddressOfLocal(assembly, parts.listening),
    ...(assembly.used.authCache
      ? [
          directive(
            'proxy_cache_path',
            NginxToken.literal('cache-auth'),
            NginxToken.option('levels', '1:2'),
            NginxToken.option('keys_zone', 'ic_auth:10m'),
            NginxToken.option('max_size', '128m'),
          ),
        ]
      : []),
    directive('proxy_redirect', NginxToken.word('off')),
    directive('uninitialized_variable_warn', NginxToken.word('off')),
  ];
  const { hoisted } = parts;
  const lists = [...hoisted.settings, hoisted.response, hoisted.hidden, hoisted.request, hoisted.grpcRequest].join('');
  return `${printStatements(statements, '    ')}${globalErrors(assembly)}${atHttpLevel(lists)}`;
};

/** Interception of backend answers for the error pages of every route. */
const globalErrors = (assembly: Assembly): string => {
  const pages = assembly.model.controller.errorPages;
  if (pages?.interceptBackend.value !== true || assembly.errors.statuses.length === 0) return '';
  return printStatements([directive('proxy_intercept_errors', NginxToken.word('on'))], '    ');
};

/** nginx makes these folders below its prefix, so that no user needs rights elsewhere. */
const temporaryFolders: readonly Statement<'http'>[] = [
  directive('client_body_temp_path', NginxToken.literal('temp-client-body')),
  directive('proxy_temp_path', NginxToken.literal('temp-proxy')),
  directive('fastcgi_temp_path', NginxToken.literal('temp-fastcgi')),
  directive('uwsgi_temp_path', NginxToken.literal('temp-uwsgi')),
  directive('scgi_temp_path', NginxToken.literal('temp-scgi')),
];

/** Hash tables large enough for the names at hand: with less, nginx refuses to start or searches long for a layout. */
const sizes = ({ count, longest }: NameSizes, definitions: number): readonly Statement<'http'>[] => {
  return [
    directive('server_names_hash_bucket_size', NginxToken.integer(powerOfTwo(2 * longest + 32, 256))),
    directive('server_names_hash_max_size', NginxToken.integer(powerOfTwo(count * 4, 1024))),
    directive('variables_hash_bucket_size', NginxToken.integer(256)),
    directive('variables_hash_max_size', NginxToken.integer(powerOfTwo(definitions * 4, 4096))),
    directive('map_hash_bucket_size', NginxToken.integer(256)),
    directive('map_hash_max_size', NginxToken.integer(4096)),
    directive('proxy_headers_hash_max_size', NginxToken.integer(1024)),
    directive('proxy_headers_hash_bucket_size', NginxToken.integer(128)),
  ];
};

const powerOfTwo = (wanted: number, least: number): number => {
  let n = least;
  while (n < wanted) n *= 2;
  return n;
};

export const resolver = (address: string | undefined): readonly (Statement<'http'> & Statement<'stream'>)[] => {
  if (address === undefined) return [];
  const bare =
    address.includes(':') && !address.startsWith('[') && address.split(':').length > 2 ? `[${address}]` : address;
  return [directive('resolver', NginxToken.literal(bare), NginxToken.literal('valid=30s'))];
};

/** Behind the stream module the client address comes with the PROXY protocol. */
const realAddressOfLocal = (assembly: Assembly, on: Listening): readonly Statement<'http'>[] => {
  const forwarded = assembly.model.controller.forwardedHeaders;
  const taken =
    forwarded !== undefined && (forwarded.trust.value || forwarded.realIp.value || forwarded.proxyProtocol.value);
  if (on.local === undefined || taken) return [];
  return [
    directive('set_real_ip_from', NginxToken.literal('127.0.0.1')),
    directive('real_ip_header', NginxToken.literal('proxy_protocol')),
  ];
};
