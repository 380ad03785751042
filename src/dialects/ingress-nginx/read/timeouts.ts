import type { Timeouts } from '../../../model/features/backend-features.ts';
import { type Duration, seconds } from '../../../model/values/duration.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

export const readTimeouts: Reader = (given) => {
  const base = given.controller.base.location.timeouts;
  if (base === undefined) return {};
  const timeouts: Timeouts = {
    connect: time(given, 'proxy-connect-timeout', base.connect),
    send: time(given, 'proxy-send-timeout', base.send),
    read: time(given, 'proxy-read-timeout', base.read),
  };
  return { location: { timeouts } };
};

const time = (given: Given, key: AnnotationKey, fallback: Traced<Duration>): Traced<Duration> => {
  const standard = `${fallback.value.ms / 1000} s`;
  const value = given.integer(key, `${standard} holds`);
  if (value === undefined) return fallback;
  if (value.value >= 0) return mapTraced(value, seconds);
  given.tell('D340', { key, value: given.raw(key), why: 'is negative', instead: `${standard} holds` }, key, 'invalid');
  return fallback;
};
