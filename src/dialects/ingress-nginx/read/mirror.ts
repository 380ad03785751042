import type { Mirror } from '../../../model/features/route-features.ts';
import { literal, type Template } from '../../../model/values/template.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { hasVariables } from '../nginx-variables.ts';
import { parseAbsoluteUrl } from '../url.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';
import { templateOf } from './template-of.ts';

const key = 'mirror-target';

export const readMirror: Reader = (given) => {
  if (!given.has(key) || given.raw(key).trim() === '') {
    given.text(key, 'nothing is mirrored');
    given.ignore(['mirror-host', 'mirror-request-body'], 'mirror-target is missing');
    return {};
  }
  const onOff = given.text('mirror-request-body', 'on holds');
  const body =
    onOff === undefined ? traced(true, defaultOrigin('mirror-request-body')) : mapTraced(onOff, (w) => w !== 'off');
  const host = templateOf(given, 'mirror-host', 'the host of mirror-target is sent');
  const url = given.accepts(key) ? target(given, host !== undefined) : undefined;
  if (url === undefined) {
    if (given.unsafe('D345', { key, value: given.raw(key) }, key, 'here')) {
      given.ignore(['mirror-host', 'mirror-request-body'], 'mirror-target is refused');
      return {};
    }
    return { location: { mirror: { body: traced(body.value, given.at(key), ...body.from) } } };
  }
  const mirror: Mirror = { url, body, ...defined({ host: host ?? ownHost(given) }) };
  return { location: { mirror } };
};

/** Undefined when the controller makes no location for the copies. */
const target = (given: Given, withHost: boolean): Traced<Template> | undefined => {
  const url = templateOf(given, key, 'nothing is mirrored');
  if (url === undefined) return undefined;
  const absolute = parseAbsoluteUrl(beforeVariables(given.raw(key).trim()));
  if (absolute === undefined && !withHost) return undefined;
  // Without variables in it nginx appends the query of the request by itself.
  const query: Template = [
    { kind: 'request', value: { kind: 'isArgs' } },
    { kind: 'request', value: { kind: 'query' } },
  ];
  return hasVariables(given.raw(key)) ? url : mapTraced(url, (parts) => [...parts, ...query]);
};

const ownHost = (given: Given): Traced<Template> | undefined => {
  const absolute = parseAbsoluteUrl(beforeVariables(given.raw(key).trim()));
  return absolute === undefined ? undefined : traced(literal(absolute.host), given.at(key));
};

const beforeVariables = (text: string): string => text.split('$')[0] ?? '';
