import type { Reader } from './reader.ts';
import { templateOf } from './template-of.ts';

export const readUpstreamHost: Reader = (given) => {
  const key = 'upstream-vhost';
  const host = templateOf(given, key, "the client's host is sent");
  if (host === undefined) return {};
  const value = given.raw(key);
  if (/[\r\n]\s*$/.test(value)) {
    const why = 'ends with a line break, which the controller sends to the backend in the Host header';
    given.tell('D342', { key, value, why, instead: 'here it is cut off' }, key, 'read');
  }
  return { location: { upstreamHost: { host } } };
};
