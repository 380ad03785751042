/** Which Ingresses the controller would take. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../../kubernetes/cluster.ts';
import { sourceOrigin } from '../../../source/traced.ts';
import type { DialectOptions } from '../../dialect.ts';
import { inspect } from './inspect.ts';

export const controllerName = 'k8s.io/ingress-nginx';
const classAnnotation = 'kubernetes.io/ingress.class';

export interface Selection {
  readonly taken: readonly IngressObject[];
  readonly leftOut: readonly { readonly ingress: IngressObject; readonly why: string }[];
  /** Taken by class, then thrown away by the controller's inspection. */
  readonly thrownAway: readonly IngressObject[];
}

export const selectIngresses = (cluster: Cluster, options: DialectOptions, report: Report): Selection => {
  const taken: IngressObject[] = [];
  const leftOut: { ingress: IngressObject; why: string }[] = [];
  const thrownAway: IngressObject[] = [];
  const asked = new Set(options.classes);
  for (const ingress of cluster.ingresses) {
    const why = reasonToLeaveOut(ingress, cluster, asked);
    if (why !== undefined) {
      leftOut.push({ ingress, why });
      report.add('M400', { why }, [sourceOrigin(ingress.object, classPath(ingress))]);
      continue;
    }
    const hit = inspect(ingress);
    if (hit === undefined) taken.push(ingress);
    else {
      thrownAway.push(ingress);
      report.add('M401', { text: hit.text, what: hit.what }, [hit.at]);
    }
  }
  return { taken, leftOut, thrownAway };
};

const classPath = (ingress: IngressObject): readonly string[] => {
  if (ingress.spec.ingressClassName !== undefined) return ['spec', 'ingressClassName'];
  return ingress.annotations[classAnnotation] === undefined
    ? ['metadata', 'name']
    : ['metadata', 'annotations', classAnnotation];
};

const reasonToLeaveOut = (ingress: IngressObject, cluster: Cluster, asked: ReadonlySet<string>): string | undefined => {
  const wanted = ingress.spec.ingressClassName;
  if (wanted !== undefined) {
    const known = cluster.ingressClasses.find((c) => c.name === wanted);
    if (asked.has(wanted) || known?.controller === controllerName || (known === undefined && wanted === 'nginx'))
      return undefined;
    return known === undefined
      ? `its class ${wanted} is not in the input`
      : `its class ${wanted} belongs to ${known.controller}`;
  }
  const annotation = ingress.annotations[classAnnotation];
  if (annotation !== undefined) {
    return annotation === 'nginx' || asked.has(annotation)
      ? undefined
      : `its annotation ${classAnnotation} says "${annotation}"`;
  }
  if (asked.has('') || cluster.ingressClasses.some((c) => c.isDefault && c.controller === controllerName))
    return undefined;
  return 'it names no class';
};
