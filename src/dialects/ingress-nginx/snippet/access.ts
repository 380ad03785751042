/** allow and deny lines: nginx takes the first that matches, the model tests denied ranges before allowed ones. */
import type { AccessList } from '../../../model/features/route-features.ts';
import { type Cidr, parseCidr } from '../../../model/values/cidr.ts';
import { joinOrigins, type Origin, type Origins } from '../../../source/traced.ts';
import type { AccessRule } from './effect.ts';

export type AccessOutcome =
  | { readonly kind: 'list'; readonly list: AccessList | undefined }
  /** The address list of the Ingress decides for everybody before these lines are reached. */
  | { readonly kind: 'unreached' }
  /** The order of the lines matters in a way the model cannot say. */
  | { readonly kind: 'inexpressible' };

/** Adds lines below the address list that is there already. */
export const addAccessRules = (
  list: AccessList | undefined,
  rules: readonly AccessRule[],
  at: Origin,
): AccessOutcome => {
  if (list?.allow !== undefined) return { kind: 'unreached' };
  const deny: Cidr[] = [];
  const allow: Cidr[] = [];
  let last: AccessRule | undefined;
  for (const rule of rules) {
    if (rule.range === 'all') {
      last = rule;
      break;
    }
    const { range } = rule;
    if (rule.allow) {
      allow.push(range);
      continue;
    }
    if (allow.some((earlier) => overlap(earlier, range))) return { kind: 'inexpressible' };
    deny.push(range);
  }
  const onlyAllowed = last !== undefined && !last.allow;
  const before = list?.deny;
  const from = (origins: Origins | undefined): Origins => (origins === undefined ? [at] : joinOrigins(origins, [at]));
  if (onlyAllowed && allow.length === 0) {
    return { kind: 'list', list: { deny: { value: everybody, from: from(before?.from) } } };
  }
  const denied = deny.length === 0 ? before : { value: [...(before?.value ?? []), ...deny], from: from(before?.from) };
  const made: AccessList = {
    ...(denied === undefined ? {} : { deny: denied }),
    ...(onlyAllowed ? { allow: { value: allow, from: [at] } } : {}),
  };
  return { kind: 'list', list: Object.keys(made).length === 0 ? undefined : made };
};

const everybody: readonly Cidr[] = ['0.0.0.0/0', '::/0'].flatMap((text) => parseCidr(text) ?? []);

const overlap = (a: Cidr, b: Cidr): boolean => {
  if (a.family !== b.family) return false;
  const prefix = Math.min(a.prefix, b.prefix);
  const cut = (c: Cidr): string | undefined => parseCidr(`${c.address}/${prefix}`)?.address;
  return cut(a) === cut(b);
};
