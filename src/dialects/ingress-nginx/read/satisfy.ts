import { mapTraced } from '../../../source/traced.ts';
import type { Reader } from './reader.ts';

/** `all` is what holds anyway. */
export const readSatisfy: Reader = (given) => {
  const text = given.text('satisfy', 'every check has to pass');
  return text?.value === 'any' ? { location: { satisfy: { mode: mapTraced(text, () => 'any' as const) } } } : {};
};
