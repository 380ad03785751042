/** Settings a location carries one to one: sizes, times, buffering, retries, logs. */
import { because } from '../../../diagnostics/report.ts';
import type {
  RequestBuffering,
  ResponseBuffering,
  Retry,
  RetryCondition,
  Timeouts,
  UpstreamHttpVersion,
} from '../../../model/features/backend-features.ts';
import type {
  AccessLog,
  Bandwidth,
  BodySize,
  RedirectStyle,
  RewriteLog,
  Satisfy,
} from '../../../model/features/route-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { NginxNode } from '../node.ts';
import { NginxToken, type Word } from '../token.ts';
import { directive } from '../tree.ts';

const onOff = (on: boolean): NginxToken => NginxToken.word(on ? 'on' : 'off');

export const bodySize = ({ max, ...rest }: BodySize): Outcome<NginxNode> => {
  spent(rest);
  const limit = max.value === 'unlimited' ? 0 : max.value.bytes;
  return exact({
    at: 'setting',
    slot: 'bodySize',
    statements: [directive('client_max_body_size', NginxToken.bytes(limit))],
  });
};

const defaultBodyBuffer = 8192;

export const requestBuffering = ({ on, memory, ...rest }: RequestBuffering): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'setting',
    slot: 'requestBuffering',
    statements: [
      directive('client_body_buffer_size', NginxToken.bytes(memory?.value.bytes ?? defaultBodyBuffer)),
      directive('proxy_request_buffering', onOff(on.value)),
    ],
  });
};

/** nginx checks the sizes against each other when it loads the file, so they are checked here first. */
export const responseBuffering = (feature: ResponseBuffering): Outcome<NginxNode> => {
  const { on, header, count, busy, temporaryFile, ...rest } = feature;
  spent(rest);
  const [size, number] = [header.value.bytes, count.value];
  const busySize = busy?.value.bytes ?? 2 * size;
  const why =
    size < 1
      ? 'a buffer needs a size'
      : number < 2
        ? 'it wants at least two buffers'
        : busySize < size
          ? 'busy buffers must not be smaller than one buffer'
          : busySize > (number - 1) * size
            ? 'busy buffers must be less than all buffers but one'
            : temporaryFile.value.bytes !== 0 && temporaryFile.value.bytes < size
              ? 'a temporary file must not be smaller than one buffer'
              : undefined;
  if (why !== undefined) {
    const what = `proxy-buffer-size ${size}, proxy-buffers-number ${number}, busy ${busySize}, temporary file ${temporaryFile.value.bytes}`;
    return refused(because('T5103', { what, why }));
  }
  const statements = [
    directive('proxy_buffering', onOff(on.value)),
    directive('proxy_buffer_size', NginxToken.bytes(size)),
    directive('proxy_buffers', NginxToken.integer(number), NginxToken.bytes(size)),
    directive('proxy_max_temp_file_size', NginxToken.bytes(temporaryFile.value.bytes)),
  ];
  if (busy === undefined) return exact({ at: 'setting', slot: 'responseBuffering', statements });
  return exact({
    at: 'location',
    statements: [...statements, directive('proxy_busy_buffers_size', NginxToken.bytes(busySize))],
  });
};

export const timeouts = ({ connect, send, read, ...rest }: Timeouts): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'setting',
    slot: 'timeouts',
    statements: [
      directive('proxy_connect_timeout', NginxToken.milliseconds(connect.value.ms)),
      directive('proxy_send_timeout', NginxToken.milliseconds(send.value.ms)),
      directive('proxy_read_timeout', NginxToken.milliseconds(read.value.ms)),
    ],
  });
};

export const grpcTimeouts = ({ connect, send, read, ...rest }: Timeouts): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'setting',
    slot: 'grpcTimeouts',
    statements: [
      directive('grpc_connect_timeout', NginxToken.milliseconds(connect.value.ms)),
      directive('grpc_send_timeout', NginxToken.milliseconds(send.value.ms)),
      directive('grpc_read_timeout', NginxToken.milliseconds(read.value.ms)),
    ],
  });
};

const conditions: Readonly<Record<RetryCondition, Word>> = {
  error: 'error',
  timeout: 'timeout',
  'invalid-header': 'invalid_header',
  'status-500': 'http_500',
  'status-502': 'http_502',
  'status-503': 'http_503',
  'status-504': 'http_504',
  'status-403': 'http_403',
  'status-404': 'http_404',
  'status-429': 'http_429',
};

export const retry = ({ on, nonIdempotent, tries, within, ...rest }: Retry): Outcome<NginxNode> => {
  spent(rest);
  const words = on.value.map((c) => conditions[c]);
  const all: readonly Word[] =
    words.length === 0 ? ['off'] : nonIdempotent.value ? [...words, 'non_idempotent'] : words;
  return exact(
    {
      at: 'setting',
      slot: 'retry',
      statements: [
        directive('proxy_next_upstream', ...all.map(NginxToken.word)),
        directive('proxy_next_upstream_timeout', NginxToken.milliseconds(within.value.ms)),
        directive('proxy_next_upstream_tries', NginxToken.integer(tries.value)),
      ],
    },
    { at: 'tries', tries: words.length === 0 ? 1 : tries.value },
  );
};

export const upstreamHttpVersion = ({ version, ...rest }: UpstreamHttpVersion): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'setting',
    slot: 'httpVersion',
    statements: [directive('proxy_http_version', NginxToken.word(version.value))],
  });
};

export const bandwidth = ({ rate, after, ...rest }: Bandwidth): Outcome<NginxNode> => {
  spent(rest);
  const statements = [directive('limit_rate', NginxToken.bytes(rate.value.bytes))];
  const from = after === undefined ? [] : [directive('limit_rate_after', NginxToken.bytes(after.value.bytes))];
  return exact({ at: 'location', statements: [...statements, ...from] });
};

export const satisfy = ({ mode, ...rest }: Satisfy): Outcome<NginxNode> => {
  spent(rest);
  return mode.value === 'any'
    ? exact({ at: 'location', statements: [directive('satisfy', NginxToken.word('any'))] })
    : exact();
};

export const accessLog = ({ on, ...rest }: AccessLog): Outcome<NginxNode> => {
  spent(rest);
  return on.value ? exact() : exact({ at: 'location', statements: [directive('access_log', NginxToken.word('off'))] });
};

export const rewriteLog = ({ on, ...rest }: RewriteLog): Outcome<NginxNode> => {
  spent(rest);
  return on.value ? exact({ at: 'location', statements: [directive('rewrite_log', NginxToken.word('on'))] }) : exact();
};

export const redirectStyle = ({ withPort, relative, ...rest }: RedirectStyle): Outcome<NginxNode> => {
  spent(rest);
  const statements = [
    ...(withPort.value ? [directive('port_in_redirect', NginxToken.word('on'))] : []),
    ...(relative.value ? [directive('absolute_redirect', NginxToken.word('off'))] : []),
  ];
  return exact(...(statements.length === 0 ? [] : [{ at: 'location', statements } as const]));
};
