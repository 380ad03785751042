import { mapTraced } from '../../../source/traced.ts';
import type { Reader } from './reader.ts';

export const readPassthrough: Reader = (given) => {
  const on = given.flag('ssl-passthrough');
  return on?.value === true ? { settings: { passthrough: mapTraced(on, () => true as const) } } : {};
};
