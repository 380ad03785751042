import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  BackendTls,
  FastCgi,
  Retry,
  Timeouts,
  UpstreamHttpVersion,
} from '../../../model/features/backend-features.ts';
import { type Duration, inSeconds } from '../../../model/values/duration.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { connectTimeout } from '../connect-timeout.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';

/** Nought would mean "the default" to Contour, so it is written as infinity. */
export const durationText = (d: Duration): string =>
  d.ms <= 0 ? 'infinity' : d.ms % 1000 === 0 ? `${d.ms / 1000}s` : `${d.ms}ms`;

export const timeouts = ({ connect, send, read, ...rest }: Timeouts, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const idle = durationText(read.value);
  const differences: Reason[] = [];
  if (send.value.ms !== read.value.ms || isWritten(read) || isWritten(send)) {
    const words = { idle, read: `${inSeconds(read.value)}s`, send: `${inSeconds(send.value)}s` };
    differences.push(because('T5429', words, read.from, send.from));
  }
  const used = connectTimeout(at.model);
  if (used !== undefined && used.ms !== connect.value.ms) {
    differences.push(because('T5430', { wanted: durationText(connect.value), used: durationText(used) }, connect.from));
  }
  return withDifferences([{ kind: 'idle', idle }], differences);
};

const safe = ['connect-failure', 'refused-stream', 'reset-before-request'];

/** Only tries that cannot repeat a request the backend has seen: Envoy does not tell methods apart. */
export const retry = ({ on, nonIdempotent, tries, within, ...rest }: Retry, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const endpoints = at.pool?.endpoints.kind === 'addresses' ? at.pool.endpoints.addresses.length : 3;
  const all = tries.value === 0 ? endpoints : tries.value;
  const from = [on.from, tries.from, nonIdempotent.from, within.from] as const;
  const statuses = on.value.flatMap((c) => (c.startsWith('status-') ? [Number(c.slice('status-'.length))] : []));
  const repeats = nonIdempotent.value && (statuses.length > 0 || on.value.includes('error'));
  if (on.value.length === 0 || all <= 1) return exact();
  if (!on.value.includes('error') && !repeats) return approximate([], because('T5449', { tries: all }, ...from));
  const policy = {
    count: all - 1,
    retryOn: [
      ...(on.value.includes('error') ? [...safe, ...(nonIdempotent.value ? ['reset'] : [])] : []),
      ...(repeats && statuses.length > 0 ? ['retriable-status-codes'] : []),
    ],
    ...(repeats && statuses.length > 0 ? { retriableStatusCodes: statuses } : {}),
  };
  return approximate([{ kind: 'retry', policy }], because('T5449', { tries: all }, ...from));
};

export const upstreamHttpVersion = ({ version, ...rest }: UpstreamHttpVersion): Outcome<ContourNode> => {
  spent(rest);
  return version.value === '1.1' ? exact() : refused(because('T5450', { what: 'HTTP/1.0' }, version.from));
};

export const backendTls = (
  { ca, certificate, ciphers, protocols, name, verify, verifyDepth, sni, ...rest }: BackendTls,
  at: AtAnyRoute,
): Outcome<ContourNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const nodes: ContourNode[] = [];
  const tls =
    at.route.action.kind === 'forward' &&
    ['https', 'auto', 'grpcs', 'grpcs-bare'].includes(at.route.action.protocol.value);
  if (!tls) return exact();
  if (isWritten(ciphers)) differences.push(because('T5454', { what: 'proxy-ssl-ciphers' }, ciphers.from));
  if (isWritten(protocols)) differences.push(because('T5454', { what: 'proxy-ssl-protocols' }, protocols.from));
  if (isWritten(verifyDepth) && verify.value)
    differences.push(because('T5454', { what: 'proxy-ssl-verify-depth' }, verifyDepth.from));
  if (sni.value) differences.push(because('T5454', { what: 'the server name sent to the backend (SNI)' }, sni.from));
  if (certificate !== undefined)
    nodes.push({ kind: 'client-certificate', secret: certificate.value.certificate.secret });
  if (verify.value) {
    const subject = name?.value ?? '';
    const why =
      ca === undefined
        ? 'there is no CA'
        : ca.value.secret.key !== 'ca.crt'
          ? 'the CA is not under the key ca.crt'
          : subject === '' || subject.length > 250
            ? 'no name is given that its certificate must bear'
            : undefined;
    if (why !== undefined || ca === undefined) return refused(because('T5453', { why: why ?? '' }, verify.from));
    nodes.push({ kind: 'backend-tls', ca: ca.value.secret, name: subject });
  }
  return withDifferences(nodes, differences);
};

export const fastCgi = ({ index, parameters, ...rest }: FastCgi, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const from = at.route.action.kind === 'forward' ? at.route.action.protocol.from : at.route.from;
  const more = [...(index === undefined ? [] : [index.from]), ...parameters.map((p) => p.value.from)];
  return refused(because('T5455', {}, from, ...more));
};
