import { quoted, shortened } from '../../../diagnostics/quoted.ts';
import type { FastCgi } from '../../../model/features/backend-features.ts';
import { sourceOrigin, traced } from '../../../source/traced.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';
import { findConfigMap, foreignNamespace, parseReference } from './references.ts';

const keys = ['fastcgi-index', 'fastcgi-params-configmap'] as const;

export const readFastCgi: Reader = (given) => {
  const index = given.text('fastcgi-index');
  const parameters = fastCgiParameters(given);
  if (given.raw('backend-protocol').trim().toUpperCase() !== 'FCGI') {
    given.ignore(keys, 'backend-protocol is not FCGI');
    return {};
  }
  if (parameters === undefined) return {};
  const fastCgi: FastCgi = { parameters, ...defined({ index }) };
  return { location: { fastCgi } };
};

/** Entries of the ConfigMap, looked up in the namespace of the Ingress whatever the reference says; undefined: all is lost. */
const fastCgiParameters = (given: Given): FastCgi['parameters'] | undefined => {
  const key = 'fastcgi-params-configmap';
  const text = given.text(key);
  if (text === undefined) return [];
  const reference = parseReference(text.value);
  const foreign =
    reference === undefined || reference.namespace === '' ? undefined : foreignNamespace(given, reference.namespace);
  if (foreign !== undefined) {
    const args = {
      key,
      value: text.value,
      why: `names another namespace`,
      lost: 'its FastCGI keys',
      ingress: given.here().name,
    };
    given.tell('D304', args, key, 'invalid');
    return undefined;
  }
  const { namespace } = given.here().ingress;
  const configMap = reference === undefined ? undefined : findConfigMap(given, namespace, reference.name);
  if (reference === undefined || configMap === undefined) {
    given.deny(key, `ConfigMap ${namespace}/${shortened(reference?.name ?? text.value)} is not in the input`);
    return undefined;
  }
  const names = Object.keys(configMap.data).sort();
  const bad = names.find((name) => !/^[A-Za-z0-9._-]+$/.test(name) || !isValue(configMap.data[name] ?? ''));
  if (bad !== undefined) {
    const wants = `a ConfigMap of plain names and values (entry ${quoted(bad)})`;
    given.drop('D301', { key, value: text.value, wants }, key);
    return undefined;
  }
  return names.flatMap((name) => {
    const value = parseTemplate(configMap.data[name] ?? '');
    const at = sourceOrigin(configMap.object, ['data', name]);
    return value === undefined ? [] : [{ name, value: traced(value, given.at(key), at) }];
  });
};

const isValue = (value: string): boolean => /^[A-Za-z0-9\-_${}/.]*$/.test(value);
