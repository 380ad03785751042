import { quoted, shortened } from '../../../diagnostics/quoted.ts';
import type { ExternalAuth } from '../../../model/features/route-features.ts';
import { sourceOrigin, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { headerTemplate, isHeaderName } from '../controller/header-entries.ts';
import type { Given } from './given.ts';
import { findConfigMap, foreignNamespace, parseReference } from './references.ts';

/** Undefined when the paths are closed because of a name. */
export const authResponseHeaders = (given: Given): Traced<readonly string[]> | undefined => {
  const key = 'auth-response-headers';
  if (!given.has(key) || given.isEmpty(key)) {
    given.text(key, 'no header is copied');
    return traced([], defaultOrigin(key));
  }
  const text = given.text(key);
  if (text === undefined) return undefined;
  const names = text.value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const bad = names.find((name) => !isHeaderName(name));
  if (bad === undefined) return { value: names, from: text.from };
  given.deny(key, `${quoted(bad)} is not a header name`);
  return undefined;
};

/** Headers of the ConfigMap named by auth-proxy-set-headers, by name; undefined when the paths are closed because of it. */
export const authRequestHeaders = (given: Given): ExternalAuth['requestHeaders'] | undefined => {
  const key = 'auth-proxy-set-headers';
  const text = given.text(key, 'no header is added');
  if (text === undefined) return [];
  const reference = parseReference(text.value);
  const configMap =
    reference === undefined || reference.namespace === ''
      ? undefined
      : findConfigMap(given, reference.namespace, reference.name);
  const why =
    reference === undefined || reference.namespace === ''
      ? `${quoted(text.value)} is not of the form namespace/name`
      : (foreignNamespace(given, reference.namespace) ??
        (configMap === undefined ? `ConfigMap ${shortened(text.value)} is not in the input` : undefined));
  if (why !== undefined || configMap === undefined) {
    given.deny(key, why ?? 'the ConfigMap is missing');
    return undefined;
  }
  const names = Object.keys(configMap.data).sort();
  const bad = names.find((name) => !isHeaderName(name));
  if (bad !== undefined) {
    given.deny(key, `${quoted(bad)} in ConfigMap ${shortened(text.value)} is not a header name`);
    return undefined;
  }
  return names.flatMap((name) => {
    const template = headerTemplate(configMap.data[name] ?? '');
    if (template === undefined) {
      given.tell('D348', { key, header: name, configMap: text.value }, key, 'read');
      return [];
    }
    return [{ name, value: traced(template, sourceOrigin(configMap.object, ['data', name]), given.at(key)) }];
  });
};
