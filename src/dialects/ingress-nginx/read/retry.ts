import type { Retry, RetryCondition } from '../../../model/features/backend-features.ts';
import { seconds } from '../../../model/values/duration.ts';
import { joinOrigins, mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

const conditions: Readonly<Record<string, RetryCondition>> = {
  error: 'error',
  timeout: 'timeout',
  invalid_header: 'invalid-header',
  http_500: 'status-500',
  http_502: 'status-502',
  http_503: 'status-503',
  http_504: 'status-504',
  http_403: 'status-403',
  http_404: 'status-404',
  http_429: 'status-429',
};

/** What `proxy_next_upstream` words say; undefined when one of them is unknown to nginx. */
export const retryWords = (
  text: string,
): { readonly on: readonly RetryCondition[]; readonly nonIdempotent: boolean } | undefined => {
  const words = text.split(/[ \t\f]+/).filter((word) => word !== '');
  const rest = words.filter((word) => word !== 'off' && word !== 'non_idempotent');
  const known = rest.flatMap((word) => (Object.hasOwn(conditions, word) ? [conditions[word]] : []));
  if (known.length !== rest.length || words.length === 0) return undefined;
  const on = words.includes('off') ? [] : known.filter((c) => c !== undefined);
  return { on: [...new Set(on)], nonIdempotent: words.includes('non_idempotent') };
};

export const readRetry: Reader = (given) => {
  const base = given.controller.base.location.retry;
  if (base === undefined) return {};
  const within = number(given, 'proxy-next-upstream-timeout');
  const retry: Retry = {
    ...when(given, base),
    tries: number(given, 'proxy-next-upstream-tries') ?? base.tries,
    within: within === undefined ? base.within : mapTraced(within, seconds),
  };
  return { location: { retry } };
};

const when = (given: Given, base: Retry): Pick<Retry, 'on' | 'nonIdempotent'> => {
  const key = 'proxy-next-upstream';
  const text = given.text(key, "the controller's own conditions hold");
  if (text === undefined) return base;
  const words = retryWords(text.value);
  if (words === undefined) {
    const args = {
      key,
      value: text.value,
      why: 'has words run together',
      instead: "the controller's own conditions hold",
    };
    given.tell('D340', args, key, 'invalid');
    return base;
  }
  const global = given.controller.defaults.retryNonIdempotent;
  const nonIdempotent: Traced<boolean> = global.value
    ? { value: true, from: joinOrigins(global.from, text.from) }
    : mapTraced(text, () => words.nonIdempotent);
  return { on: mapTraced(text, () => words.on), nonIdempotent };
};

const number = (given: Given, key: AnnotationKey): Traced<number> | undefined => {
  const value = given.integer(key, "the controller's own number holds");
  if (value === undefined || value.value >= 0) return value;
  const args = { key, value: given.raw(key), why: 'is negative', instead: "the controller's own number holds" };
  given.tell('D340', args, key, 'invalid');
  return undefined;
};
