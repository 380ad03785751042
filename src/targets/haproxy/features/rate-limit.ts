import { because } from '../../../diagnostics/report.ts';
import type { RateLimit } from '../../../model/features/route-features.ts';
import { seconds } from '../../../model/values/duration.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { sectionName } from '../names.ts';
import { formatted, patternOf } from '../request.ts';
import { HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { ranges } from './access-list.ts';
import { answer, when } from './answer.ts';

type Counter = 'second' | 'minute';

export const rateLimit = (feature: RateLimit, at: AnyRoute): Outcome<HaproxyNode> => {
  const {
    zone,
    perSecond,
    perMinute,
    connections,
    burstMultiplier,
    exempt,
    requestStatus,
    connectionStatus,
    key,
    ...rest
  } = feature;
  spent(rest);
  const counted =
    key.value === 'clientAddress' ? undefined : formatted(key.value, 'limit-conn-zone-variable', patternOf(at.route));
  if (counted !== undefined && !counted.ok) return refused(counted.because);
  const table: Table = { zone: zone.replace('/', '_'), byAddress: counted === undefined };
  const free =
    exempt === undefined || exempt.value.length === 0
      ? []
      : ranges('limit_exempt', exempt.value).map((l) => backend('connections', l));
  // Like nginx, nobody is counted under an empty key.
  const unless = [
    ...(free.length === 0 ? [] : [HaproxyToken.fixed('!limit_exempt')]),
    ...(counted === undefined ? [] : [HaproxyToken.fixed('!{ var(txn.limit_key) -m str -- - }')]),
  ];
  const prepare =
    counted === undefined
      ? []
      : [
          backend(
            'connections',
            line('http-request', 'set-var-fmt(txn.limit_key)', HaproxyToken.format(['-', ...counted.parts])),
          ),
        ];
  const nodes: HaproxyNode[] = [...free, ...prepare];
  if (connections !== undefined) nodes.push(...concurrent(table, connections.value, connectionStatus.value, unless));
  // The window is as long as the burst, and HAProxy counts time in 31 bits of milliseconds.
  const multiplier = Math.min(30_000, Math.max(1, burstMultiplier.value));
  if (perSecond !== undefined)
    nodes.push(...rate(table, 'second', perSecond.value, multiplier, requestStatus.value, unless));
  if (perMinute !== undefined)
    nodes.push(...rate(table, 'minute', perMinute.value, multiplier, requestStatus.value, unless));
  const rated = perSecond ?? perMinute;
  if (rated === undefined) return exact(...nodes);
  return approximate(
    nodes,
    because('T5220', { what: perSecond === undefined ? 'limit-rpm' : 'limit-rps', limit: rated.value }, rated.from),
  );
};

interface Table {
  readonly zone: string;
  readonly byAddress: boolean;
}

const storage = (byAddress: boolean) =>
  byAddress ? line('type', 'ipv6', 'size', '100k') : line('type', 'string', 'len', '128', 'size', '100k');

const concurrent = (
  table: Table,
  limit: number,
  status: number,
  unless: readonly HaproxyToken[],
): readonly HaproxyNode[] => {
  const name = HaproxyToken.name(`${sectionName('limit', table.zone)}_connections`);
  const look = HaproxyToken.joined(
    counterKey(table),
    HaproxyToken.fixed(',table_conn_cur('),
    name,
    HaproxyToken.fixed(')'),
  );
  return [
    {
      in: 'section',
      head: line('backend', name),
      lines: [[...line('stick-table'), ...storage(table.byAddress), ...line('expire', '10m', 'store', 'conn_cur')]],
    },
    backend(
      'connections',
      answer(
        status,
        ...when(
          ...unless,
          HaproxyToken.fixed('{'),
          look,
          HaproxyToken.fixed('ge'),
          HaproxyToken.number(limit),
          HaproxyToken.fixed('}'),
        ),
      ),
    ),
    backend('connections', line('http-request', 'track-sc1', counterKey(table), 'table', name, ...when(...unless))),
  ];
};

const counterKey = (table: Table): HaproxyToken => HaproxyToken.fixed(table.byAddress ? 'src' : 'var(txn.limit_key)');

/**
 * Looked up before it is counted, so that refused requests do not prolong the refusal, as in nginx. The window holds one full burst:
 * `multiplier` seconds (or minutes) with the burst and the one request nginx lets through besides.
 */
const rate = (
  table: Table,
  unit: Counter,
  limit: number,
  multiplier: number,
  status: number,
  unless: readonly HaproxyToken[],
): readonly HaproxyNode[] => {
  const name = HaproxyToken.name(`${sectionName('limit', table.zone)}_${unit}`);
  const period = HaproxyToken.time(seconds(unit === 'second' ? multiplier : 60 * multiplier));
  const look = HaproxyToken.joined(
    counterKey(table),
    HaproxyToken.fixed(',table_http_req_rate('),
    name,
    HaproxyToken.fixed(')'),
  );
  const store = HaproxyToken.joined(HaproxyToken.fixed('http_req_rate('), period, HaproxyToken.fixed(')'));
  return [
    {
      in: 'section',
      head: line('backend', name),
      lines: [[...line('stick-table'), ...storage(table.byAddress), ...line('expire', period, 'store', store)]],
    },
    backend(
      'rate',
      answer(
        status,
        ...when(
          ...unless,
          HaproxyToken.fixed('{'),
          look,
          HaproxyToken.fixed('ge'),
          HaproxyToken.number(limit * multiplier + 1),
          HaproxyToken.fixed('}'),
        ),
      ),
    ),
    backend(
      'rate',
      line(
        'http-request',
        unit === 'second' ? 'track-sc0' : 'track-sc2',
        counterKey(table),
        'table',
        name,
        ...when(...unless),
      ),
    ),
  ];
};
