import type { AllowedOrigin, Cors } from '../../../model/features/route-features.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { corsExpose, corsMethods } from '../validators.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

const sideKeys = [
  'cors-allow-origin',
  'cors-allow-methods',
  'cors-allow-headers',
  'cors-allow-credentials',
  'cors-expose-headers',
  'cors-max-age',
] as const;

const standardMethods = 'GET, PUT, POST, DELETE, PATCH, OPTIONS';
const standardHeaders =
  'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization';

export const readCors: Reader = (given) => {
  const enabled = given.flag('enable-cors', 'cross-origin requests are not answered');
  if (enabled?.value !== true) {
    given.ignore(sideKeys, 'enable-cors is not true');
    return {};
  }
  const from = given.at('enable-cors');
  const allowed = origins(given);
  if (allowed === undefined) {
    given.ignore(sideKeys, 'cors-allow-origin is refused');
    return {};
  }
  const cors: Cors = {
    origins: allowed,
    methods:
      list(given, 'cors-allow-methods', corsMethods.accepts) ??
      traced(standardMethods, from, defaultOrigin('cors-allow-methods')),
    headers:
      given.text('cors-allow-headers', 'the standard list holds') ??
      traced(standardHeaders, from, defaultOrigin('cors-allow-headers')),
    credentials: credentials(given, allowed.value === 'any'),
    maxAge: given.integer('cors-max-age', '1728000 holds') ?? traced(1728000, from, defaultOrigin('cors-max-age')),
    ...defined({ expose: list(given, 'cors-expose-headers', corsExpose.accepts) }),
  };
  return { location: { cors } };
};

/** The stored text, blanks included, has to pass the pattern as well. */
const list = (given: Given, key: AnnotationKey, accepts: (text: string) => boolean): Traced<string> | undefined => {
  const text = given.text(key, 'the default holds');
  if (text === undefined) return undefined;
  const unstripped = text.value.replaceAll(' ', '') === text.value || acceptsBlanks(text.value, accepts);
  if (unstripped) return text;
  given.tell(
    'D300',
    { key, value: text.value, wants: 'a list with single blanks', instead: 'the default holds' },
    key,
    'invalid',
  );
  return undefined;
};

/** The validator tests a copy without blanks: here single blanks are tested as tabs, which it keeps. */
const acceptsBlanks = (text: string, accepts: (text: string) => boolean): boolean =>
  accepts(text.replaceAll(' ', '\t'));

/** Browsers refuse the pair of every origin and credentials, other clients do not. */
const credentials = (given: Given, everybody: boolean): Cors['credentials'] => {
  const key = 'cors-allow-credentials';
  const written =
    given.flag(key, 'true holds') ?? traced(true, given.at('enable-cors'), defaultOrigin('cors-allow-credentials'));
  if (!everybody || !written.value) return written;
  const origin = 'cors-allow-origin';
  const accepted = given.accepts(origin);
  // A refused origin was told already.
  if (given.has(origin) && !given.isEmpty(origin) && !accepted) return written;
  const cause = accepted ? origin : 'enable-cors';
  const args = { key: cause, origins: accepted ? given.raw(origin) : '' };
  return given.unsafe('D383', args, cause, 'here', 'read') ? mapTraced(written, () => false) : written;
};

/** Undefined: none is to be answered. */
const origins = (given: Given): Cors['origins'] | undefined => {
  const key = 'cors-allow-origin';
  if (!given.has(key) || given.isEmpty(key)) {
    given.text(key, 'every origin is allowed');
    return traced('any', given.at('enable-cors'), defaultOrigin(key));
  }
  if (!given.accepts(key)) {
    const closed = given.unsafe('D320', { key, value: given.raw(key) }, key, 'here');
    return closed ? undefined : traced('any', given.at(key));
  }
  const text = given.text(key) ?? traced('', given.at(key));
  const items = text.value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.includes('*')) return mapTraced(text, () => 'any' as const);
  const patterns = items.flatMap((item) => originPattern(given, item));
  if (patterns.some((origin) => origin !== 'null')) given.tell('D324', { key }, key, 'read');
  else if (patterns.length === 0) given.tell('D322', { key, value: text.value }, key, 'invalid');
  return mapTraced(text, () => patterns);
};

const originPattern = (given: Given, item: string): readonly AllowedOrigin[] => {
  const key = 'cors-allow-origin';
  if (item === 'null') return given.unsafe('D384', { key }, key, 'here', 'read') ? [] : ['null'];
  const [, scheme, wildcard, host, port] = /^([a-z]+):\/\/(\*\.)?([A-Za-z0-9.-]*)(?::([0-9]+))?$/.exec(item) ?? [];
  if (scheme === undefined || host === undefined) {
    given.tell('D321', { key, item }, key, 'read');
    return [];
  }
  if (host === '') {
    given.tell('D323', { key, item }, key, 'read');
    return [];
  }
  return [{ scheme, wildcard: wildcard !== undefined, host, ...defined({ port }) }];
};
