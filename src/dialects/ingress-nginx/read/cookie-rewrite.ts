import type { CookieRewrite } from '../../../model/features/backend-features.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

type Mapping = { readonly from: string; readonly to: string };

/** `off`, or two words; undefined when nginx takes neither. */
export const cookieMapping = (text: string): Mapping | 'off' | undefined => {
  const [from, to, ...rest] = text.split(/[ \t\f]+/).filter((word) => word !== '');
  if (from === 'off' && to === undefined) return 'off';
  return from === undefined || to === undefined || rest.length > 0 ? undefined : { from, to };
};

export const readCookieRewrite: Reader = (given) => {
  const base = given.controller.base.location.cookieRewrite;
  const cookieRewrite: CookieRewrite = defined({
    domain: mapping(given, 'proxy-cookie-domain', base?.domain),
    path: mapping(given, 'proxy-cookie-path', base?.path),
  });
  return Object.keys(cookieRewrite).length === 0 ? { without: ['cookieRewrite'] } : { location: { cookieRewrite } };
};

const mapping = (given: Given, key: AnnotationKey, base: Traced<Mapping> | undefined): Traced<Mapping> | undefined => {
  const text = given.text(key, "the controller's own mapping holds");
  if (text === undefined) return base;
  const words = cookieMapping(text.value);
  if (words === 'off') return undefined;
  if (words !== undefined) return mapTraced(text, () => words);
  const why = 'is neither off nor two words';
  given.tell('D340', { key, value: text.value, why, instead: "the controller's own mapping holds" }, key, 'invalid');
  return base;
};
