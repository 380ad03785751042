/** Sizes that nginx takes as buffers: plain digits, k and m. */
import { type Bytes, parseBytes } from '../../../model/values/bytes.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import type { Given } from './given.ts';

/** An accepted size with a unit nginx knows; others are reported as breaking the reload. */
export const bufferSize = (given: Given, key: AnnotationKey, instead: string): Traced<Bytes> | undefined => {
  const text = given.text(key, instead);
  const size = text === undefined ? undefined : parseBytes(text.value);
  if (text === undefined || size === undefined) return undefined;
  if (!/[bg]$/i.test(text.value)) return mapTraced(text, () => size);
  given.tell(
    'D340',
    { key, value: text.value, why: 'has a unit nginx refuses (k and m are known)', instead },
    key,
    'invalid',
  );
  return undefined;
};
