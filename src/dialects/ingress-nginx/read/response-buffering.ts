import type { ResponseBuffering } from '../../../model/features/backend-features.ts';
import { type Bytes, parseBytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { bufferSize } from './buffer-size.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

export const readResponseBuffering: Reader = (given) => {
  const base = given.controller.base.location.responseBuffering;
  if (base === undefined) return {};
  const on = given.text('proxy-buffering', `${base.on.value ? 'on' : 'off'} holds`);
  const read: ResponseBuffering = defined({
    on: on === undefined ? base.on : mapTraced(on, (word) => word === 'on'),
    header: bufferSize(given, 'proxy-buffer-size', "the controller's own size holds") ?? base.header,
    count: count(given, base.count),
    busy: bufferSize(given, 'proxy-busy-buffers-size', 'it is left out') ?? base.busy,
    temporaryFile: temporaryFile(given) ?? base.temporaryFile,
  });
  return { location: { responseBuffering: consistent(given, read, base) } };
};

const count = (given: Given, fallback: Traced<number>): Traced<number> => {
  const key = 'proxy-buffers-number';
  const instead = `${fallback.value} holds`;
  const value = given.integer(key, instead);
  if (value === undefined || value.value >= 1) return value ?? fallback;
  given.tell('D340', { key, value: given.raw(key), why: 'is not a number of buffers', instead }, key, 'invalid');
  return fallback;
};

const temporaryFile = (given: Given): Traced<Bytes> | undefined => {
  const key = 'proxy-max-temp-file-size';
  const text = given.text(key, "the controller's own size holds");
  if (text === undefined) return undefined;
  const size = parseBytes(text.value);
  const last = text.value.slice(-1).toLowerCase();
  if (size !== undefined && last !== 'b' && last !== 'g') return mapTraced(text, () => size);
  const args = { key, value: text.value, instead: "the controller's own size holds" };
  if (last === 'g' && size !== undefined)
    given.tell('D340', { ...args, why: 'has a unit nginx refuses here' }, key, 'invalid');
  else {
    const what = size === undefined ? 'a blank inside' : 'the unit b';
    given.tell('D342', { ...args, why: `has ${what}, with which it is left out` }, key, 'invalid');
  }
  return undefined;
};

/** nginx compares the sizes with each other when it loads: a set that does not fit would be refused as a whole. */
const consistent = (given: Given, read: ResponseBuffering, base: ResponseBuffering): ResponseBuffering => {
  const one = read.header.value.bytes;
  const busy = read.busy?.value.bytes ?? 2 * one;
  const fits =
    read.count.value >= 2 &&
    busy >= one &&
    busy <= (read.count.value - 1) * one &&
    (read.temporaryFile.value.bytes === 0 || read.temporaryFile.value.bytes >= one);
  if (fits) return read;
  const keys: readonly AnnotationKey[] = [
    'proxy-buffers-number',
    'proxy-busy-buffers-size',
    'proxy-buffer-size',
    'proxy-max-temp-file-size',
  ];
  const why = 'does not fit the other buffer sizes (busy at least one buffer and at most all but one)';
  for (const key of keys) {
    if (!given.has(key)) continue;
    given.tell('D340', { key, value: given.raw(key), why, instead: "the controller's own sizes hold" }, key, 'invalid');
    break;
  }
  return { ...base, on: read.on };
};
