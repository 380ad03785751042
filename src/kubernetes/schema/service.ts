/** Service, EndpointSlice and Endpoints, as far as the compiler reads them. Their other fields are of no concern here. */
import { objectSchema } from './metadata.ts';
import type { Schema } from './schema.ts';

const text: Schema = { type: 'string', nullable: true, description: 'text' };
const port: Schema = { type: 'integer', minimum: 1, maximum: 65535, description: 'a port number (1 to 65535)' };
const optionalPort: Schema = { ...port, nullable: true };
const addresses: Schema = {
  type: 'array',
  nullable: true,
  description: 'a list',
  items: { type: 'string', description: 'an address' },
};

export const service = objectSchema({
  spec: {
    type: 'object',
    nullable: true,
    description: 'a mapping with ports',
    properties: {
      type: text,
      clusterIP: text,
      externalName: text,
      ports: {
        type: 'array',
        nullable: true,
        description: 'a list',
        items: {
          type: 'object',
          description: 'a mapping with port',
          required: ['port'],
          properties: {
            name: text,
            port,
            targetPort: {
              type: ['integer', 'string'],
              nullable: true,
              description: 'a port number or the name of a port',
            },
            protocol: text,
            appProtocol: text,
          },
        },
      },
    },
  },
});

export const endpointSlice = objectSchema({
  addressType: text,
  endpoints: {
    type: 'array',
    nullable: true,
    description: 'a list',
    items: {
      type: 'object',
      description: 'a mapping with addresses',
      properties: {
        addresses,
        conditions: {
          type: 'object',
          nullable: true,
          description: 'a mapping',
          properties: { ready: { type: 'boolean', nullable: true, description: 'true or false' } },
        },
      },
    },
  },
  ports: {
    type: 'array',
    nullable: true,
    description: 'a list',
    items: {
      type: 'object',
      description: 'a mapping with port',
      properties: { name: text, port: optionalPort, protocol: text, appProtocol: text },
    },
  },
});

export const endpoints = objectSchema({
  subsets: {
    type: 'array',
    nullable: true,
    description: 'a list',
    items: {
      type: 'object',
      description: 'a mapping with addresses and ports',
      properties: {
        addresses: {
          type: 'array',
          nullable: true,
          description: 'a list',
          items: {
            type: 'object',
            description: 'a mapping with ip',
            required: ['ip'],
            properties: { ip: { type: 'string', description: 'an address' } },
          },
        },
        ports: {
          type: 'array',
          nullable: true,
          description: 'a list',
          items: {
            type: 'object',
            description: 'a mapping with port',
            required: ['port'],
            properties: { name: text, port },
          },
        },
      },
    },
  },
});
