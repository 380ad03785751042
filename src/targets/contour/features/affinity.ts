import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../../model/features/pool-features.ts';
import type { SessionCookie } from '../../../model/features/route-features.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { type AtPool, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { hashHeader } from '../hash-header.ts';
import type { ContourNode } from '../node.ts';
import { HeaderValue } from '../token.ts';
import type { LoadBalancer } from '../tree.ts';

export const affinity = ({
  mode,
  cookie,
  secure,
  expires,
  maxAge,
  domain,
  sameSite,
  conditionalSameSiteNone,
  changeOnFailure,
  ...rest
}: Affinity): Outcome<ContourNode> => {
  spent(rest);
  const also = [expires, maxAge].flatMap((part) => (part === undefined ? [] : [part.from]));
  const told: [Reason, ...Reason[]] = [because('T5442', { cookie: cookie.value }, cookie.from, mode.from, ...also)];
  const tell = (what: string, part: { readonly from: Affinity['mode']['from'] }): void => {
    told.push(because('T5443', { what }, part.from));
  };
  if (mode.value === 'persistent') tell('affinity-mode persistent', mode);
  if (changeOnFailure.value) tell('session-cookie-change-on-failure', changeOnFailure);
  if (conditionalSameSiteNone.value) tell('session-cookie-conditional-samesite-none', conditionalSameSiteNone);
  const fits =
    domain === undefined || /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(domain.value);
  if (domain !== undefined && !fits) tell(`the cookie domain ${domain.value}`, domain);
  const rewrite = {
    ...(domain === undefined || !fits ? {} : { domainRewrite: { value: domain.value } }),
    ...(sameSite === undefined ? {} : { sameSite: sameSite.value }),
  };
  return approximate(
    [{ kind: 'balancing', balancer: { strategy: 'Cookie' }, cookie: { rewrite, secure: secure.value } }],
    ...told,
  );
};

export const sessionCookie = ({ path, ...rest }: SessionCookie): Outcome<ContourNode> => {
  spent(rest);
  const fits = path.value.startsWith('/') && !/[;\u0000-\u001f\u007f]/.test(path.value);
  if (!fits) return refused(because('T5443', { what: `the cookie path ${path.value}` }, path.from));
  return exact({ kind: 'session-cookie', path: path.value });
};

export const loadBalancing = (feature: LoadBalancing, at: AtPool): Outcome<ContourNode> => {
  if (!('key' in feature)) {
    const { algorithm, ...rest } = feature;
    spent(rest);
    if (algorithm.value === 'round-robin' || at.pool.features.affinity !== undefined) return exact();
    return approximate(
      [{ kind: 'balancing', balancer: { strategy: 'WeightedLeastRequest' } }],
      because('T5444', {}, algorithm.from),
    );
  }
  const { algorithm, key, subset, ...rest } = feature;
  spent(rest);
  if (at.pool.features.affinity !== undefined) return exact();
  const [part, ...others] = key.value;
  const hash = others.length > 0 || part?.kind !== 'request' ? undefined : hashOf(part.value);
  const text = hash === undefined ? HeaderValue.template(key.value) : undefined;
  const from = [algorithm.from, ...(subset === undefined ? [] : [subset.from])];
  if (hash === undefined && text === undefined) {
    return refused(because('T5445', { key: templateText(key.value) }, key.from, ...from));
  }
  const policy = hash ?? { headerHashOptions: { headerName: hashHeader } };
  const balancer = { strategy: 'RequestHash', requestHashPolicies: [policy] } as const;
  const told: Reason[] = [];
  if (text !== undefined) told.push(because('T5493', { header: hashHeader }, key.from));
  if (subset !== undefined) told.push(because('T5443', { what: 'upstream-hash-by-subset' }, subset.from));
  return withDifferences([{ kind: 'balancing', balancer, ...(text === undefined ? {} : { hashBy: text }) }], told);
};

type Hash = NonNullable<LoadBalancer['requestHashPolicies']>[number];
type Value = Extract<Extract<LoadBalancing, { key: unknown }>['key']['value'][number], { kind: 'request' }>['value'];

const hashOf = (value: Value): Hash | undefined => {
  if (value.kind === 'remoteAddress') return { hashSourceIP: true };
  if (value.kind === 'header' && /^[\w-]+$/.test(value.name)) return { headerHashOptions: { headerName: value.name } };
  const plain = value.kind === 'argument' && /^[a-z0-9_-]+$/.test(value.name);
  return plain ? { queryParameterHashOptions: { parameterName: value.name } } : undefined;
};
