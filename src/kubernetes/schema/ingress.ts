/** Ingress of networking.k8s.io/v1 and of its two forerunners, as far as the compiler reads it. */
import { objectSchema } from './metadata.ts';
import type { Schema } from './schema.ts';

const text: Schema = { type: 'string', nullable: true, description: 'text' };
const whatever: Schema = {};

const serviceBackend: Schema = {
  type: 'object',
  nullable: true,
  description: 'a mapping with service (or resource)',
  additionalProperties: false,
  properties: {
    service: {
      type: 'object',
      nullable: true,
      description: 'a mapping with name and port',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { type: 'string', description: 'the name of a Service' },
        port: {
          type: 'object',
          nullable: true,
          description: 'a mapping with "number: 80" or "name: http"',
          additionalProperties: false,
          properties: { name: text, number: { type: 'integer', nullable: true, description: 'a whole number' } },
        },
      },
    },
    resource: { type: 'object', nullable: true, description: 'a mapping with kind and name' },
  },
};

const legacyBackend: Schema = {
  type: 'object',
  nullable: true,
  description: 'a mapping with serviceName and servicePort',
  additionalProperties: false,
  properties: {
    serviceName: text,
    servicePort: { type: ['integer', 'string'], nullable: true, description: 'a port number or the name of a port' },
    resource: { type: 'object', nullable: true, description: 'a mapping with kind and name' },
  },
};

const tls: Schema = {
  type: 'array',
  nullable: true,
  description: 'a list',
  items: {
    type: 'object',
    description: 'a mapping with hosts and secretName',
    additionalProperties: false,
    properties: {
      hosts: {
        type: 'array',
        nullable: true,
        description: 'a list of hosts',
        items: { type: 'string', description: 'a host' },
      },
      secretName: text,
    },
  },
};

const rules = (backend: Schema): Schema => ({
  type: 'array',
  nullable: true,
  description: 'a list',
  items: {
    type: 'object',
    description: 'a mapping with host and http',
    additionalProperties: false,
    properties: {
      host: text,
      http: {
        type: 'object',
        nullable: true,
        description: 'a mapping with paths',
        additionalProperties: false,
        properties: {
          paths: {
            type: 'array',
            nullable: true,
            description: 'a list',
            items: {
              type: 'object',
              description: 'a mapping with path, pathType and backend',
              additionalProperties: false,
              properties: { path: text, pathType: text, backend },
            },
          },
        },
      },
    },
  },
});

const spec = (backend: Schema, defaultBackend: string): Schema => ({
  type: 'object',
  nullable: true,
  description: 'a mapping with rules',
  additionalProperties: false,
  properties: { ingressClassName: text, tls, rules: rules(backend), [defaultBackend]: backend },
});

export const ingressV1 = objectSchema({ spec: spec(serviceBackend, 'defaultBackend') });
export const ingressV1beta1 = objectSchema({ spec: spec(legacyBackend, 'backend') });

export const ingressClass = objectSchema({
  spec: {
    type: 'object',
    nullable: true,
    description: 'a mapping with controller',
    properties: { controller: text, parameters: whatever },
  },
});
