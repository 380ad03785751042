/** Traefik's rule language as a tree. Only `token.ts` prints it. */

export type Matcher =
  | 'Host'
  | 'HostRegexp'
  | 'Path'
  | 'PathPrefix'
  | 'PathRegexp'
  | 'Header'
  | 'HeaderRegexp'
  | 'Method'
  | 'Query'
  | 'QueryRegexp'
  | 'ClientIP'
  | 'HostSNI';

export type Rule =
  | { readonly kind: 'match'; readonly matcher: Matcher; readonly args: readonly string[] }
  | { readonly kind: 'and'; readonly rules: readonly Rule[] }
  | { readonly kind: 'or'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule };

export const match = (matcher: Matcher, ...args: readonly string[]): Rule => ({ kind: 'match', matcher, args });
export const not = (rule: Rule): Rule => ({ kind: 'not', rule });

/** All of them; the parts of nested conjunctions become its own. No rule at all matches every path. */
export const and = (...rules: readonly (Rule | undefined)[]): Rule => {
  const flat = rules.flatMap((r) => (r === undefined ? [] : r.kind === 'and' ? r.rules : [r]));
  const [only, ...more] = flat;
  if (only === undefined) return everything;
  return more.length === 0 ? only : { kind: 'and', rules: flat };
};

/** Any of them; undefined when there is none. */
export const or = (rules: readonly Rule[]): Rule | undefined => {
  const [only, ...more] = rules;
  return more.length === 0 ? only : { kind: 'or', rules };
};

export const everything: Rule = match('PathPrefix', '/');
