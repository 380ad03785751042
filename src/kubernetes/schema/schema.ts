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
  /** What the value may be. */
  readonly text: boolean;
  readonly map: boolean;
  readonly list: boolean;
  readonly integer: boolean;
  readonly fraction: boolean;
  readonly truth: boolean;
  readonly nothing: boolean;
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
  const isOf = (word: TypeWord): boolean => type === undefined || [type].flat().includes(word);
  return {
    text: isOf('string'),
    map: isOf('object'),
    list: isOf('array'),
    integer: isOf('integer'),
    fraction: type === undefined,
    truth: isOf('boolean'),
    nothing: schema.nullable ?? type === undefined,
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
  if (typeof value === 'string') return shape.text && value.length >= shape.minLength;
  if (value === null) return shape.nothing;
  if (Array.isArray(value)) return shape.list && itemsFit(value, shape);
  if (isRecord(value)) return shape.map && fieldsFit(value, shape);
  return typeof value === 'number' ? numberFits(value, shape) : shape.truth;
};

const numberFits = (value: number, { integer, fraction, minimum, maximum }: Shape): boolean =>
  fraction || (integer && Number.isInteger(value) && value >= minimum && value <= maximum);

const itemsFit = (list: readonly unknown[], { items }: Shape): boolean => {
  if (items === undefined) return true;
  for (const item of list) if (!fits(item, items)) return false;
  return true;
};

const fieldsFit = (map: Plain, { required, fields, others }: Shape): boolean => {
  for (const name of required) if (map[name] === undefined) return false;
  if (fields.size === 0 && others === undefined) return true;
  for (const name in map) {
    const shape = (fields.size === 0 ? undefined : fields.get(name)) ?? others;
    if (shape === undefined) continue;
    if (shape === false || !fits(map[name], shape)) return false;
  }
  return true;
};
