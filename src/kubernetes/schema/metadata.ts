/** Metadata every object of the input shares. Descriptions are what messages say a field must be. */
const text = { type: 'string', nullable: true, description: 'text' } as const;
const whatever = {} as const;

export const metadata = {
  type: 'object',
  description: 'a mapping with a name',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, description: 'text' },
    namespace: text,
    annotations: {
      type: 'object',
      nullable: true,
      description: 'a mapping of texts',
      additionalProperties: { type: 'string', description: 'text' },
    },
    labels: {
      type: 'object',
      nullable: true,
      description: 'a mapping of texts',
      additionalProperties: { type: 'string', description: 'text' },
    },
    creationTimestamp: text,
    generateName: text,
    uid: text,
    resourceVersion: text,
    selfLink: text,
    deletionTimestamp: text,
    generation: whatever,
    deletionGracePeriodSeconds: whatever,
    ownerReferences: whatever,
    finalizers: whatever,
    managedFields: whatever,
    clusterName: whatever,
  },
} as const;

/** A schema for the fields of a kind besides apiVersion, kind and metadata. */
export const objectSchema = <Fields extends Record<string, unknown>>(
  fields: Fields,
  required: readonly string[] = [],
) =>
  ({
    type: 'object',
    description: 'a mapping',
    required: ['metadata', ...required],
    additionalProperties: false,
    properties: { apiVersion: whatever, kind: whatever, metadata, status: whatever, ...fields },
  }) as const;
