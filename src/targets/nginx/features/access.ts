/** Who may pass: address lists, passwords, rate and connection limits. */
import { because } from '../../../diagnostics/report.ts';
import type { AccessList, BasicAuth, RateLimit } from '../../../model/features/route-features.ts';
import type { Cidr } from '../../../model/values/cidr.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { fileStem, nameFor } from '../names.ts';
import type { Definition, NginxNode } from '../node.ts';
import { expand, type Text, text, variable } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row, type Statement } from '../tree.ts';

const everyone = NginxToken.word('all');

export const accessList = ({ deny, allow, ...rest }: AccessList): Outcome<NginxNode> => {
  spent(rest);
  const statements: Statement<'location'>[] = (deny?.value ?? []).map((c) => directive('deny', NginxToken.cidr(c)));
  if (allow !== undefined) {
    for (const c of allow.value) statements.push(directive('allow', NginxToken.cidr(c)));
    statements.push(directive('deny', everyone));
  }
  return exact({ at: 'location', statements });
};

export const basicAuth = ({ scheme, realm, users, layout: _layout, ...rest }: BasicAuth): Outcome<NginxNode> => {
  spent(rest);
  if (scheme.value === 'digest') return refused(because('T5107', {}, scheme.from));
  const { namespace, name } = users.value.secret;
  const file = `auth/${fileStem(namespace, name)}`;
  const statements = [
    directive('auth_basic', NginxToken.text(realm.value)),
    directive('auth_basic_user_file', NginxToken.text(file)),
  ];
  return exact(
    { at: 'location', statements },
    { at: 'file', file: { name: file, text: users.value.text, secret: true, forWorkers: true } },
    { at: 'request-header', header: { name: 'Authorization', value: [] } },
  );
};

/** Five megabytes of state per zone, as the controller has it. */
const zoneBytes = '5m';

export const rateLimit = (feature: RateLimit): Outcome<NginxNode> => {
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
  const expanded =
    key.value === 'clientAddress' ? { ok: true as const, text: [variable('binary_remote_addr')] } : expand(key.value);
  if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, key.from));
  for (const status of [requestStatus, connectionStatus]) {
    if (status.value >= 400 && status.value <= 599) continue;
    const what = `status ${status.value} for limited requests`;
    return refused(because('T5103', { what, why: 'it wants one from 400 to 599' }, status.from));
  }
  const exemption =
    exempt === undefined || exempt.value.length === 0 ? undefined : exemptKey(exempt.value, expanded.text);
  const counted = exemption?.key ?? expanded.text;
  const nodes: NginxNode[] = (exemption?.definitions ?? []).map((definition) => ({ at: 'define', definition }));
  const statements: Statement<'location'>[] = [];
  if (connections !== undefined) {
    if (connections.value > 65535) {
      return refused(
        because(
          'T5103',
          { what: `limit-connections ${connections.value}`, why: 'it counts to 65535' },
          connections.from,
        ),
      );
    }
    const name = nameFor('conn', `${zone}\n${JSON.stringify(counted)}`);
    const definition = {
      name,
      statement: directive(
        'limit_conn_zone',
        NginxToken.value(counted),
        NginxToken.option('zone', `${name}:${zoneBytes}`),
      ),
    };
    nodes.push({ at: 'define', definition });
    statements.push(directive('limit_conn', NginxToken.literal(name), NginxToken.integer(connections.value)));
    statements.push(directive('limit_conn_status', NginxToken.integer(connectionStatus.value)));
  }
  for (const [limit, unit] of [
    [perSecond, 's'],
    [perMinute, 'm'],
  ] as const) {
    if (limit === undefined) continue;
    const burst = limit.value * burstMultiplier.value;
    if (burst < 1)
      return refused(
        because(
          'T5103',
          { what: `limit-burst-multiplier ${burstMultiplier.value}`, why: 'a burst is at least 1' },
          burstMultiplier.from,
        ),
      );
    const name = nameFor(`r${unit}`, `${zone}\n${JSON.stringify(counted)}\n${limit.value}`);
    const options = [
      NginxToken.option('zone', `${name}:${zoneBytes}`),
      NginxToken.option('rate', `${limit.value}r/${unit}`),
    ];
    nodes.push({
      at: 'define',
      definition: { name, statement: directive('limit_req_zone', NginxToken.value(counted), ...options) },
    });
    statements.push(
      directive(
        'limit_req',
        NginxToken.option('zone', name),
        NginxToken.option('burst', burst),
        NginxToken.word('nodelay'),
      ),
    );
  }
  if (perSecond !== undefined || perMinute !== undefined)
    statements.push(directive('limit_req_status', NginxToken.integer(requestStatus.value)));
  return exact(...nodes, { at: 'location', statements });
};

/** The key is empty, which means not counted, for exempt addresses. */
const exemptKey = (
  exempt: readonly Cidr[],
  key: Text,
): { readonly key: Text; readonly definitions: readonly Definition[] } => {
  const content = JSON.stringify([exempt, key]);
  const [listed, counted] = [nameFor('exempt', content), nameFor('limited', content)];
  const rows = exempt.map((c) => row(NginxToken.cidr(c), NginxToken.text('1')));
  const geo = block(
    'geo',
    [NginxToken.variable('remote_addr'), NginxToken.variable(listed)],
    [row(NginxToken.word('default'), NginxToken.text('0')), ...rows],
  );
  const body = [row(NginxToken.word('default'), NginxToken.value(key)), row(NginxToken.text('1'), NginxToken.text(''))];
  const map = block('map', [NginxToken.variable(listed), NginxToken.variable(counted)], body);
  return {
    key: text(variable(counted)),
    definitions: [
      { name: listed, statement: geo },
      { name: counted, statement: map },
    ],
  };
};
