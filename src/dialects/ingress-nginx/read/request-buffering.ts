import type { RequestBuffering } from '../../../model/features/backend-features.ts';
import { type Bytes, parseBytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

export const readRequestBuffering: Reader = (given) => {
  const base = given.controller.base.location.requestBuffering;
  if (base === undefined) return {};
  const on = given.text('proxy-request-buffering', `${base.on.value ? 'on' : 'off'} holds`);
  const requestBuffering: RequestBuffering = defined({
    on: on === undefined ? base.on : mapTraced(on, (word) => word === 'on'),
    memory: memory(given) ?? base.memory,
  });
  return { location: { requestBuffering } };
};

const memory = (given: Given): Traced<Bytes> | undefined => {
  const key = 'client-body-buffer-size';
  const text = given.text(key);
  if (text === undefined) return undefined;
  const size = parseBytes(text.value);
  if (size !== undefined && !/[bg]$/i.test(text.value)) return mapTraced(text, () => size);
  const what = size === undefined ? 'a blank inside,' : 'a unit (b or g)';
  const why = `has ${what} with which the controller leaves the directive out`;
  given.tell('D342', { key, value: text.value, why, instead: "the controller's own size holds" }, key, 'invalid');
  return undefined;
};
