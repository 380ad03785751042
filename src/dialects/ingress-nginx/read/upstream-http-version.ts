import { mapTraced } from '../../../source/traced.ts';
import type { Reader } from './reader.ts';

export const readUpstreamHttpVersion: Reader = (given) => {
  const text = given.text('proxy-http-version', "the controller's own version holds");
  if (text === undefined) return {};
  return { location: { upstreamHttpVersion: { version: mapTraced(text, (v) => (v === '1.0' ? '1.0' : '1.1')) } } };
};
