/** Directives and blocks of nginx, typed by the place where they may stand. */
import type { NginxToken } from './token.ts';

export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'if'
  | 'upstream'
  | 'stream'
  | 'streamServer'
  | 'streamUpstream';

const everywhere = ['http', 'server', 'location'] as const;
const contexts = {
  worker_processes: ['main'],
  worker_rlimit_nofile: ['main'],
  pid: ['main'],
  error_log: ['main'],
  load_module: ['main'],
  worker_connections: ['events'],
  access_log: everywhere,
  add_header: [...everywhere, 'if'],
  allow: everywhere,
  deny: everywhere,
  absolute_redirect: everywhere,
  auth_basic: everywhere,
  auth_basic_user_file: everywhere,
  auth_request: everywhere,
  auth_request_set: everywhere,
  break: ['server', 'location', 'if'],
  client_body_buffer_size: everywhere,
  client_body_temp_path: everywhere,
  client_body_timeout: everywhere,
  client_header_buffer_size: ['http', 'server'],
  client_header_timeout: ['http', 'server'],
  client_max_body_size: everywhere,
  default_type: everywhere,
  error_page: [...everywhere, 'if'],
  fastcgi_buffering: everywhere,
  fastcgi_index: everywhere,
  fastcgi_param: everywhere,
  fastcgi_pass: ['location'],
  fastcgi_temp_path: everywhere,
  fastcgi_read_timeout: everywhere,
  grpc_buffer_size: everywhere,
  grpc_connect_timeout: everywhere,
  grpc_hide_header: everywhere,
  grpc_pass: ['location'],
  grpc_read_timeout: everywhere,
  grpc_send_timeout: everywhere,
  grpc_set_header: everywhere,
  grpc_ssl_server_name: everywhere,
  gzip: everywhere,
  gzip_comp_level: everywhere,
  gzip_min_length: everywhere,
  gzip_proxied: everywhere,
  gzip_types: everywhere,
  gzip_vary: everywhere,
  http2: ['http', 'server'],
  http2_max_concurrent_streams: ['http', 'server'],
  http3: ['http', 'server'],
  ignore_invalid_headers: ['http', 'server'],
  internal: ['location'],
  more_clear_headers: everywhere,
  more_set_headers: everywhere,
  keepalive: ['upstream'],
  keepalive_requests: ['http', 'upstream'],
  keepalive_time: ['upstream'],
  keepalive_timeout: ['http', 'upstream'],
  large_client_header_buffers: ['http', 'server'],
  least_conn: ['upstream'],
  random: ['upstream'],
  sticky: ['upstream'],
  hash: ['upstream'],
  zone: ['upstream'],
  limit_conn: everywhere,
  limit_conn_status: everywhere,
  limit_conn_zone: ['http'],
  limit_rate: everywhere,
  limit_rate_after: everywhere,
  limit_req: everywhere,
  limit_req_status: everywhere,
  limit_req_zone: ['http'],
  listen: ['server', 'streamServer'],
  log_format: ['http'],
  map_hash_bucket_size: ['http'],
  map_hash_max_size: ['http'],
  merge_slashes: ['http'],
  mirror: everywhere,
  mirror_request_body: everywhere,
  port_in_redirect: everywhere,
  proxy_buffer_size: everywhere,
  proxy_buffering: everywhere,
  proxy_buffers: everywhere,
  proxy_busy_buffers_size: everywhere,
  proxy_cache: everywhere,
  proxy_cache_key: everywhere,
  proxy_cache_path: ['http'],
  proxy_cache_valid: everywhere,
  proxy_connect_timeout: [...everywhere, 'streamServer'],
  proxy_cookie_domain: everywhere,
  proxy_cookie_flags: everywhere,
  proxy_cookie_path: everywhere,
  proxy_hide_header: everywhere,
  proxy_headers_hash_bucket_size: ['http'],
  proxy_headers_hash_max_size: ['http'],
  grpc_headers_hash_max_size: ['http'],
  proxy_http_version: everywhere,
  proxy_ignore_headers: everywhere,
  proxy_intercept_errors: everywhere,
  proxy_max_temp_file_size: everywhere,
  proxy_method: everywhere,
  proxy_next_upstream: everywhere,
  proxy_next_upstream_timeout: everywhere,
  proxy_next_upstream_tries: everywhere,
  proxy_pass: ['location', 'if', 'streamServer'],
  proxy_pass_request_body: everywhere,
  proxy_pass_request_headers: everywhere,
  proxy_protocol: ['streamServer'],
  proxy_read_timeout: everywhere,
  proxy_redirect: everywhere,
  proxy_request_buffering: everywhere,
  proxy_responses: ['streamServer'],
  proxy_send_timeout: everywhere,
  proxy_set_header: everywhere,
  proxy_ssl_certificate: everywhere,
  proxy_ssl_certificate_key: everywhere,
  proxy_ssl_ciphers: everywhere,
  proxy_ssl_name: everywhere,
  proxy_ssl_protocols: everywhere,
  proxy_ssl_server_name: everywhere,
  proxy_ssl_trusted_certificate: everywhere,
  proxy_ssl_verify: everywhere,
  proxy_ssl_verify_depth: everywhere,
  proxy_temp_path: everywhere,
  proxy_timeout: ['stream', 'streamServer'],
  real_ip_header: ['http', 'server'],
  real_ip_recursive: ['http', 'server'],
  resolver: ['http', 'stream'],
  return: ['server', 'location', 'if'],
  rewrite: ['server', 'location', 'if'],
  rewrite_log: everywhere,
  root: everywhere,
  satisfy: everywhere,
  scgi_temp_path: everywhere,
  uninitialized_variable_warn: everywhere,
  uwsgi_temp_path: everywhere,
  server: ['upstream', 'streamUpstream'],
  server_name: ['server'],
  server_names_hash_bucket_size: ['http'],
  server_names_hash_max_size: ['http'],
  server_tokens: everywhere,
  set: ['server', 'location', 'if'],
  set_real_ip_from: ['http', 'server', 'streamServer'],
  ssl_buffer_size: ['http', 'server'],
  ssl_ecdh_curve: ['http', 'server'],
  ssl_certificate: ['http', 'server'],
  ssl_certificate_key: ['http', 'server'],
  ssl_ciphers: ['http', 'server'],
  ssl_client_certificate: ['server'],
  ssl_crl: ['server'],
  ssl_early_data: ['http', 'server'],
  ssl_prefer_server_ciphers: ['http', 'server'],
  ssl_preread: ['streamServer'],
  ssl_protocols: ['http', 'server'],
  ssl_reject_handshake: ['server'],
  ssl_session_cache: ['http', 'server'],
  ssl_session_tickets: ['http', 'server'],
  ssl_session_timeout: ['http', 'server'],
  ssl_verify_client: ['server'],
  ssl_verify_depth: ['server'],
  sub_filter: everywhere,
  sub_filter_once: everywhere,
  sub_filter_types: everywhere,
  try_files: ['server', 'location'],
  underscores_in_headers: ['http', 'server'],
  variables_hash_bucket_size: ['http', 'stream'],
  variables_hash_max_size: ['http', 'stream'],
} as const satisfies Record<string, readonly Context[]>;

