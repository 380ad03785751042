import { quoted, shortened } from '../../../diagnostics/quoted.ts';
import type { ResponseHeaders } from '../../../model/features/route-features.ts';
import { sourceOrigin, traced } from '../../../source/traced.ts';
import { isHeaderName, literalHeader } from '../controller/header-entries.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';
import { findConfigMap, parseReference } from './references.ts';

/** Characters the controller takes in a value of custom-headers. */
const valueTest = /^[a-zA-Z0-9_ :;.,\\/"'?!(){}[\]@<>=\-+*#$&`|~^%]+$/;

/** custom-headers: every entry of the ConfigMap replaces a response header. */
export const readResponseHeaders: Reader = (given) => {
  const key = 'custom-headers';
  const text = given.text(key, 'no header is set');
  if (text === undefined) return {};
  const reference = parseReference(text.value);
  const configMap =
    reference === undefined || reference.namespace === ''
      ? undefined
      : findConfigMap(given, reference.namespace, reference.name);
  if (configMap === undefined) {
    given.deny(key, `ConfigMap ${quoted(text.value)} (namespace/name) is not in the input`);
    return {};
  }
  const names = Object.keys(configMap.data).sort();
  for (const name of names) {
    const why = refusal(given, name, configMap.data[name] ?? '');
    if (why === undefined) continue;
    given.deny(key, `${why} (ConfigMap ${shortened(text.value)})`);
    return {};
  }
  const changes: ResponseHeaders['changes'] = names.flatMap((name) => {
    const value = literalHeader(configMap.data[name] ?? '');
    const at = sourceOrigin(configMap.object, ['data', name]);
    return value === undefined
      ? []
      : [{ name, how: 'replace' as const, value: traced(value, given.at(key), at), always: true }];
  });
  const base = given.controller.base.location.responseHeaders?.changes ?? [];
  return changes.length === 0 ? {} : { location: { responseHeaders: { changes: [...base, ...changes] } } };
};

const refusal = (given: Given, name: string, value: string): string | undefined => {
  if (!isHeaderName(name)) return `${quoted(name)} is not a header name`;
  if (!valueTest.test(value)) return `the value of ${name} is empty or has a character the controller refuses`;
  return given.controller.defaults.allowedResponseHeaders.includes(name)
    ? undefined
    : `header ${name} is not listed in ConfigMap key global-allowed-response-headers`;
};
