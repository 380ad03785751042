import type { AccessList } from '../../../model/features/route-features.ts';
import { type Cidr, parseCidr } from '../../../model/values/cidr.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
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
    deny: list(given, 'denylist-source-range') ?? base?.deny,
    allow: list(given, 'allowlist-source-range') ?? base?.allow,
  });
  return Object.keys(accessList).length === 0 ? {} : { location: { accessList } };
};

/** An empty list closes the paths as a wrong one does. */
const list = (given: Given, key: AnnotationKey): Traced<readonly Cidr[]> | undefined => {
  if (given.has(key) && given.raw(key).trim() === '') {
    given.deny(key, 'the list is empty');
    return undefined;
  }
  const text = given.text(key);
  return text === undefined ? undefined : mapTraced(text, cidrs);
};