export type DirectiveName = keyof typeof contexts;
export type NameIn<C extends Context> = {
  [N in DirectiveName]: C extends (typeof contexts)[N][number] ? N : never;
}[DirectiveName];

export interface Directive<N extends DirectiveName = DirectiveName> {
  readonly kind: 'directive';
  readonly name: N;
  readonly args: readonly NginxToken[];
}

/** A row of a map, geo or split_clients. */
export interface Row {
  readonly kind: 'row';
  readonly args: readonly NginxToken[];
}

const blocks = {
  server: { name: 'server', in: ['http'], body: 'server' },
  location: { name: 'location', in: ['server'], body: 'location' },
  if: { name: 'if', in: ['server', 'location'], body: 'if' },
  upstream: { name: 'upstream', in: ['http'], body: 'upstream' },
  streamServer: { name: 'server', in: ['stream'], body: 'streamServer' },
  streamUpstream: { name: 'upstream', in: ['stream'], body: 'streamUpstream' },
  map: { name: 'map', in: ['http', 'stream'], body: 'rows' },
  geo: { name: 'geo', in: ['http'], body: 'rows' },
  split: { name: 'split_clients', in: ['http'], body: 'rows' },
} as const;

export type BlockKind = keyof typeof blocks;
type BodyOf<K extends BlockKind> = (typeof blocks)[K]['body'] extends infer B
  ? B extends Context
    ? readonly Statement<B>[]
    : readonly Row[]
  : never;
type BlockIn<C extends Context> = {
  [K in BlockKind]: C extends (typeof blocks)[K]['in'][number] ? Block<K> : never;
}[BlockKind];

export interface Block<K extends BlockKind = BlockKind> {
  readonly kind: 'block';
  readonly block: K;
  readonly args: readonly NginxToken[];
  readonly body: BodyOf<K>;
}

export interface Comment {
  readonly kind: 'comment';
  readonly text: NginxToken;
}

/** Lines that many blocks have alike, written once (`preprinted`), with their indentation. */
export interface Printed {
  readonly kind: 'printed';
  readonly text: string;
}

export type Statement<C extends Context> = Directive<NameIn<C>> | BlockIn<C> | Comment | Printed;
export type AnyStatement =
  | Directive
  | Row
  | Comment
  | Printed
  | {
      readonly kind: 'block';
      readonly block: BlockKind;
      readonly args: readonly NginxToken[];
      readonly body: readonly AnyStatement[];
    };

export const directive = <N extends DirectiveName>(name: N, ...args: readonly NginxToken[]): Directive<N> => ({
  kind: 'directive',
  name,
  args,
});
export const row = (...args: readonly NginxToken[]): Row => ({ kind: 'row', args });
export const block = <K extends BlockKind>(kind: K, args: readonly NginxToken[], body: BodyOf<K>): Block<K> => ({
  kind: 'block',
  block: kind,
  args,
  body,
});
export const comment = (text: NginxToken): Comment => ({ kind: 'comment', text });
export const blockName = (kind: BlockKind): string => blocks[kind].name;
