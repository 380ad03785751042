/** Secret and ConfigMap. */
import { objectSchema } from './metadata.ts';
import type { Schema } from './schema.ts';

const texts: Schema = {
  type: 'object',
  nullable: true,
  description: 'a mapping of texts',
  additionalProperties: { type: 'string', nullable: true, description: 'text' },
};
const whatever: Schema = {};

export const secret = objectSchema({
  type: { type: 'string', nullable: true, description: 'text' },
  data: texts,
  stringData: texts,
  immutable: whatever,
});

export const configMap = objectSchema({ data: texts, binaryData: whatever, immutable: whatever });

export const namespace = objectSchema({ spec: whatever });
