import { because, type Reason } from '../../../diagnostics/report.ts';
import type { RateLimit } from '../../../model/features/route-features.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { clientAddress, clientIn } from '../client.ts';
import type { AnyRoute } from '../place.ts';
import { match, not } from '../rule.ts';
import { stepNode } from '../steps.ts';
import type { LimitKey, TraefikNode } from '../tree.ts';
import { statusRewrites } from '../versions.ts';

export const rateLimit = (feature: RateLimit, at: AnyRoute): Outcome<TraefikNode> => {
  const {
    zone,
    perSecond,
    perMinute,
    connections,
    burstMultiplier,
    exempt,
    requestStatus,
    connectionStatus,
    key: by,
    ...rest
  } = feature;
  spent(rest);
  const key = limitKey(by.value, at);
  if ('because' in key) return refused(because('T5343', { value: zone, why: key.because }, by.from));
  const limits = [connections, perSecond, perMinute].filter((l) => l !== undefined);
  const [first] = limits;
  if (first === undefined) return withDifferences([], []);
  const more = limits.slice(1).map(({ from }) => from);
  const nodes: TraefikNode[] = [];
  const reasons: Reason[] = [because('T5340', { value: limitText(feature) }, first.from, ...more)];
  if (key.kind === 'header') reasons.push(because('T5342', { value: key.name }, by.from));
  if (key.kind === 'header' && by.value !== 'clientAddress') {
    const absent = not(match('HeaderRegexp', key.name, '.'));
    nodes.push({ kind: 'split', rank: 39, options: [{ when: absent, drop: ['limits'] }] });
  }
  if (connections !== undefined) {
    nodes.push(...status(connectionStatus.value, at));
    nodes.push(stepNode('limits', 'limit-connections', { type: 'inFlightReq', amount: connections.value, key }));
  }
  const rates = [
    perSecond === undefined ? undefined : ({ rate: perSecond.value, period: '1s' } as const),
    perMinute === undefined ? undefined : ({ rate: perMinute.value, period: '1m' } as const),
  ].filter((r) => r !== undefined);
  if (rates.length > 0 && (connections === undefined || connectionStatus.value !== requestStatus.value))
    nodes.push(...status(requestStatus.value, at));
  // nginx lets one request more than the burst through at once.
  for (const { rate, period } of rates)
    nodes.push(
      stepNode('limits', 'limit-rate', {
        type: 'rateLimit',
        average: rate,
        period,
        burst: rate * burstMultiplier.value + 1,
        key,
      }),
    );
  if (!statusRewrites(at.options.version))
    reasons.push(because('T5341', { value: limitText(feature) }, first.from, ...more));
  if (exempt !== undefined && exempt.value.length > 0) {
    const when = clientIn(exempt.value, clientAddress(at.model));
    if ('because' in when) reasons.push(because('T5346', { why: when.because }, exempt.from));
    else nodes.push({ kind: 'split', rank: 40, options: [{ when, drop: ['limits'] }] });
  }
  return withDifferences(nodes, reasons);
};

const limitText = ({ perSecond, perMinute, connections }: RateLimit): string =>
  [
    connections && `${connections.value} connections`,
    perSecond && `${perSecond.value} requests per second`,
    perMinute && `${perMinute.value} requests per minute`,
  ]
    .filter(Boolean)
    .join(', ');

/** 429 becomes the status of ingress-nginx: the answer is replaced by that of a Service nobody serves. */
const status = (wanted: number, at: AnyRoute): readonly TraefikNode[] =>
  wanted === 429 || !statusRewrites(at.options.version)
    ? []
    : [
        stepNode('limits', 'limit-status', {
          type: 'errors',
          statuses: [429],
          rewrite: wanted,
          query: '/',
          service: { kind: 'nobody', middlewares: [] },
        }),
      ];

const limitKey = (key: RateLimit['key']['value'], at: AnyRoute): LimitKey | { readonly because: string } => {
  if (key === 'clientAddress') {
    const address = clientAddress(at.model);
    return address.kind === 'peer' ? { kind: 'address' } : { kind: 'header', name: 'X-Forwarded-For' };
  }
  const [only, ...more] = key;
  if (more.length === 0 && only?.kind === 'request') {
    if (only.value.kind === 'header') return { kind: 'header', name: only.value.name };
    if (only.value.kind === 'remoteAddress') return { kind: 'address' };
  }
  return { because: `Traefik counts by address or by one header, not by ${templateText(key)}` };
};
