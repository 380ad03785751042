import type { Reader } from './reader.ts';

export const readHttp2Push: Reader = (given) => {
  const key = 'http2-push-preload';
  const push = given.flag(key);
  if (push?.value === true) given.tell('D347', { key }, key, 'ignored');
  return {};
};
