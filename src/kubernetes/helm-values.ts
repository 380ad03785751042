/** Values of the controller's Helm chart: the objects that the chart would make of them, with places in the values themselves. */
import type { KubernetesObject, SourceDocument } from '../source/object.ts';
import type { Path } from '../source/traced.ts';
import { isRecord, type Plain, record, text } from './plain.ts';
import type { RawObject } from './raw-object.ts';

const known = ['config', 'extraArgs', 'addHeaders', 'proxySetHeaders', 'allowSnippetAnnotations'] as const;

/** Undefined when the document holds no values of the chart. An umbrella chart has them under its name. */
export const helmObjects = (document: SourceDocument, value: Plain): readonly RawObject[] | undefined => {
  for (const [root, values] of [
    [[], value],
    [['ingress-nginx'], record(value['ingress-nginx'])],
  ] as const) {
    const controller = record(values['controller']);
    if (known.some((key) => key in controller)) return objectsOf(document, root, values, controller);
  }
  return undefined;
};

const objectsOf = (document: SourceDocument, root: Path, values: Plain, controller: Plain): readonly RawObject[] => {
  const namespace = text(values['namespaceOverride']) || 'ingress-nginx';
  const make = (kind: string, apiVersion: string, name: string, at: Path, fields: Plain): RawObject => ({
    object: {
      document,
      root: at,
      apiVersion,
      ref: { kind, namespace: kind === 'IngressClass' ? '' : namespace, name },
    },
    raw: { apiVersion, kind, metadata: { name, namespace }, ...fields },
  });
  const configMap = (name: string, at: Path, data: Plain): RawObject => make('ConfigMap', 'v1', name, at, { data });
  const inside = [...root, 'controller'];
  const headers = (['addHeaders', 'proxySetHeaders'] as const).flatMap((field) => {
    const data = textsOf(controller[field]);
    return Object.keys(data).length === 0 ? [] : [{ field, data }];
  });
  const streams = (['tcp', 'udp'] as const).flatMap((field) => {
    const data = textsOf(values[field]);
    return Object.keys(data).length === 0 ? [] : [{ field, data }];
  });
  const snippets = controller['allowSnippetAnnotations'];
  const config = {
    ...(typeof snippets === 'boolean' ? { 'allow-snippet-annotations': String(snippets) } : {}),
    ...Object.fromEntries(headers.map(({ field }) => [headerKeys[field], `${namespace}/${headerMaps[field]}`])),
    ...textsOf(controller['config']),
  };
  const args = [
    ...streams.map(({ field }) => `--${field}-services-configmap=${namespace}/ingress-nginx-${field}`),
    ...Object.entries(textsOf(controller['extraArgs'])).map(
      ([name, word]) => `--${name}${word === '' ? '' : `=${word}`}`,
    ),
  ];
  return [
    configMap(controllerConfigMap, [...inside, 'config'], config),
    ...headers.map(({ field, data }) => configMap(headerMaps[field], [...inside, field], data)),
    ...streams.map(({ field, data }) => configMap(`ingress-nginx-${field}`, [...root, field], data)),
    ...ingressClass(make, [...inside, 'ingressClassResource'], record(controller['ingressClassResource'])),
    make('Deployment', 'apps/v1', controllerConfigMap, [...inside, 'extraArgs'], {
      spec: { template: { spec: { containers: [{ command: ['/nginx-ingress-controller'], args }] } } },
    }),
  ];
};

type Make = (kind: string, apiVersion: string, name: string, at: Path, fields: Plain) => RawObject;

const ingressClass = (make: Make, at: Path, wanted: Plain): readonly RawObject[] => {
  const name = text(wanted['name']);
  if (name === '' || wanted['enabled'] === false) return [];
  const metadata = {
    name,
    ...(wanted['default'] === true ? { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } } : {}),
  };
  const controller = text(wanted['controllerValue']) || 'k8s.io/ingress-nginx';
  return [make('IngressClass', 'networking.k8s.io/v1', name, at, { metadata, spec: { controller } })];
};

const controllerConfigMap = 'ingress-nginx-controller';
const headerKeys = { addHeaders: 'add-headers', proxySetHeaders: 'proxy-set-headers' } as const;
const headerMaps = {
  addHeaders: 'ingress-nginx-custom-add-headers',
  proxySetHeaders: 'ingress-nginx-custom-proxy-headers',
} as const;

/** The chart writes every value as text; what is nothing is left out. */
const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, word]) =>
          word === null || typeof word === 'object' ? [] : [[key, String(word)]],
        ),
      )
    : {};

/** Where an entry of a ConfigMap stands: in the values of a chart there is no `data` in between. */
export const entryPath = ({ root }: KubernetesObject, key: string): Path => (isHelmRoot(root) ? [key] : ['data', key]);

const isHelmRoot = (root: Path): boolean => {
  const last = root.at(-1);
  return typeof last === 'string' && ['config', 'addHeaders', 'proxySetHeaders', 'tcp', 'udp'].includes(last);
};
