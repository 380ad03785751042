import { expect, it } from 'vitest';
import { createReport } from '../../../diagnostics/report.ts';
import { readCluster } from '../../../kubernetes/read.ts';
import type { DialectOptions } from '../../dialect.ts';
import { withArguments } from './arguments.ts';

const options: DialectOptions = {
  listeners: { http: { port: 80 }, https: { port: 443 } },
  classes: ['mine'],
  http3: false,
  sslPassthrough: true,
};

const read = (args: readonly string[], chosen: Partial<DialectOptions> = {}) => {
  const container = { name: 'controller', command: ['/nginx-ingress-controller'], args };
  const text = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'controller', namespace: 'edge' },
    spec: { template: { spec: { containers: [container] } } },
  });
  const report = createReport();
  const { cluster } = readCluster([{ name: 'in.json', text }], report);
  return { found: withArguments({ ...options, ...chosen }, cluster, report), report };
};

it('takes the flags the compiler has, too', () => {
  const { found } = read([
    '--default-backend-service=edge/oops',
    '--default-ssl-certificate=edge/wild',
    '--ingress-class=internal',
    '--watch-ingress-without-class=true',
    '--configmap=edge/none',
  ]);
  expect(found).toEqual({
    ...options,
    classes: ['mine', 'internal', ''],
    defaultBackendService: 'edge/oops',
    defaultSslCertificate: 'edge/wild',
  });
});

it('leaves the choice of the user alone', () => {
  const { found } = read(['--default-ssl-certificate=edge/wild'], { defaultSslCertificate: 'edge/mine' });
  expect(found.defaultSslCertificate).toBe('edge/mine');
});

it('says which flags are not followed', () => {
  const { report } = read(['--disable-catch-all', '--deep-inspect=false', '--election-id=x', '--watch-namespace=']);
  expect(report.diagnostics().map(({ code, args }) => [code, args])).toEqual([
    ['D365', { flag: '--disable-catch-all' }],
    ['D365', { flag: '--deep-inspect=false' }],
  ]);
});
