/** Directives about buffers, times and logs: what they change cannot be seen from outside, or is a matter of the whole proxy here. */
import { bytes, parseBytes } from '../../../model/values/bytes.ts';
import { traced } from '../../../source/traced.ts';
import type { MeaningOf } from './effect.ts';

const unseen = [
  'aio',
  'client_body_buffer_size',
  'client_body_in_single_buffer',
  'directio',
  'error_log',
  'log_not_found',
  'log_subrequest',
  'open_file_cache',
  'output_buffers',
  'postpone_output',
  'proxy_busy_buffers_size',
  'proxy_headers_hash_bucket_size',
  'proxy_headers_hash_max_size',
  'proxy_socket_keepalive',
  'proxy_temp_file_write_size',
  'reset_timedout_connection',
  'sendfile_max_chunk',
  'types_hash_bucket_size',
  'types_hash_max_size',
] as const;

const noSight: MeaningOf = ({ args, block }) =>
  args.length === 0 || block !== undefined
    ? undefined
    : [{ kind: 'idle', why: 'it changes how much is kept in memory or logged, not what is answered' }];

/** What takes its place here. */
const elsewhere: Readonly<Record<string, string>> = {
  client_body_timeout: 'the time of the ConfigMap key client-body-timeout holds',
  client_header_buffer_size: 'the size of the ConfigMap key client-header-buffer-size holds',
  client_header_timeout: 'the time of the ConfigMap key client-header-timeout holds',
  keepalive_disable: 'connections are kept alive for every client',
  keepalive_requests: 'the number of the ConfigMap key keep-alive-requests holds',
  keepalive_timeout: 'the time of the ConfigMap key keep-alive holds',
  large_client_header_buffers: 'the size of the ConfigMap key large-client-header-buffers holds',
  lingering_close: 'what clients still send is read as the proxy sees fit',
  lingering_time: 'what clients still send is read as the proxy sees fit',
  lingering_timeout: 'what clients still send is read as the proxy sees fit',
  proxy_ignore_client_abort: 'a request may end when its client goes away',
  send_timeout: 'the time of the proxy holds',
};

const noted: MeaningOf = ({ name, args }) => {
  const instead = elsewhere[name];
  if (instead === undefined || args.length === 0) return undefined;
  if (args[0]?.text === 'off' && name === 'proxy_ignore_client_abort')
    return [{ kind: 'idle', why: 'off is what holds anyway' }];
  return [{ kind: 'note', why: `is not taken over: ${instead}` }];
};

const offAnyway: Readonly<Record<string, true>> = {
  auth_basic: true,
  gunzip: true,
  modsecurity: true,
  proxy_intercept_errors: true,
  proxy_force_ranges: true,
  rewrite_log: true,
  ssi: true,
  ssl_verify_client: true,
};

const off: MeaningOf = ({ name, args }) =>
  args.length === 1 && args[0]?.text === 'off' && Object.hasOwn(offAnyway, name)
    ? [{ kind: 'idle', why: 'off is what holds where no annotation says otherwise' }]
    : undefined;

/** Bytes per second and answer. */
const limitRate: MeaningOf = ({ args }, at) => {
  const rate = args.length === 1 ? parseBytes(args[0]?.text ?? '') : undefined;
  if (rate === undefined) return undefined;
  if (rate.bytes === 0) return [{ kind: 'idle', why: '0 is no limit' }];
  return [{ kind: 'feature', change: ({ bandwidth }) => ({ bandwidth: { ...bandwidth, rate: traced(rate, at) } }) }];
};

const limitRateAfter: MeaningOf = ({ args }, at) => {
  const after = args.length === 1 ? parseBytes(args[0]?.text ?? '') : undefined;
  if (after === undefined) return undefined;
  return [
    {
      kind: 'feature',
      change: ({ bandwidth }) => ({
        bandwidth: { rate: bandwidth?.rate ?? traced(bytes(0), at), after: traced(after, at) },
      }),
    },
  ];
};

/** Consumed by what answers with a text; anything else has a type of its own. */
const defaultType: MeaningOf = ({ args }) =>
  args.length === 1 && /^[\w.+-]+\/[\w.+-]+(?:; ?charset=[\w-]+)?$/.test(args[0]?.text ?? '') ? [] : undefined;

/** Lines that hold at every level. */
export const tuning: readonly (readonly [string, MeaningOf])[] = [
  ...unseen.map((name) => [name, noSight] as const),
  ...Object.keys(elsewhere).map((name) => [name, noted] as const),
  ...Object.keys(offAnyway).map((name) => [name, off] as const),
  ['default_type', defaultType],
];

export const rates: readonly (readonly [string, MeaningOf])[] = [
  ['limit_rate', limitRate],
  ['limit_rate_after', limitRateAfter],
];
