/** How requests are spread over endpoints. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../../model/features/pool-features.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import { type AtPool, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { writesDate } from '../native-session.ts';
import type { NginxNode } from '../node.ts';
import { capturesIn, expand } from '../text.ts';

export const affinity = (feature: Affinity, at: AtPool): Outcome<NginxNode> => {
  const {
    mode,
    cookie,
    secure: _secure,
    expires,
    maxAge,
    domain: _domain,
    sameSite: _sameSite,
    conditionalSameSiteNone: _conditional,
    changeOnFailure,
    ...rest
  } = feature;
  spent(rest);
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(cookie.value)) {
    return refused(because('T5125', { value: cookie.value, why: 'it is not the name of a cookie' }, cookie.from));
  }
  const differences: Reason[] = [];
  const dated = writesDate(at.pool, feature, at.options.version);
  if (expires !== undefined) {
    const seconds = inSeconds((maxAge ?? expires).value);
    if (!dated) differences.push(because('T5112', { seconds }, expires.from));
    else if (seconds !== inSeconds(expires.value) || maxAge === undefined)
      differences.push(because('T5134', { seconds }, expires.from));
  }
  const several = at.pool.endpoints.kind === 'addresses' && at.pool.endpoints.addresses.length > 1;
  if (several && ((mode.value === 'balanced' && !dated) || changeOnFailure.value)) {
    differences.push(
      because('T5113', { change: changeOnFailure.value }, changeOnFailure.value ? changeOnFailure.from : mode.from),
    );
  }
  return withDifferences([{ at: 'affinity', affinity: feature }], differences);
};

/** A Service that is reached by its name: the cluster chooses an endpoint for each connection. */
const byCluster = (feature: LoadBalancing, { pool }: AtPool): Reason | undefined => {
  if (pool.endpoints.kind !== 'name') return undefined;
  const { affinity: sessions } = pool.features;
  if (sessions !== undefined) return because('T5137', { what: 'session affinity' }, sessions.cookie.from);
  const { algorithm } = feature;
  return algorithm.value === 'round-robin'
    ? because('T5138', {})
    : because('T5137', { what: algorithm.value === 'hash' ? 'upstream-hash-by' : 'load-balance' }, algorithm.from);
};

/** All that `loadBalancing` looks at besides the feature; undefined: more than that. */
export const surroundings = ({ pool: { endpoints, features } }: AtPool): string | undefined => {
  if (endpoints.kind === 'name' && features.affinity !== undefined) return undefined;
  return endpoints.kind === 'addresses' && endpoints.addresses.length < 2 ? 'single' : endpoints.kind;
};

export const loadBalancing = (feature: LoadBalancing, at: AtPool): Outcome<NginxNode> => {
  const node: NginxNode = { at: 'balancing', balancing: feature };
  const left = byCluster(feature, at);
  if (!('key' in feature)) {
    const { algorithm, ...rest } = feature;
    spent(rest);
    if (left !== undefined) return approximate([node], left);
    return algorithm.value === 'ewma' ? approximate([node], because('T5114', {}, algorithm.from)) : exact(node);
  }
  const { algorithm: _algorithm, key, subset, ...rest } = feature;
  spent(rest);
  const expanded = expand(key.value);
  if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, key.from));
  if (capturesIn(expanded.text).length > 0)
    return refused(because('T5104', { variable: 'a capture in upstream-hash-by' }, key.from));
  if (left !== undefined) return approximate([node], left);
  if (at.pool.endpoints.kind !== 'addresses' || at.pool.endpoints.addresses.length < 2) return exact(node);
  if (subset !== undefined) return approximate([node], because('T5116', { size: subset.value }, subset.from));
  return approximate([node], because('T5115', {}, key.from));
};
