import { expect, test } from 'vitest';
import { createReport } from '../../../diagnostics/report.ts';
import type { IngressObject, IngressTls } from '../../../kubernetes/cluster.ts';
import { documentObject } from '../../../source/object.ts';
import { createSpecPaths } from './spec-paths.ts';
import type { Certificates } from './tls.ts';
import { certificateEntry } from './tls-entry.ts';

const object = documentObject({ file: { name: 'in.yaml', text: '' }, index: 0, start: 0, end: 0 });
const ingressWith = (tls: readonly IngressTls[]): IngressObject => ({
  object,
  namespace: 'shop',
  name: 'web',
  annotations: {},
  spec: { tls, rules: [] },
});

/** Each Secret has a certificate for the name it is called, with `wild` for a star. */
const certificates: Certificates = (namespace, name) => {
  const text = (key: string) => ({ secret: { namespace, name, key }, text: name });
  return name === 'absent'
    ? { ok: false, why: 'it is not in the input' }
    : {
        ok: true,
        certificate: { certificate: text('tls.crt'), key: text('tls.key'), names: [name.replace('wild', '*')] },
      };
};

const paths = createSpecPaths();
const chosen = (tls: readonly IngressTls[], host: string) => {
  const report = createReport();
  const { certificate } = certificateEntry(ingressWith(tls), host, certificates, paths, report);
  return certificate?.value.certificate.secret.name ?? report.diagnostics().map(({ code }) => code);
};

const entries = (others: number): readonly IngressTls[] => [
  ...Array.from({ length: others }, (_, i) => ({ hosts: [`other${i}.test`], secretName: 'absent' })),
  { hosts: ['Named.Test', 'wrong.test'], secretName: 'named.test' },
  { hosts: [], secretName: 'wild.covered.test' },
  { hosts: ['wild.covered.test'], secretName: '' },
  { hosts: [], secretName: 'a.covered.test' },
  { hosts: ['named.test'], secretName: 'later.test' },
];

test.each([
  ['named.test', 'named.test'],
  ['NAMED.test', 'named.test'],
  ['a.covered.test', 'wild.covered.test'],
  ['*.covered.test', 'wild.covered.test'],
  ['a.b.covered.test', ['M420']],
  ['wild.covered.test', ['M420']],
  ['wrong.test', ['M422']],
  ['other.test', ['M420']],
])('%s gets the same entry of a short section as of a long one', (host, wanted) => {
  expect(chosen(entries(0), host)).toEqual(wanted);
  expect(chosen(entries(100), host)).toEqual(wanted);
});

test('a long section is not looked through for each host', () => {
  let looks = 0;
  const tls = Array.from(
    { length: 1000 },
    (_, i): IngressTls => ({
      get hosts() {
        looks++;
        return [`h${i}.test`];
      },
      secretName: `h${i}.test`,
    }),
  );
  const ingress = ingressWith(tls);
  const report = createReport();
  for (let i = 0; i < 1000; i++) {
    const { certificate } = certificateEntry(ingress, `h${i}.test`, certificates, paths, report);
    expect(certificate?.value.names).toEqual([`h${i}.test`]);
  }
  expect(looks).toBeLessThan(20 * 1000);
});
