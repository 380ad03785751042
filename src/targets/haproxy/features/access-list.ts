import type { AccessList, Satisfy } from '../../../model/features/route-features.ts';
import type { Route } from '../../../model/model.ts';
import type { Cidr } from '../../../model/values/cidr.ts';
import { exact, type Outcome, spent } from '../../target.ts';
import { HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { aclLines, answer, when } from './answer.ts';

export const accessList = ({ deny, allow, ...rest }: AccessList, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const denied = deny === undefined || deny.value.length === 0 ? [] : ranges('source_denied', deny.value);
  const allowed = allow === undefined ? [] : ranges('source_allowed', allow.value);
  const isDenied = HaproxyToken.fixed('source_denied');
  const isAllowed = HaproxyToken.fixed('source_allowed');
  const lists = [...denied, ...allowed].map((l) => backend('access', l));
  if (anyIsEnough(at.route)) {
    // Only an address that is explicitly allowed opens the route; a list of denied ones alone opens nothing.
    if (allowed.length === 0) return exact();
    return exact(
      ...lists,
      backend(
        'access',
        line(
          'http-request',
          'set-var(txn.pass)',
          'bool(true)',
          ...when(isAllowed, ...(denied.length === 0 ? [] : [HaproxyToken.fixed('!source_denied')])),
        ),
      ),
    );
  }
  return exact(
    ...lists,
    ...(denied.length === 0 ? [] : [backend('access', answer(403, ...when(isDenied)))]),
    ...(allow === undefined
      ? []
      : [
          backend(
            'access',
            allowed.length === 0 ? answer(403) : answer(403, ...when(HaproxyToken.fixed('!source_allowed'))),
          ),
        ]),
  );
};

export const ranges = <N extends string>(name: N, cidrs: readonly Cidr[]) =>
  aclLines(line('acl', HaproxyToken.name(name), 'src'), cidrs.map(HaproxyToken.range));

/** True when one of address list, password and external check is enough and there is more than one. */
export const anyIsEnough = (route: Route): boolean => route.features.satisfy?.mode.value === 'any';

/** The last word of a route where one check is enough: 401 when a password or the auth service could have opened it, else 403. */
export const satisfy = ({ mode, ...rest }: Satisfy, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  if (mode.value === 'all') return exact();
  const { accessList: list, basicAuth, externalAuth } = at.route.features;
  if (list === undefined && basicAuth === undefined && externalAuth === undefined) return exact();
  const passed = HaproxyToken.fixed('!{ var(txn.pass) -m found }');
  if (list !== undefined && list.allow === undefined && basicAuth === undefined && externalAuth === undefined)
    return list.deny === undefined
      ? exact()
      : exact(
          ...ranges('source_denied', list.deny.value).map((l) => backend('refusal', l)),
          backend('refusal', answer(403, ...when(HaproxyToken.fixed('source_denied')))),
        );
  return exact(backend('refusal', answer(403, ...when(passed))));
};
