import { because, type Reason } from '../../../diagnostics/report.ts';
import type { RequestBuffering, ResponseBuffering } from '../../../model/features/backend-features.ts';
import type { Compression } from '../../../model/features/controller-features.ts';
import type { Bandwidth, BodySize, RateLimit } from '../../../model/features/route-features.ts';
import { cidrText } from '../../../model/values/cidr.ts';
import { approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { ContourNode } from '../node.ts';
import type { LocalRateLimit } from '../tree.ts';

export const rateLimit = ({
  zone: _zone,
  perSecond,
  perMinute,
  connections,
  burstMultiplier,
  exempt,
  requestStatus,
  connectionStatus,
  key,
  ...rest
}: RateLimit): Outcome<ContourNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const rate = perSecond ?? perMinute;
  const unit = perSecond === undefined ? 'minute' : 'second';
  if (connections !== undefined) {
    differences.push(because('T5422', { connections: connections.value }, connections.from, connectionStatus.from));
  }
  if (rate === undefined || rate.value <= 0) return withDifferences([], differences);
  differences.push(because('T5420', { rate: `${rate.value} per ${unit}` }, rate.from, burstMultiplier.from));
  if (perSecond !== undefined && perMinute !== undefined) {
    const words = { kept: `${perSecond.value} per second`, lost: `${perMinute.value} per minute` };
    differences.push(because('T5421', words, perMinute.from));
  }
  if (exempt !== undefined && exempt.value.length > 0) {
    differences.push(because('T5423', { addresses: exempt.value.map(cidrText).join(', ') }, exempt.from));
  }
  if (key.value !== 'clientAddress') differences.push(because('T5424', {}, key.from));
  const status = requestStatus.value >= 400 && requestStatus.value < 600 ? requestStatus.value : 503;
  const limit = { ...bucket(rate.value, unit, Math.max(1, burstMultiplier.value)), responseStatusCode: status };
  return withDifferences([{ kind: 'rate-limit', limit }], differences);
};

/** nginx lets 1 + rate x multiplier requests pass at once; Envoy's bucket holds requests + burst. */
const bucket = (
  rate: number,
  unit: 'second' | 'minute',
  multiplier: number,
): Omit<LocalRateLimit, 'responseStatusCode'> => {
  const size = 1 + rate * multiplier;
  if (unit === 'minute' && rate % 60 === 0) return { requests: rate / 60, unit: 'second', burst: size - rate / 60 };
  return { requests: rate, unit, burst: Math.max(0, size - rate) };
};

export const bandwidth = ({ rate, after, ...rest }: Bandwidth): Outcome<ContourNode> => {
  spent(rest);
  const also = after === undefined ? [] : [after.from];
  return refused(because('T5425', { rate: String(rate.value.bytes) }, rate.from, ...also));
};

export const bodySize = ({ max, ...rest }: BodySize): Outcome<ContourNode> => {
  spent(rest);
  if (max.value === 'unlimited') return withDifferences([], []);
  const { bytes } = max.value;
  return approximate([{ kind: 'body-limit', bytes }], because('T5426', { max: `${bytes} bytes` }, max.from));
};

export const requestBuffering = ({ on, memory, ...rest }: RequestBuffering): Outcome<ContourNode> => {
  spent(rest);
  if (!on.value) return withDifferences([], []);
  return refused(because('T5427', { on: 'on' }, on.from, ...(memory === undefined ? [] : [memory.from])));
};

export const responseBuffering = ({
  on,
  header,
  count,
  busy,
  temporaryFile,
  ...rest
}: ResponseBuffering): Outcome<ContourNode> => {
  spent(rest);
  const at = [header, count, temporaryFile, ...(busy === undefined ? [] : [busy])].map((part) => part.from);
  return refused(because('T5428', { on: on.value ? 'on' : 'off' }, on.from, ...at));
};

/** Compression is a matter of the whole proxy. */
export const compression = ({ gzip, level, minLength, types, ...rest }: Compression): Outcome<ContourNode> => {
  spent(rest);
  return gzip.value ? refused(because('T5500', {}, gzip.from, level.from, minLength.from, types.from)) : exact();
};
