import type { Redirect, RedirectStyle } from '../../../model/features/route-features.ts';
import { literal } from '../../../model/values/template.ts';
import { joinOrigins, mapTraced, type Traced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { LocationFeatures } from '../settings.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';

const group: readonly AnnotationKey[] = [
  'from-to-www-redirect',
  'relative-redirects',
  'temporal-redirect',
  'temporal-redirect-code',
  'permanent-redirect',
  'permanent-redirect-code',
];

/** One wrong or empty key of the group takes the others with it. */
export const readRedirect: Reader = (given): Contribution => {
  const withPort = given.flag('use-port-in-redirects', "the controller's own setting holds");
  const empty = emptyKey(given);
  const lost = empty ?? (schemeless(given) ? 'temporal-redirect' : undefined);
  if (lost !== undefined) {
    vanished(given, lost, empty !== undefined);
    return { location: defined({ redirectStyle: style(given, withPort, undefined) }) };
  }
  const www = given.flag('from-to-www-redirect');
  const relative = given.flag('relative-redirects');
  const location: Partial<LocationFeatures> = defined({
    redirect: temporal(given) ?? permanent(given),
    redirectStyle: style(given, withPort, relative),
  });
  return www?.value === true
    ? { location, settings: { fromToWww: mapTraced(www, () => true as const) } }
    : { location };
};

const emptyKey = (given: Given): AnnotationKey | undefined => {
  const temporalSet = given.has('temporal-redirect') && !given.isEmpty('temporal-redirect');
  const read = group.filter((key) => (temporalSet ? !key.startsWith('permanent-') : key !== 'temporal-redirect-code'));
  return read.find((key) => given.isEmpty(key));
};

const schemeless = (given: Given): boolean =>
  given.accepts('temporal-redirect') && !/^http[A-Za-z0-9+.-]*:/i.test(given.raw('temporal-redirect').trim());

const vanished = (given: Given, key: AnnotationKey, empty: boolean): void => {
  const why = empty ? 'is empty' : 'does not start with http:// or https://';
  const args = { key, value: given.raw(key), why, lost: 'any of its redirect keys', ingress: given.here().name };
  given.unsafe('D304', args, key, 'paths');
  given.ignore(group, `${key} makes the controller drop all redirect keys of the Ingress`);
};

const style = (
  given: Given,
  withPort: Traced<boolean> | undefined,
  relative: Traced<boolean> | undefined,
): RedirectStyle | undefined => {
  const base = given.controller.base.location.redirectStyle;
  if (base === undefined) return undefined;
  // The global setting cannot be undone.
  const both = base.relative.value ? base.relative : (relative ?? base.relative);
  if (base.relative.value && relative?.value === false) {
    given.ignore(['relative-redirects'], 'ConfigMap relative-redirects is true and cannot be undone');
  }
  return { withPort: withPort ?? base.withPort, relative: both };
};

const temporal = (given: Given): Redirect | undefined => {
  const url = given.text('temporal-redirect');
  if (url === undefined) {
    given.ignore(['temporal-redirect-code'], 'temporal-redirect is missing');
    return undefined;
  }
  given.ignore(['permanent-redirect', 'permanent-redirect-code'], 'temporal-redirect is set');
  return redirect(given, url, 'temporal-redirect-code', 302, 307);
};

const permanent = (given: Given): Redirect | undefined => {
  const url = given.text('permanent-redirect');
  if (url !== undefined) return redirect(given, url, 'permanent-redirect-code', 301, 308);
  given.integer('permanent-redirect-code', '301 holds');
  given.ignore(['permanent-redirect-code'], 'permanent-redirect is missing');
  return undefined;
};

const redirect = (
  given: Given,
  url: Traced<string>,
  codeKey: AnnotationKey,
  standard: number,
  last: number,
): Redirect => {
  const code = given.integer(codeKey, `${standard} holds`);
  const to = mapTraced(url, literal);
  if (code === undefined) return { status: traced(standard, defaultOrigin(codeKey)), to };
  const asks = `${given.raw(codeKey)}`;
  if (code.value < 300 || code.value > last) {
    const why = `is not a status from 300 to ${last}`;
    given.tell(
      'D342',
      { key: codeKey, value: asks, why, instead: `the controller takes ${standard}` },
      codeKey,
      'invalid',
    );
    return { status: { value: standard, from: joinOrigins(code.from) }, to };
  }
  if (![301, 302, 303, 307, 308].includes(code.value)) {
    const why =
      'is no status of a redirect with a target: the controller sends the URL as text instead of a Location header';
    given.tell('D341', { key: codeKey, value: asks, why, instead: `${standard} holds` }, codeKey, 'invalid');
    return { status: { value: standard, from: code.from }, to };
  }
  return { status: code, to };
};
