/** What single directives of a snippet mean. A directive without a row stays raw text. */
import * as backend from '../../../model/features/backend-features.ts';
import { parseCidr } from '../../../model/values/cidr.ts';
import type { Template } from '../../../model/values/template.ts';
import { type Origin, traced } from '../../../source/traced.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { bodies } from './bodies.ts';
import type { MeaningOf } from './effect.ts';
import { expires } from './expires.ts';
import { moreClearHeaders, moreClearInputHeaders, moreSetHeaders, moreSetInputHeaders } from './header-directives.ts';
import type { SnippetDirective } from './lexer.ts';
import { rates, tuning } from './tuning.ts';

const templateArg = (directive: SnippetDirective, index: number): Template | undefined => {
  const text = directive.args[index]?.text;
  return text === undefined ? undefined : parseTemplate(text);
};

const onOff = (directive: SnippetDirective): boolean | undefined => {
  const word = directive.args.length === 1 ? directive.args[0]?.text : undefined;
  return word === 'on' ? true : word === 'off' ? false : undefined;
};

const addHeader: MeaningOf = ({ name: _name, args, ...directive }, at) => {
  const [name, value, always, ...rest] = args;
  if (name === undefined || value === undefined || rest.length > 0) return undefined;
  if (always !== undefined && always.text !== 'always') return undefined;
  const template = templateArg({ ...directive, name: 'add_header', args }, 1);
  if (template === undefined || !/^[\w-]+$/.test(name.text)) return undefined;
  if (template.length === 0) return [{ kind: 'idle', why: 'nginx sends no header without a value' }];
  const change = { name: name.text, how: 'add' as const, value: traced(template, at), always: always !== undefined };
  return [{ kind: 'response-header', change }];
};

/** Headers the controller writes in every location: a second line of the same name sends the header twice. */
const ownHeaders: Readonly<Record<string, string>> = {
  host: '$best_http_host',
  upgrade: '$http_upgrade',
  connection: '$connection_upgrade',
  'x-request-id': '$req_id',
  'x-real-ip': '$remote_addr',
  'x-forwarded-for': '$remote_addr',
  'x-forwarded-host': '$best_http_host',
  'x-forwarded-port': '$pass_port',
  'x-forwarded-proto': '$pass_access_scheme',
  'x-forwarded-scheme': '$pass_access_scheme',
  'x-scheme': '$pass_access_scheme',
  proxy: '',
};

/** Headers of the authentication answer, as `auth_request_set` reads them. */
const answerOf = 'upstream_http_';

/** The variable is filled in where it is used. */
const authRequestSet: MeaningOf = ({ args }) =>
  args.length === 2 && /^\$\w+$/.test(args[0]?.text ?? '') && /^\$\{?upstream_\w+\}?$/.test(args[1]?.text ?? '')
    ? []
    : undefined;

const proxySetHeader: MeaningOf = (directive, at) => {
  const [name, value, ...rest] = directive.args;
  const template = templateArg(directive, 1);
  if (name === undefined || value === undefined || rest.length > 0 || template === undefined) return undefined;
  if (!/^[\w-]+$/.test(name.text)) return undefined;
  const answered = template.flatMap((part) =>
    part.kind === 'request' && part.value.kind === 'foreign' && part.value.name.startsWith(answerOf)
      ? [part.value.name]
      : [],
  );
  if (answered.length > 0) {
    const wanted = `${answerOf}${name.text.toLowerCase().replaceAll('-', '_')}`;
    return template.length === 1 && answered[0] === wanted ? [{ kind: 'auth-header', name: name.text }] : undefined;
  }
  const own = Object.hasOwn(ownHeaders, name.text.toLowerCase()) ? ownHeaders[name.text.toLowerCase()] : undefined;
  if (own === value.text)
    return [{ kind: 'idle', why: `the controller sends ${name.text} with the same value anyway` }];
  if (own !== undefined) {
    const why = `names a header that the controller sends as well, so the backend gets ${name.text} twice; here only the controller's own is sent`;
    return [{ kind: 'note', why }];
  }
  const from = traced(name.text, at);
  const change =
    template.length === 0 ? { name: name.text, from } : { name: name.text, value: traced(template, at), from };
  return [{ kind: 'request-header', change }];
};

