/** Sizes, times and pace: what HAProxy has settings for in the backend. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  RequestBuffering,
  ResponseBuffering,
  Retry,
  RetryCondition,
  Timeouts,
  UpstreamHttpVersion,
} from '../../../model/features/backend-features.ts';
import type { Compression } from '../../../model/features/controller-features.ts';
import type { Bandwidth, BodySize } from '../../../model/features/route-features.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { answer, when } from './answer.ts';

export const bodySize = ({ max, ...rest }: BodySize): Outcome<HaproxyNode> => {
  spent(rest);
  if (max.value === 'unlimited') return exact();
  const over = HaproxyToken.fixed('{ req.hdr_val(content-length) gt');
  const limit = HaproxyToken.number(max.value.bytes);
  const end = HaproxyToken.fixed('}');
  // Without a length nginx notices while it reads the body, after everything else; here as far as the body has arrived.
  const nodes = [
    backend('body', answer(413, ...when(over, limit, end))),
    backend('forward', answer(413, ...when(HaproxyToken.fixed('{ req.body_size gt'), limit, end))),
  ];
  return approximate(
    nodes,
    isWritten(max)
      ? because('T5221', { bytes: max.value.bytes }, max.from)
      : because('T5209', { bytes: max.value.bytes }, max.from),
  );
};

/** Times the `defaults` section states; a backend repeats only what differs. */
export const defaultTimes = { connect: 5000, server: 60000, tunnel: 60000 } as const;

export const timeouts = ({ connect, send, read, ...rest }: Timeouts): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  const server = { ms: Math.max(read.value.ms, 1) };
  if (connect.value.ms !== defaultTimes.connect)
    nodes.push(backend('settings', line('timeout', 'connect', HaproxyToken.time(connect.value))));
  if (server.ms !== defaultTimes.server) {
    nodes.push(backend('settings', line('timeout', 'server', HaproxyToken.time(server))));
    nodes.push(backend('settings', line('timeout', 'tunnel', HaproxyToken.time(server))));
  }
  const differences: Reason[] = [];
  if (isWritten(send) && send.value.ms !== read.value.ms)
    differences.push(because('T5222', { seconds: send.value.ms / 1000, used: server.ms / 1000 }, send.from));
  return withDifferences(nodes, differences);
};

const conditions: Readonly<Record<RetryCondition, readonly string[]>> = {
  error: ['conn-failure', 'empty-response'],
  timeout: ['conn-failure', 'response-timeout'],
  'invalid-header': ['junk-response'],
  'status-403': ['403'],
  'status-404': ['404'],
  'status-429': ['429'],
  'status-500': ['500'],
  'status-502': ['502'],
  'status-503': ['503'],
  'status-504': ['504'],
};

export const retry = ({ on, nonIdempotent, tries, within, ...rest }: Retry, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const [major, minor] = at.options.version;
  const knows429 = major > 2 && (major > 3 || minor >= 0);
  const wanted = on.value.filter((c) => c !== 'status-429' || knows429);
  if (wanted.length < on.value.length) differences.push(because('T5223', {}, on.from));
  if (within.value.ms > 0) differences.push(because('T5224', { seconds: within.value.ms / 1000 }, within.from));
  const endpoints = at.pool?.endpoints.kind === 'addresses' ? at.pool.endpoints.addresses.length : 1;
  const further = Math.max(0, (tries.value === 0 ? endpoints : tries.value) - 1);
  // HAProxy waits a second before it connects to the same server again, which nginx does not: without another one it is not tried.
  const alone = endpoints < 2;
  const words = [...new Set(wanted.flatMap((c) => conditions[c]))]
    .filter((w) => !(alone && w === 'conn-failure'))
    .sort();
  if (words.length === 0 || further === 0) {
    return withDifferences(
      [backend('settings', line('retries', '0')), backend('settings', line('retry-on', 'none'))],
      differences,
    );
  }
  if (nonIdempotent.value && isWritten(nonIdempotent)) differences.push(because('T5215', {}, nonIdempotent.from));
  const nodes = [
    backend('settings', line('retries', HaproxyToken.number(further))),
    backend('settings', line('option', 'redispatch', '1')),
    backend('settings', line('retry-on', ...words.map(HaproxyToken.word))),
    ...(nonIdempotent.value
      ? []
      : [backend('sent', line('http-request', 'disable-l7-retry', 'if', '{ method POST LOCK PATCH }'))]),
  ];
  return withDifferences<HaproxyNode>(nodes, differences);
};

export const requestBuffering = ({ on, memory, ...rest }: RequestBuffering): Outcome<HaproxyNode> => {
  spent(rest);
  const differences: Reason[] = [];
  if (on.value)
    differences.push(
      isWritten(on) ? because('T5225', { what: 'proxy-request-buffering' }, on.from) : because('T5267', {}),
    );
  if (memory !== undefined && isWritten(memory))
    differences.push(because('T5225', { what: 'client-body-buffer-size' }, memory.from));
  return withDifferences<HaproxyNode>([], differences);
};

export const responseBuffering = ({
  on,
  header,
  count,
  busy,
  temporaryFile,
  ...rest
}: ResponseBuffering): Outcome<HaproxyNode> => {
  spent(rest);
  const differences: Reason[] = [];
  if (on.value) differences.push(because('T5225', { what: 'proxy-buffering' }, on.from));
  for (const [what, value] of [
    ['proxy-buffer-size', header],
    ['proxy-buffers-number', count],
    ['proxy-busy-buffers-size', busy],
    ['proxy-max-temp-file-size', temporaryFile],
  ] as const)
    if (value !== undefined && isWritten(value)) differences.push(because('T5225', { what }, value.from));
  return withDifferences<HaproxyNode>([], differences);
};

export const upstreamHttpVersion = ({ version, ...rest }: UpstreamHttpVersion): Outcome<HaproxyNode> => {
  spent(rest);
  return version.value === '1.1'
    ? exact()
    : approximate([], because('T5226', { version: version.value }, version.from));
};

export const bandwidth = ({ rate, after, ...rest }: Bandwidth, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const [major, minor] = at.options.version;
  if (major < 3 && minor < 7) return refused(because('T5227', { version: `${major}.${minor}` }, rate.from));
  const nodes = [
    backend(
      'settings',
      line(
        'filter',
        'bwlim-out',
        'pace',
        'default-limit',
        HaproxyToken.number(rate.value.bytes),
        'default-period',
        '1s',
      ),
    ),
    backend('response', line('http-response', 'set-bandwidth-limit', 'pace')),
  ];
  return withDifferences(
    nodes,
    after === undefined ? [] : [because('T5228', { bytes: after.value.bytes }, after.from)],
  );
};

/** gzip of single routes. The smallest size and the level are settings of the whole proxy. */
export const compression = ({ gzip, level, minLength, types, ...rest }: Compression): Outcome<HaproxyNode> => {
  spent(rest);
  if (!gzip.value) return exact();
  const kinds = [...new Set(['text/html', ...types.value])].filter((t) => /^[A-Za-z0-9.+/_-]+$/.test(t)).slice(0, 60);
  const nodes = [
    backend('settings', line('compression', 'algo', 'gzip')),
    backend('settings', line('compression', 'type', ...kinds.map(HaproxyToken.word))),
  ];
  return isWritten(minLength) || isWritten(level)
    ? approximate(nodes, because('T5262', { bytes: minLength.value.bytes }, gzip.from, minLength.from, level.from))
    : exact(...nodes);
};
