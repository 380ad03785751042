/** How requests reach the backend: body, timeouts, retries, protocol. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  ConnectionHeader,
  FastCgi,
  RequestBuffering,
  ResponseBuffering,
  Retry,
  RetryCondition,
  Timeouts,
  UpstreamHttpVersion,
} from '../../../model/features/backend-features.ts';
import type { Bandwidth, BodySize } from '../../../model/features/route-features.ts';
import type { Origins, Traced } from '../../../source/traced.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { interning } from '../once.ts';
import type { AnyRoute } from '../place.ts';
import { stepNode } from '../steps.ts';
import type { Middleware, TraefikNode } from '../tree.ts';
import { newSettings } from '../versions.ts';

const sizeText = (bytes: number): string =>
  bytes % 1048576 === 0 ? `${bytes / 1048576}m` : bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);

export const bodySize = ({ max, ...rest }: BodySize): Outcome<TraefikNode> => {
  spent(rest);
  if (max.value === 'unlimited') return exact();
  return approximate(
    [{ kind: 'size', bytes: max.value.bytes }],
    because('T5344', { value: sizeText(max.value.bytes) }, max.from),
  );
};

const seconds = (ms: number): string => `${ms / 1000}s`;

export const timeouts = ({ connect, send, read, ...rest }: Timeouts): Outcome<TraefikNode> => {
  spent(rest);
  const node: TraefikNode = { kind: 'transport', transport: { connectMs: connect.value.ms, readMs: read.value.ms } };
  const written = [send, read].filter(isWritten);
  const origins = (list: readonly Traced<unknown>[]): readonly Origins[] => list.map((t) => t.from);
  const text = `connect ${seconds(connect.value.ms)}, send ${seconds(send.value.ms)}, read ${seconds(read.value.ms)}`;
  if (written.length > 0) return approximate([node], because('T5350', { value: text }, ...origins(written)));
  return approximate([node], because('T5351', { value: text }, send.from, read.from));
};

export const requestBuffering = ({ on, memory, ...rest }: RequestBuffering): Outcome<TraefikNode> => {
  spent(rest);
  if (memory !== undefined && isWritten(memory))
    return approximate([], because('T5353', { value: 'client-body-buffer-size' }, memory.from));
  return on.value ? approximate([], because('T5352', {}, on.from)) : exact();
};

export const responseBuffering = ({
  on,
  header,
  count,
  busy,
  temporaryFile,
  ...rest
}: ResponseBuffering): Outcome<TraefikNode> => {
  spent(rest);
  const written = [
    header,
    count,
    temporaryFile,
    ...(busy === undefined ? [] : [busy]),
    ...(on.value ? [on] : []),
  ].filter(isWritten);
  if (written.length === 0) return exact();
  return approximate([], because('T5353', { value: 'the buffer setting' }, ...written.map((w) => w.from)));
};

const retries = interning<Middleware>();

/**
 * Traefik's own retry ends once a request has been written; a broken connection is 502 and a timeout 504, and statuses are tried again
 * for methods that may be repeated. Their bodies are held back for it, so not where request buffering is switched off.
 */
const retriedStatuses = (on: readonly RetryCondition[], { route }: AnyRoute): readonly number[] => {
  const buffered = route.protocol === 'grpc' || route.features.requestBuffering?.on.value !== false;
  const made: readonly (number | undefined)[] = on.map((c) =>
    c === 'error' && buffered
      ? 502
      : c === 'timeout' && buffered
        ? 504
        : c.startsWith('status-')
          ? Number(c.slice(7))
          : undefined,
  );
  return [...new Set(made.flatMap((s) => s ?? []))].sort((a, b) => a - b);
};

export const retry = ({ on, nonIdempotent, tries, within, ...rest }: Retry, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const statuses = newSettings(at.options.version) ? retriedStatuses(on.value, at) : [];
  const network = on.value.includes('error') || on.value.includes('timeout');
  const known = at.pool?.endpoints.kind === 'addresses' ? at.pool.endpoints.addresses.length : 3;
  const attempts = tries.value === 0 ? Math.max(1, known) : tries.value;
  const written = [on, nonIdempotent, tries, within].filter(isWritten);
  const [first, ...more] = written;
  const reason: Reason =
    first === undefined
      ? because('T5355', {}, on.from)
      : because(
          'T5354',
          { value: `${on.value.join(' ') || 'off'}, ${tries.value} tries` },
          first.from,
          ...more.map((m) => m.from),
        );
  if ((!network && statuses.length === 0) || attempts < 2)
    return first === undefined || on.value.length === 0 ? exact() : approximate([], reason);
  const settings = {
    attempts,
    statuses,
    network,
    nonIdempotent: nonIdempotent.value && statuses.length > 0,
    timeoutMs: newSettings(at.options.version) ? within.value.ms : 0,
  };
  const node = stepNode(
    'retry',
    'retry',
    retries(JSON.stringify(settings), () => ({ type: 'retry', ...settings })),
  );
  return approximate([node], reason);
};

export const upstreamHttpVersion = ({ version, ...rest }: UpstreamHttpVersion): Outcome<TraefikNode> => {
  spent(rest);
  return version.value === '1.1'
    ? exact()
    : refused(
        because('T5362', { value: 'HTTP/1.0 towards the backend', why: 'Traefik speaks HTTP/1.1' }, version.from),
      );
};

export const connectionHeader = ({ value, ...rest }: ConnectionHeader): Outcome<TraefikNode> => {
  spent(rest);
  return refused(
    because(
      'T5362',
      { value: `connection-proxy-header ${value.value}`, why: 'Traefik manages the Connection header itself' },
      value.from,
    ),
  );
};

export const fastCgi = ({ index, parameters, ...rest }: FastCgi): Outcome<TraefikNode> => {
  spent(rest);
  const [from] = [...(index === undefined ? [] : [index.from]), ...parameters.map((p) => p.value.from)];
  return refused(
    because('T5356', { value: 'FCGI', why: 'Traefik speaks HTTP only' }, ...(from === undefined ? [] : [from])),
  );
};

export const bandwidth = ({ rate, after, ...rest }: Bandwidth): Outcome<TraefikNode> => {
  spent(rest);
  return refused(
    because(
      'T5345',
      { value: `${rate.value.bytes} bytes per second` },
      rate.from,
      ...(after === undefined ? [] : [after.from]),
    ),
  );
};
