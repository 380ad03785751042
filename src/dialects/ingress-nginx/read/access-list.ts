import type { AccessList } from '../../../model/features/route-features.ts';
import { type Cidr, contains, parseCidr } from '../../../model/values/cidr.ts';
import { joinOrigins, mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

/** Addresses of a list that its validator accepted. */
export const cidrs = (text: string): readonly Cidr[] =>
  text.split(',').flatMap((item) => {
    const cidr = parseCidr(item.trim());
    return cidr === undefined ? [] : [cidr];
  });

export const readAccessList: Reader = (given) => {
  const base = given.controller.base.location.accessList;
  const accessList: AccessList = defined({
    deny: deny(given, list(given, 'denylist-source-range'), base?.deny),
    allow: allow(given, list(given, 'allowlist-source-range'), base?.allow),
  });
  return Object.keys(accessList).length === 0 ? {} : { location: { accessList } };
};

type List = Traced<readonly Cidr[]> | undefined;

/** A list of the Ingress takes the place of the controller's, which may let in whom that one keeps out. */
const deny = (given: Given, own: List, global: List): List => {
  if (own === undefined || global === undefined) return own ?? global;
  const lost = global.value.filter((range) => !own.value.some((o) => contains(o, range)));
  if (lost.length === 0 || !replaces(given, 'denylist-source-range', 'denylist-source-range')) return own;
  return { value: [...own.value, ...lost], from: joinOrigins(own.from, global.from) };
};

const allow = (given: Given, own: List, global: List): List => {
  if (own === undefined || global === undefined) return own ?? global;
  if (own.value.every((range) => global.value.some((g) => contains(g, range)))) return own;
  if (!replaces(given, 'allowlist-source-range', 'whitelist-source-range')) return own;
  const both = own.value.flatMap((o) =>
    global.value.flatMap((g) => (contains(g, o) ? [o] : contains(o, g) ? [g] : [])),
  );
  return { value: both, from: joinOrigins(own.from, global.from) };
};

const replaces = (given: Given, key: AnnotationKey, global: string): boolean =>
  given.unsafe('D390', { key, value: given.raw(key), global }, key, 'here', 'read');

/** An empty list closes the paths as a wrong one does. */
const list = (given: Given, key: AnnotationKey): Traced<readonly Cidr[]> | undefined => {
  if (given.has(key) && given.raw(key).trim() === '') {
    given.deny(key, 'the list is empty');
    return undefined;
  }
  const text = given.text(key);
  return text === undefined ? undefined : mapTraced(text, cidrs);
};
