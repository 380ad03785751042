/** Checks the shape of an object against the schema of its kind and says what is wrong in words, at the right node. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Report } from '../diagnostics/report.ts';
import { sourceText } from '../source/locate.ts';
import type { KubernetesObject } from '../source/object.ts';
import { type Path, sourceOrigin } from '../source/traced.ts';
import { fieldText, kindOfValue, record } from './plain.ts';
import type { RawObject } from './raw-object.ts';
import { schemas, type TypeName } from './schema/registry.ts';
import { fits, type Shape, shapeOf } from './schema/schema.ts';

const reportedPerObject = 20;

const shapes = new Map<TypeName, Shape>();

const shape = (type: TypeName): Shape => {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const made = shapeOf(schemas[type]);
  shapes.set(type, made);
  return made;
};

let ajv: Ajv | undefined;
const compiled = new Map<TypeName, ValidateFunction>();

/** Compiled for the first object that is wrong: a run without one does not pay for it. */
const validator = (type: TypeName): ValidateFunction => {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  // The schemas are our own: no need to check them as well.
  ajv ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, meta: false, validateSchema: false });
  const made = ajv.compile(schemas[type]);
  compiled.set(type, made);
  return made;
};

/** False: the object is not usable, and the report says why. */
export const validate = (type: TypeName, found: RawObject, report: Report): boolean => {
  if (fits(found.raw, shape(type))) return true;
  const check = validator(type);
  if (check(found.raw)) return true;
  let usable = true;
  for (const error of (check.errors ?? []).slice(0, reportedPerObject))
    if (!explain(error, found, report)) usable = false;
  return usable;
};

/** Reports one finding of the schema. True: the object can be used all the same. */
const explain = (error: ErrorObject, { object, raw }: RawObject, report: Report): boolean => {
  const path = pathOf(error.instancePath, raw);
  const at = sourceOrigin(object, path);
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === 'additionalProperties') {
    const field = String(params['additionalProperty']);
    return unknownField(object, path, field, report);
  }
  if (error.keyword === 'required') {
    report.add('S202', { field: fieldText([...path, String(params['missingProperty'])]) }, [at]);
  } else if (error.keyword === 'minLength') {
    report.add('S202', { field: fieldText(path) }, [at]);
  } else if (error.keyword === 'type' && path[0] === 'metadata' && path.length === 3) {
    const written = sourceText(at).split('\n')[0] ?? '';
    report.add('S201', { field: String(path[1]), key: String(path[2]), written, is: kindOfValue(error.data) }, [at]);
  } else {
    const wants = String(record(error.parentSchema)['description'] ?? 'something else');
    report.add('S203', { field: fieldText(path), wants, found: shown(error.data, object) }, [at]);
  }
  return false;
};

const oldBackend = new Set(['serviceName', 'servicePort']);

const unknownField = (object: KubernetesObject, path: Path, field: string, report: Report): boolean => {
  const at = sourceOrigin(object, [...path, field]);
  if (oldBackend.has(field) && object.apiVersion === 'networking.k8s.io/v1') {
    report.add('S206', { field: fieldText([...path, field]) }, [at]);
    return false;
  }
  report.add('S205', { field: fieldText([...path, field]) }, [at]);
  return true;
};

/** What stands there, shortened; of a Secret only its kind. */
const shown = (value: unknown, object: KubernetesObject): string => {
  const kind = kindOfValue(value);
  if (object.ref.kind === 'Secret' || typeof value === 'object' || value === undefined) return kind;
  const text = JSON.stringify(value);
  return `${kind} (${text.length > 60 ? `${text.slice(0, 57)}…` : text})`;
};

/** A JSON pointer as steps; digits are positions only where the data has a list. */
const pathOf = (pointer: string, raw: unknown): Path => {
  const path: (string | number)[] = [];
  let node: unknown = raw;
  for (const part of pointer.split('/').slice(1)) {
    const step = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const isPosition = Array.isArray(node);
    path.push(isPosition ? Number(step) : step);
    node = Array.isArray(node) ? node[Number(step)] : record(node)[step];
  }
  return path;
};
