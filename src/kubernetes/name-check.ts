/** Names the API server would not take: said once each, and refused where they would be ambiguous. */
import type { Report } from '../diagnostics/report.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import { isNamespaceName, isObjectName, isServiceName } from './names.ts';
import { record } from './plain.ts';

export interface Name {
  readonly what: 'name' | 'namespace' | 'Service name' | 'Secret name';
  readonly name: string;
  readonly at: () => Path;
}

/** False: the name cannot stand for anything. An illegal but harmless one (`APP`, `${NAME}`) is only reported. */
export const checkName = ({ what, name, at }: Name, object: KubernetesObject, report: Report): boolean => {
  if (isLegal(what, name)) return true;
  const usable = /^[^\s/\\\p{C}]+$/u.test(name);
  report.add(usable ? 'S215' : 'S217', { what, name }, [sourceOrigin(object, at())]);
  return usable;
};

/** Name and namespace of an object itself. */
export const checkOwnNames = (object: KubernetesObject, report: Report): boolean => {
  const named = checkName({ what: 'name', name: object.ref.name, at: () => ['metadata', 'name'] }, object, report);
  const namespace = record(object.raw['metadata'])['namespace'];
  if (typeof namespace !== 'string' || namespace === '') return named;
  return (
    checkName({ what: 'namespace', name: namespace, at: () => ['metadata', 'namespace'] }, object, report) && named
  );
};

const isLegal = (what: Name['what'], name: string): boolean => {
  switch (what) {
    case 'namespace':
      return isNamespaceName(name);
    case 'Service name':
      return isServiceName(name);
    default:
      return isObjectName(name);
  }
};
