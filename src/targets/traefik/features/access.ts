import { because } from '../../../diagnostics/report.ts';
import type { AccessList, Satisfy } from '../../../model/features/route-features.ts';
import { type Cidr, cidrText } from '../../../model/values/cidr.ts';
import type { Traced } from '../../../source/traced.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { clientAddress, clientIn } from '../client.ts';
import type { AnyRoute } from '../place.ts';
import { and, not } from '../rule.ts';
import { answer, step } from '../steps.ts';
import type { Phase, TraefikNode } from '../tree.ts';

const listText = (list: Traced<readonly Cidr[]>): string => list.value.map(cidrText).join(', ');
const anyOf = (at: AnyRoute): boolean => at.route.features.satisfy?.mode.value === 'any';

/** Denied clients get a router of their own in front; with `satisfy any` the whole list is a question of `satisfy`. */
export const accessList = ({ deny, allow, ...rest }: AccessList, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  if (anyOf(at) && hasCheck(at)) return exact();
  const address = clientAddress(at.model);
  const nodes: TraefikNode[] = [];
  if (deny !== undefined && deny.value.length > 0) {
    const when = clientIn(deny.value, address);
    if ('because' in when) return refused(because('T5320', { value: listText(deny), why: when.because }, deny.from));
    nodes.push({ kind: 'split', rank: 50, options: [{ when, add: [answer('access', 403)] }] });
  }
  if (allow === undefined) return exact(...nodes);
  if (address.kind === 'peer' || address.kind === 'behind') {
    const ranges = allow.value.length > 0 ? allow.value.map(cidrText) : ['255.255.255.255/32'];
    nodes.push({
      kind: 'step',
      step: step('access', 'allow', {
        type: 'ipAllowList',
        ranges,
        ...(address.kind === 'behind' ? { excluded: address.proxies } : {}),
      }),
    });
    return exact(...nodes);
  }
  const inside = clientIn(allow.value, address);
  if ('because' in inside)
    return refused(because('T5320', { value: listText(allow), why: inside.because }, allow.from));
  nodes.push({ kind: 'split', rank: 51, options: [{ when: not(inside), add: [answer('access', 403)] }] });
  return exact(...nodes);
};

const hasCheck = (at: AnyRoute): boolean =>
  at.route.features.basicAuth !== undefined || at.route.features.externalAuth !== undefined;

const checks: readonly Phase[] = ['signIn', 'password', 'authHeaders', 'externalAuth', 'authCleanup'];

/** One is enough: clients on the list pass without a password, the others are not refused by their address. */
export const satisfy = ({ mode, ...rest }: Satisfy, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const list = at.route.features.accessList;
  if (mode.value === 'all' || list === undefined || !hasCheck(at)) return exact();
  if (at.route.features.basicAuth !== undefined && at.route.features.externalAuth !== undefined) {
    return refused(
      because(
        'T5320',
        { value: 'satisfy: any', why: 'a password and an auth service cannot stand in for each other' },
        mode.from,
      ),
    );
  }
  const address = clientAddress(at.model);
  const allowed = list.allow === undefined ? undefined : clientIn(list.allow.value, address);
  const denied =
    list.deny === undefined || list.deny.value.length === 0 ? undefined : clientIn(list.deny.value, address);
  for (const rule of [allowed, denied])
    if (rule !== undefined && 'because' in rule)
      return refused(because('T5320', { value: 'satisfy: any', why: rule.because }, mode.from));
  // A client that no entry speaks of has not satisfied the list.
  if (allowed === undefined || 'because' in allowed) return exact();
  const when = denied === undefined || 'because' in denied ? allowed : and(allowed, not(denied));
  // nginx takes the header away wherever passwords are checked.
  const swallow = step('requestHeaders', 'no-password', { type: 'headers', request: { Authorization: '' } });
  const add = at.route.features.basicAuth === undefined ? [] : [swallow];
  return exact({ kind: 'split', rank: 52, options: [{ when, drop: checks, add }] });
};
