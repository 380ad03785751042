import type { ErrorPages } from '../../../model/features/route-features.ts';
import { joinOrigins, mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

export const readErrorPages: Reader = (given) => {
  const defaultBackend = service(given);
  const settings = defaultBackend === undefined ? {} : { settings: { defaultBackend } };
  const statuses = codes(given);
  if (statuses === undefined) {
    given.ignore(['disable-proxy-intercept-errors'], 'custom-http-errors is missing');
    return settings;
  }
  return { ...settings, location: { errorPages: { statuses, interceptBackend: intercepts(given) } } };
};

const service = (given: Given): Traced<string> | undefined => {
  const key = 'default-backend';
  const name = given.text(key);
  if (name === undefined) return undefined;
  const path = `${given.here().ingress.namespace}/${name.value}`;
  if (given.here().cluster.services.has(path) || !given.here().cluster.hasEndpoints) return name;
  given.tell('D343', { key, service: path }, key, 'ignored');
  return undefined;
};

/** The pattern lets codes run together and takes `,12`: nginx would refuse those. */
const codes = (given: Given): Traced<readonly number[]> | undefined => {
  const key = 'custom-http-errors';
  const text = given.text(key, 'no status is replaced');
  if (text === undefined) return undefined;
  const words = text.value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const good = words.filter((word) => /^[45][0-9]{2}$/.test(word)).map(Number);
  if (good.length < words.length) {
    const why = 'holds a number that is no status from 400 to 599';
    given.tell('D340', { key, value: text.value, why, instead: 'that number is left out' }, key, 'invalid');
  }
  const statuses = [...new Set(good)].sort((a, b) => a - b);
  return statuses.length === 0 ? undefined : mapTraced(text, () => statuses);
};

/** The annotation can leave the directive out, but not undo the global one. */
const intercepts = (given: Given): ErrorPages['interceptBackend'] => {
  const key = 'disable-proxy-intercept-errors';
  const disabled = given.flag(key, 'false holds');
  if (disabled?.value !== true) return traced(true, ...(disabled?.from ?? [given.at('custom-http-errors')]));
  if (!given.controller.defaults.interceptsEverywhere) return traced(false, ...disabled.from);
  given.ignore([key], 'the global custom-http-errors keeps interception on');
  return { value: true, from: joinOrigins(disabled.from, [defaultOrigin('custom-http-errors')]) };
};
