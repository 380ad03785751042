/** Which Ingresses the controller would take. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../../kubernetes/cluster.ts';
import { annotationPath, type Path, sourceOrigin } from '../../../source/traced.ts';
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
  const classes = classesOf(cluster, options);
  for (const ingress of cluster.ingresses) {
    const why = reasonToLeaveOut(ingress, classes);
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

const classPath = (ingress: IngressObject): Path => {
  if (ingress.spec.ingressClassName !== undefined) return ['spec', 'ingressClassName'];
  return ingress.annotations[classAnnotation] === undefined ? ['metadata', 'name'] : annotationPath(classAnnotation);
};

interface Classes {
  readonly asked: ReadonlySet<string>;
  /** Name → controller. */
  readonly known: ReadonlyMap<string, string>;
  /** True: an Ingress without a class is taken. */
  readonly isDefault: boolean;
}

const classesOf = ({ ingressClasses }: Cluster, options: DialectOptions): Classes => {
  const asked = new Set(options.classes);
  const known = new Map<string, string>();
  for (const { name, controller } of ingressClasses) if (!known.has(name)) known.set(name, controller);
  const isDefault = asked.has('') || ingressClasses.some((c) => c.isDefault && c.controller === controllerName);
  return { asked, known, isDefault };
};

const reasonToLeaveOut = (ingress: IngressObject, { asked, known, isDefault }: Classes): string | undefined => {
  const wanted = ingress.spec.ingressClassName;
  if (wanted !== undefined) {
    const controller = known.get(wanted);
    if (asked.has(wanted) || controller === controllerName || (controller === undefined && wanted === 'nginx'))
      return undefined;
    return controller === undefined
      ? `its class ${wanted} is not in the input`
      : `its class ${wanted} belongs to ${controller}`;
  }
  const annotation = ingress.annotations[classAnnotation];
  if (annotation !== undefined) {
    return annotation === 'nginx' || asked.has(annotation)
      ? undefined
      : `its annotation ${classAnnotation} says "${annotation}"`;
  }
  return isDefault ? undefined : 'it names no class';
};
