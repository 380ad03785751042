/** Inputs in which one place holds a value that tries to get out, host by host. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './source-tree.ts';

export interface Slot {
  /** Annotation without prefix, ConfigMap key, or `path`. */
  readonly key: string;
  readonly harmless: string;
  /** Text of a snippet in which the value stands as a quoted word in place of `{}`. */
  readonly text?: string;
  /** Further annotations without which the key has no effect. */
  readonly with?: Readonly<Record<string, string>>;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(join(projectRoot, 'fixtures/hostile', name), 'utf8'));

export const hostileValues: readonly string[] = read('values.json');
export const annotationSlots: readonly Slot[] = read('slots.json');
export const settingSlots: readonly Slot[] = read('settings.json');

const prefix = 'nginx.ingress.kubernetes.io/';

const service = (name: string): readonly unknown[] => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { ports: [{ name: 'main', port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'main', port: 8080 }],
    endpoints: [{ addresses: ['10.1.0.1'] }],
  },
];

interface IngressText {
  readonly name: string;
  readonly host: string;
  readonly path?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const ingress = ({ name, host, path = '/', annotations = {} }: IngressText): unknown => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name,
    namespace: 'shop',
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])),
  },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host,
        http: {
          paths: [
            {
              path,
              pathType: path === '/' ? 'Prefix' : 'ImplementationSpecific',
              backend: { service: { name: 'web', port: { number: 80 } } },
            },
          ],
        },
      },
    ],
  },
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const authority =
  readFileSync(join(projectRoot, 'fixtures/features/client-certificates/required/in.yaml'), 'utf8').match(
    /ca\.crt: (\S+)/,
  )?.[1] ?? '';

const secrets: readonly unknown[] = [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'users', namespace: 'shop' },
    data: { auth: base64('alice:$apr1$abcdefgh$M2T3erDstkD7SsE2QQnfH0\n') },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'client-ca', namespace: 'shop' },
    data: { 'ca.crt': authority },
  },
];

const controller = (data: Readonly<Record<string, string>>): unknown => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' },
  data: { 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical', ...data },
});

const list = (...items: readonly unknown[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** A whole value stays as it is; one inside a snippet is a quoted word of nginx. */
const placed = (text: string, value: string): string =>
  text === '{}' ? value : text.replaceAll('{}', () => `"${value.replace(/[\\"]/g, '\\$&')}"`);

/** One Ingress per value, each with a host of its own. `undefined`: the key is absent. */
export const annotationInput = (
  { key, text = '{}', with: companions = {} }: Slot,
  values: readonly (string | undefined)[],
): string => {
  const objects = values.flatMap((value, i) => {
    const host = `h${i}.example.test`;
    const annotations = { ...companions, ...(value === undefined ? {} : { [key]: placed(text, value) }) };
    const own = ingress({ name: `web-${i}`, host, annotations });
    return companions['canary'] === undefined ? [own] : [ingress({ name: `main-${i}`, host }), own];
  });
  return list(controller({}), ...service('web'), ...secrets, ...objects);
};

export const pathInput = (values: readonly string[]): string =>
  list(
    controller({}),
    ...service('web'),
    ...values.flatMap((value, i) => [
      ingress({ name: `plain-${i}`, host: `p${i}.example.test`, path: `/${value}` }),
      ingress({
        name: `regex-${i}`,
        host: `r${i}.example.test`,
        path: `/${value}`,
        annotations: { 'use-regex': 'true' },
      }),
    ]),
  );

export const settingInput = ({ key }: Slot, value: string): string =>
  list(controller({ [key]: value }), ...service('web'), ingress({ name: 'web', host: 'h.example.test' }));
