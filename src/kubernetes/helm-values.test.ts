import { describe, expect, it } from 'vitest';
import { createReport } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import { sourceOrigin } from '../source/traced.ts';
import { entryPath } from './helm-values.ts';
import { readCluster } from './read.ts';

const values = `controller:
  config:
    proxy-body-size: 8m
    keep-alive: 60
    hsts: false
    nothing: null
  addHeaders:
    X-Cluster: a
  allowSnippetAnnotations: true
  ingressClassResource:
    name: internal
  extraArgs:
    default-ssl-certificate: shop/wild
    enable-ssl-passthrough: ""
tcp:
  8080: shop/db:5432
`;

const read = (text: string) => {
  const report = createReport();
  const { cluster } = readCluster([{ name: 'values.yaml', text }], report);
  return { cluster, codes: report.diagnostics().map(({ code }) => code) };
};

describe('values of the chart of the controller', () => {
  const { cluster, codes } = read(values);
  const config = cluster.configMaps.get('ingress-nginx/ingress-nginx-controller');

  it('become what the chart makes of them', () => {
    expect(codes).toEqual([]);
    expect(config?.data).toEqual({
      'allow-snippet-annotations': 'true',
      'add-headers': 'ingress-nginx/ingress-nginx-custom-add-headers',
      'proxy-body-size': '8m',
      'keep-alive': '60',
      hsts: 'false',
    });
    expect(cluster.configMaps.get('ingress-nginx/ingress-nginx-custom-add-headers')?.data).toEqual({
      'X-Cluster': 'a',
    });
    expect(cluster.configMaps.get('ingress-nginx/ingress-nginx-tcp')?.data).toEqual({ '8080': 'shop/db:5432' });
    expect(cluster.ingressClasses.map(({ name, controller }) => [name, controller])).toEqual([
      ['internal', 'k8s.io/ingress-nginx'],
    ]);
    expect(cluster.controllerArguments.map(({ name, value }) => [name, value])).toEqual([
      ['tcp-services-configmap', 'ingress-nginx/ingress-nginx-tcp'],
      ['default-ssl-certificate', 'shop/wild'],
      ['enable-ssl-passthrough', ''],
    ]);
  });

  it('keep their places', () => {
    if (config === undefined) throw new Error('no ConfigMap');
    const place = locate(sourceOrigin(config.object, entryPath(config.object, 'keep-alive')));
    expect([place.line, place.column]).toEqual([4, 17]);
  });

  it('may lie under the name of the chart', () => {
    const nested = `ingress-nginx:\n${values.replace(/^(?=.)/gm, '  ')}`;
    expect(read(nested).cluster.configMaps.get('ingress-nginx/ingress-nginx-controller')?.data).toEqual(config?.data);
  });

  it('are told from other documents without a kind', () => {
    expect(read('controller: 1\n').codes).toEqual(['R106']);
    expect(read('image: x\n').codes).toEqual(['R106']);
  });
});

describe('the Deployment of the controller', () => {
  const deployment = (command: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: controller, namespace: edge }
spec:
  template:
    spec:
      containers:
        - name: controller
          args:
            - ${command}
            - --configmap=$(POD_NAMESPACE)/settings
            - --enable-ssl-passthrough
`;

  it('gives its flags', () => {
    const { cluster } = read(deployment('/nginx-ingress-controller'));
    expect(cluster.controllerArguments.map(({ name, value }) => [name, value])).toEqual([
      ['configmap', 'edge/settings'],
      ['enable-ssl-passthrough', ''],
    ]);
  });

  it('is told from others', () => {
    expect(read(deployment('/server')).cluster.controllerArguments).toEqual([]);
  });
});