const hideHeader: MeaningOf = ({ args }, at) => {
  const [name, ...rest] = args;
  if (name === undefined || rest.length > 0 || !/^[\w-]+$/.test(name.text)) return undefined;
  return [{ kind: 'response-header', change: { name: name.text, how: 'remove', value: traced([], at), always: true } }];
};

const passHeader: MeaningOf = ({ args }) => {
  const name = args.length === 1 ? args[0]?.text.toLowerCase() : undefined;
  if (name === undefined || name.startsWith('x-accel-') || name === 'date') return undefined;
  return [
    { kind: 'idle', why: name === 'server' ? 'the controller removes Server later' : 'the header passes anyway' },
  ];
};

const access =
  (allow: boolean): MeaningOf =>
  ({ args }) => {
    const text = args.length === 1 ? args[0]?.text : undefined;
    if (text === undefined || text === 'unix:') return undefined;
    const range = text === 'all' ? 'all' : parseCidr(text);
    return range === undefined ? undefined : [{ kind: 'access', rule: { allow, range } }];
  };

/** Redirects, and the two statuses with which a location can be closed. Everything else a location answers by itself is raw. */
const returns: MeaningOf = ({ args }, at) => {
  const [first, second, ...rest] = args;
  if (first === undefined || rest.length > 0) return undefined;
  const bare = second === undefined && /^(https?:\/\/|\$scheme)/.test(first.text);
  const status = bare ? 302 : Number(first.text);
  if (second === undefined && !bare) return status === 403 || status === 503 ? [{ kind: 'closed', status }] : undefined;
  const to = parseTemplate(bare ? first.text : (second?.text ?? ''));
  if (to === undefined || to.length === 0 || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  return [{ kind: 'redirect', redirect: { status: traced(status, at), to: traced(to, at) } }];
};

const satisfy: MeaningOf = ({ args }, at) => {
  const word = args.length === 1 ? args[0]?.text : undefined;
  if (word === 'all') return [{ kind: 'idle', why: 'every check has to pass anyway' }];
  return word === 'any' ? [{ kind: 'feature', change: () => ({ satisfy: { mode: traced('any', at) } }) }] : undefined;
};

const accessLog: MeaningOf = (directive, at) =>
  onOff(directive) === false
    ? [{ kind: 'feature', change: () => ({ accessLog: { on: traced(false, at) } }) }]
    : undefined;

/** For every cookie: `~` is an empty expression. */
const cookieFlagsOf: MeaningOf = ({ args }, at) => {
  const [name, ...words] = args.map(({ text }) => text.toLowerCase());
  const flags = backend.cookieFlags.filter((flag) => words.includes(flag));
  if (name !== '~' || flags.length === 0 || flags.length < words.length) return undefined;
  return [
    {
      kind: 'feature',
      change: ({ cookieRewrite }) => ({ cookieRewrite: { ...cookieRewrite, flags: traced(flags, at) } }),
    },
  ];
};

/** TLS to the backend without a Secret: the controller leaves these directives to the snippet then. */
const backendTls =
  (change: (directive: SnippetDirective, at: Origin) => Partial<backend.BackendTls> | undefined): MeaningOf =>
  (directive, at) => {
    const changed = change(directive, at);
    if (changed === undefined) return undefined;
    const standard: backend.BackendTls = {
      ciphers: traced('DEFAULT', at),
      protocols: traced(['TLSv1.2', 'TLSv1.3'], at),
      verify: traced(false, at),
      verifyDepth: traced(1, at),
      sni: traced(false, at),
    };
    return [
      { kind: 'feature', change: (features) => ({ backendTls: { ...(features.backendTls ?? standard), ...changed } }) },
    ];
  };

const serverNameSent = backendTls((directive, at) => {
  const on = onOff(directive);
  return on === undefined ? undefined : { sni: traced(on, at) };
});

const backendName = backendTls(({ args }, at) => {
  const [name, ...rest] = args;
  return name === undefined || rest.length > 0 || name.text.includes('$') ? undefined : { name: traced(name.text, at) };
});

const backendVerify = backendTls((directive, at) =>
  onOff(directive) === false ? { verify: traced(false, at) } : undefined,
);

/** What holds in every location of the controller anyway. */
const standards: Readonly<Record<string, string>> = {
  chunked_transfer_encoding: 'on',
  etag: 'on',
  proxy_cache: 'off',
  sendfile: 'on',
  server_tokens: 'off',
  tcp_nodelay: 'on',
  tcp_nopush: 'on',
};

const standard: MeaningOf = ({ name, args }) =>
  args.length === 1 && args[0]?.text === standards[name]
    ? [{ kind: 'idle', why: `${standards[name]} is what holds anyway` }]
    : undefined;

/** Settings the controller writes into every location itself. */
export const writtenEverywhere = [
  'client_max_body_size',
  'proxy_connect_timeout',
  'proxy_send_timeout',
  'proxy_read_timeout',
  'proxy_buffering',
  'proxy_buffer_size',
  'proxy_buffers',
  'proxy_max_temp_file_size',
  'proxy_request_buffering',
  'proxy_http_version',
  'proxy_next_upstream',
  'proxy_next_upstream_timeout',
  'proxy_next_upstream_tries',
  'port_in_redirect',
] as const;

/** A second one in the same location is refused as duplicate. */
const duplicates = [...writtenEverywhere, 'proxy_pass'] as const;

const duplicate: MeaningOf = () => [
  { kind: 'broken', why: 'stands in every location of the controller already, and nginx refuses it twice' },
];

const onlyProxied: MeaningOf = () => [
  { kind: 'idle', why: 'the backend speaks gRPC, which the proxy_ directives do not touch' },
];
const onlyGrpc: MeaningOf = () => [{ kind: 'idle', why: 'the backend does not speak gRPC' }];

export const snippetDirectives: ReadonlyMap<string, MeaningOf> = new Map<string, MeaningOf>([
  ...tuning,
  ...rates,
  ...bodies,
  ['auth_request_set', authRequestSet],
  ['more_set_headers', moreSetHeaders],
  ['more_clear_headers', moreClearHeaders],
  ['more_set_input_headers', moreSetInputHeaders],
  ['more_clear_input_headers', moreClearInputHeaders],
  ['add_header', addHeader],
  ['expires', expires],
  ['proxy_set_header', proxySetHeader],
  ['proxy_hide_header', hideHeader],
  ['proxy_pass_header', passHeader],
  ['allow', access(true)],
  ['deny', access(false)],
  ['return', returns],
  ['satisfy', satisfy],
  ['access_log', accessLog],
  ['proxy_cookie_flags', cookieFlagsOf],
  ['proxy_ssl_server_name', serverNameSent],
  ['proxy_ssl_name', backendName],
  ['proxy_ssl_verify', backendVerify],
  ...Object.keys(standards).map((name) => [name, standard] as const),
  ...['grpc_set_header', 'grpc_hide_header', 'grpc_pass_header'].map((name) => [name, onlyGrpc] as const),
  ...duplicates.map((name) => [name, duplicate] as const),
]);

/** The same for a location whose backend speaks gRPC. */
export const grpcSnippetDirectives: ReadonlyMap<string, MeaningOf> = new Map<string, MeaningOf>([
  ...snippetDirectives,
  ...['proxy_set_header', 'proxy_hide_header', 'proxy_pass_header'].map((name) => [name, onlyProxied] as const),
  ['grpc_set_header', proxySetHeader],
  ['grpc_hide_header', hideHeader],
  ['grpc_pass_header', passHeader],
]);
