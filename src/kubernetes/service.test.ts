import { describe, expect, test } from 'vitest';
import { createReport } from '../diagnostics/report.ts';
import type { Cluster } from './cluster.ts';
import { readCluster } from './read.ts';

const read = (...objects: readonly object[]): Cluster =>
  readCluster([{ name: 'in.json', text: objects.map((o) => JSON.stringify(o)).join('\n') }], createReport()).cluster;

const slice = (name: string, more: object, service = 'web'): object => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  ...more,
});

test('a Service', () => {
  const { services } = read({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: {
      selector: { a: 'b' },
      clusterIP: 'None',
      ports: [{ port: 80 }, { name: 'h', port: 81, targetPort: 'http', protocol: 'UDP', appProtocol: 'grpc' }],
    },
  });
  expect(services.get('default/web')).toMatchObject({
    type: 'ClusterIP',
    clusterIP: 'None',
    ports: [
      { name: '', port: 80, targetPort: 80, protocol: 'TCP' },
      { name: 'h', port: 81, targetPort: 'http', protocol: 'UDP', appProtocol: 'grpc' },
    ],
  });
});

test('what is no IP address is left out and told', () => {
  const report = createReport();
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { clusterIP: 'x y;', ports: [{ port: 80 }] },
    },
    slice('a', {
      endpoints: [
        { addresses: ['10.0.0.1', 'fd00::1', '${IP}', '999.1.1.1', 'fe80::1%eth0', '10.0.0.1:80', 'a.test'] },
      ],
      ports: [{ port: 80 }],
    }),
  ];
  const text = objects.map((o) => JSON.stringify(o)).join('\n');
  const { cluster } = readCluster([{ name: 'in.json', text }], report);
  expect(cluster.services.get('default/web')?.clusterIP).toBeUndefined();
  expect(cluster.endpoints.get('default/web')?.[0]?.addresses).toEqual(['10.0.0.1', 'fd00::1']);
  expect(report.diagnostics().map((d) => d.code)).toEqual(Array(6).fill('S219'));
});

describe('endpoints', () => {
  test('are the ready ones of all slices, sorted, each once', () => {
    const cluster = read(
      slice('b', {
        endpoints: [{ addresses: ['10.0.0.2', '10.0.0.9'] }, { addresses: ['10.0.0.3'], conditions: { ready: false } }],
        ports: [{ name: 'http', port: 8080 }],
      }),
      slice('a', {
        endpoints: [
          { addresses: ['10.0.0.1'], conditions: { ready: true } },
          { addresses: ['10.0.0.2'], conditions: {} },
          { addresses: ['10.0.0.4'], conditions: { ready: null } },
        ],
        ports: [
          { name: 'http', port: 8080 },
          { name: null, port: 9090 },
          { name: 'any', port: null },
        ],
      }),
    );
    expect(cluster.endpoints.get('default/web')).toEqual([
      { portName: '', port: 9090, addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.4'] },
      { portName: 'http', port: 8080, addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.4', '10.0.0.9'] },
    ]);
    expect(cluster.hasEndpoints).toBe(true);
  });

  test('of a Service without ready ones are there, and none', () => {
    const cluster = read(
      slice('a', { endpoints: null, ports: [{ port: 80 }] }),
      slice('b', { endpoints: [], ports: null }, 'idle'),
    );
    expect(cluster.endpoints.get('default/web')).toEqual([{ portName: '', port: 80, addresses: [] }]);
    expect(cluster.endpoints.get('default/idle')).toEqual([]);
  });

  test('may be names', () => {
    const cluster = read(
      slice('a', {
        addressType: 'FQDN',
        endpoints: [{ addresses: ['b.example', 'a.example'] }],
        ports: [{ port: 80 }],
      }),
    );
    expect(cluster.endpoints.get('default/web')?.[0]?.addresses).toEqual(['a.example', 'b.example']);
  });

  test('of an Endpoints object count where there is no slice', () => {
    const old = (name: string): object => ({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name },
      subsets: [
        {
          addresses: [{ ip: '10.9.0.2' }, { ip: '10.9.0.1' }],
          notReadyAddresses: [{ ip: '10.9.0.3' }],
          ports: [{ name: 'http', port: 80 }],
        },
      ],
    });
    const cluster = read(
      old('web'),
      old('db'),
      slice('a', { endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ name: 'http', port: 80 }] }),
    );
    expect(cluster.endpoints.get('default/web')).toEqual([{ portName: 'http', port: 80, addresses: ['10.0.0.1'] }]);
    expect(cluster.endpoints.get('default/db')).toEqual([
      { portName: 'http', port: 80, addresses: ['10.9.0.1', '10.9.0.2'] },
    ]);
  });

  test('none at all', () => {
    expect(read().hasEndpoints).toBe(false);
  });
});
