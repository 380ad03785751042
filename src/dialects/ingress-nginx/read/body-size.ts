import { bytes, parseBytes } from '../../../model/values/bytes.ts';
import { traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { Reader } from './reader.ts';

export const readBodySize: Reader = (given) => {
  const key = 'proxy-body-size';
  const text = given.text(key, "the controller's own limit holds");
  if (text === undefined) return {};
  const size = parseBytes(text.value);
  if (size === undefined || /b$/i.test(text.value)) {
    const why = `has ${size === undefined ? 'a blank inside' : 'the unit b'}, with which the controller leaves the limit out`;
    given.tell('D342', { key, value: text.value, why, instead: 'the limit of nginx, 1m, holds' }, key, 'invalid');
    return {
      location: { bodySize: { max: traced(bytes(1024 ** 2), given.at(key), defaultOrigin('proxy-body-size')) } },
    };
  }
  return { location: { bodySize: { max: traced(size.bytes === 0 ? 'unlimited' : size, given.at(key)) } } };
};
