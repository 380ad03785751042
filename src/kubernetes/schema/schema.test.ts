import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { schemas } from './registry.ts';
import { fits, shapeOf } from './schema.ts';

const metadata = {
  name: 'web',
  namespace: 'shop',
  annotations: { 'a/b': 'x' },
  labels: { a: 'b' },
  creationTimestamp: null,
  generation: 1,
};
const port = { name: 'http', port: 80 };
const backend = { service: { name: 'web', port: { number: 80 } } };
const legacy = { serviceName: 'web', servicePort: 80 };
const spec = (to: object, defaultBackend: object): object => ({
  ingressClassName: 'nginx',
  tls: [{ hosts: ['a.example'], secretName: 's' }],
  rules: [{ host: 'a.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: to }] } }],
  ...defaultBackend,
});
const legacySpec = spec(legacy, { backend: legacy });
const addresses = [{ addresses: ['10.0.0.1'], conditions: { ready: true } }];

const samples: Readonly<Record<keyof typeof schemas, object>> = {
  'networking.k8s.io/v1 Ingress': { spec: spec(backend, { defaultBackend: backend }) },
  'networking.k8s.io/v1beta1 Ingress': { spec: legacySpec },
  'extensions/v1beta1 Ingress': { spec: legacySpec },
  'networking.k8s.io/v1 IngressClass': { spec: { controller: 'k8s.io/ingress-nginx', parameters: {} } },
  'networking.k8s.io/v1beta1 IngressClass': { spec: { controller: 'k8s.io/ingress-nginx' } },
  'v1 Service': { spec: { type: 'ClusterIP', ports: [{ ...port, targetPort: 'http' }] } },
  'discovery.k8s.io/v1 EndpointSlice': { addressType: 'IPv4', endpoints: addresses, ports: [port] },
  'discovery.k8s.io/v1beta1 EndpointSlice': { addressType: 'IPv4', endpoints: addresses, ports: [port] },
  'v1 Endpoints': { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [port] }] },
  'v1 Secret': { type: 'Opaque', data: { a: 'eA==' }, stringData: { b: 'x' } },
  'v1 ConfigMap': { data: { a: 'x' } },
  'v1 Namespace': { spec: {} },
};

const strangers = [
  null,
  '',
  'x',
  0,
  80,
  65536,
  -1,
  1.5,
  Number.NaN,
  true,
  [],
  ['x'],
  [null],
  {},
  { x: 1 },
  { name: 'a' },
];

/** Each object that differs from this one at one place: something else stands there, nothing does, or something more. */
const variants = function* (value: unknown): Generator<unknown> {
  yield* strangers;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) for (const other of variants(item)) yield value.with(i, other);
    for (const stranger of strangers) yield [...value, stranger];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      for (const other of variants(field)) yield { ...value, [key]: other };
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    }
    for (const key of ['constructor', 'name', 'x']) for (const other of strangers) yield { ...value, [key]: other };
  }
};

test('a shape fits whatever ajv finds nothing wrong with, and nothing else', () => {
  const ajv = new Ajv({ allowUnionTypes: true });
  let fitting = 0;
  let all = 0;
  for (const [name, schema] of Object.entries(schemas)) {
    const check = ajv.compile(schema);
    const shape = shapeOf(schema);
    const sample = { apiVersion: 'v1', kind: 'X', metadata, ...Object.entries(samples).find(([n]) => n === name)?.[1] };
    expect(fits(sample, shape), name).toBe(true);
    for (const value of variants(sample)) {
      const wanted = check(value);
      if (fits(value, shape) !== wanted) expect({ name, value, fits: !wanted }).toEqual({ name, value, fits: wanted });
      if (wanted) fitting++;
      all++;
    }
  }
  expect(fitting).toBeGreaterThan(1000);
  expect(all - fitting).toBeGreaterThan(1000);
});
