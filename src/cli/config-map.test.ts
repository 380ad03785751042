import { expect, it } from 'vitest';
import { configMapNames } from './config-map.ts';

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: edge }\ndata: { proxy-body-size: 8m }\n`;

it.each([
  ['a ConfigMap of any name', [configMap('settings')], ['edge/settings']],
  [
    'the usual name among others',
    [configMap('settings'), configMap('nginx-configuration')],
    ['edge/nginx-configuration'],
  ],
  ['several of which none has it', [configMap('a'), configMap('b')], ['edge/a', 'edge/b']],
  [
    'two with a usual name',
    [configMap('nginx-configuration'), configMap('ingress-nginx-controller')],
    ['edge/ingress-nginx-controller', 'edge/nginx-configuration'],
  ],
  [
    'values of the Helm chart',
    ['controller:\n  config: { hsts: false }\n  addHeaders: { X-A: b }\n'],
    ['ingress-nginx/ingress-nginx-controller'],
  ],
  [
    'a list',
    [`apiVersion: v1\nkind: List\nitems:\n  - ${configMap('settings').trim().replaceAll('\n', '\n    ')}\n`],
    ['edge/settings'],
  ],
  ['nothing', ['apiVersion: v1\nkind: Secret\nmetadata: { name: x }\n'], []],
])('finds %s', (_, texts, names) => {
  const files = texts.map((text, i) => ({ name: `${i}.yaml`, text }));
  expect(configMapNames({ files, problems: [] })).toEqual(names);
});
