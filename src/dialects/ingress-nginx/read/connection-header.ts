import { mapTraced } from '../../../source/traced.ts';
import type { Reader } from './reader.ts';

export const readConnectionHeader: Reader = (given) => {
  const key = 'connection-proxy-header';
  const text = given.text(key);
  if (text === undefined) return {};
  if (text.value === 'close' || text.value === 'keep-alive') {
    const word = text.value;
    return { location: { connectionHeader: { value: mapTraced(text, () => word) } } };
  }
  given.tell('D340', { key, value: text.value, why: 'has a blank inside', instead: 'it is left out' }, key, 'invalid');
  return {};
};
