/** Metadata every object of the input shares. Descriptions are what messages say a field must be. */
import type { Schema } from './schema.ts';

const text: Schema = { type: 'string', nullable: true, description: 'text' };
const whatever: Schema = {};

export const metadata: Schema = {
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
};

/** A schema for the fields of a kind besides apiVersion, kind and metadata. */
export const objectSchema = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  description: 'a mapping',
  required: ['metadata'],
  additionalProperties: false,
  properties: { apiVersion: whatever, kind: whatever, metadata, status: whatever, ...fields },
});
