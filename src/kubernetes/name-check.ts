/** Names the API server would not take: said once each, and refused where they would be ambiguous. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import { isNamespaceName, isObjectName } from './names.ts';
import { record } from './plain.ts';
import type { RawObject } from './raw-object.ts';

export type NameOf = 'name' | 'namespace' | 'Service name' | 'Secret name';

/** Of a name that is not legal. False: it cannot stand for anything. A harmless one (`APP`, `${NAME}`) is only reported. */
export const refuseName = (
  what: NameOf,
  name: string,
  object: KubernetesObject,
  path: Path,
  report: Report,
): boolean => {
  const usable = /^[^\s/\\\p{C}]+$/u.test(name);
  report.add(usable ? 'S215' : 'S217', { what, name }, [sourceOrigin(object, path)]);
  return usable;
};

/** Name and namespace of an object itself. */
export const checkOwnNames = ({ object, raw }: RawObject, report: Report): boolean => {
  const { name } = object.ref;
  const named = isObjectName(name) || refuseName('name', name, object, ['metadata', 'name'], report);
  const namespace = record(raw['metadata'])['namespace'];
  if (typeof namespace !== 'string' || namespace === '' || isNamespaceName(namespace)) return named;
  return refuseName('namespace', namespace, object, ['metadata', 'namespace'], report) && named;
};
