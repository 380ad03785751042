/** The part of JSON Schema that the schemas of this folder use, and a quick yes or no to it: why not is ajv's to say (`validate.ts`). */

import { isRecord, type Plain } from '../plain.ts';

type TypeWord = 'object' | 'array' | 'string' | 'integer' | 'boolean';

export interface Schema {
  readonly type?: TypeWord | readonly TypeWord[];
  readonly nullable?: boolean;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A schema as it is asked about, ten thousand times a run. */
export interface Shape {
  readonly types: ReadonlySet<TypeWord> | undefined;
  readonly nullable: boolean;
  readonly required: readonly string[];
  readonly fields: ReadonlyMap<string, Shape>;
  /** Of the fields not named; false: there must be none. */
  readonly others: Shape | false | undefined;
  readonly items: Shape | undefined;
  readonly minLength: number;
  readonly minimum: number;
  readonly maximum: number;
}

export const shapeOf = (schema: Schema): Shape => {
  const { type, additionalProperties: others, items } = schema;
  return {
    types: type === undefined ? undefined : new Set(typeof type === 'string' ? [type] : type),
    nullable: schema.nullable ?? type === undefined,
    required: schema.required ?? [],
    fields: new Map(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, shapeOf(field)])),
    others: others === undefined || others === false ? others : shapeOf(others),
    items: items === undefined ? undefined : shapeOf(items),
    minLength: schema.minLength ?? 0,
    minimum: schema.minimum ?? Number.NEGATIVE_INFINITY,
    maximum: schema.maximum ?? Number.POSITIVE_INFINITY,
  };
};

/** Of plain JSON values: exactly what ajv says. */
export const fits = (value: unknown, shape: Shape): boolean => {
  if (value === null) return shape.nullable;
  if (typeof value === 'string') return isOf(shape, 'string') && value.length >= shape.minLength;
  if (isRecord(value)) return isOf(shape, 'object') && fieldsFit(value, shape);
  if (Array.isArray(value)) return isOf(shape, 'array') && itemsFit(value, shape);
  if (typeof value === 'number') return numberFits(value, shape);
  return isOf(shape, 'boolean');
};

const isOf = ({ types }: Shape, type: TypeWord): boolean => types === undefined || types.has(type);

const numberFits = (value: number, { types, minimum, maximum }: Shape): boolean =>
  types === undefined || (types.has('integer') && Number.isInteger(value) && value >= minimum && value <= maximum);

const itemsFit = (list: readonly unknown[], { items }: Shape): boolean => {
  if (items === undefined) return true;
  for (const item of list) if (!fits(item, items)) return false;
  return true;
};

const fieldsFit = (map: Plain, { required, fields, others }: Shape): boolean => {
  for (const name of required) if (map[name] === undefined) return false;
  for (const name in map) {
    const shape = fields.get(name) ?? others;
    if (shape === undefined) continue;
    if (shape === false || !fits(map[name], shape)) return false;
  }
  return true;
};
