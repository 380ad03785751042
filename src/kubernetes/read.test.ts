import { describe, expect, test } from 'vitest';
import { catalogue } from '../diagnostics/catalogue.ts';
import { createReport, type Diagnostic } from '../diagnostics/report.ts';
import { locate } from '../source/locate.ts';
import type { SourceFile } from '../source/object.ts';
import { type ClusterReading, readCluster } from './read.ts';

interface Outcome extends ClusterReading {
  readonly found: readonly string[];
  readonly said: readonly string[];
}

/** `S202 3:5`: code and primary place. */
const shortly = ({ code, at }: Diagnostic): string => {
  const places = at.map((origin) => (origin.kind === 'source' ? locate(origin) : undefined));
  return `${code} ${places.map((place) => `${place?.line}:${place?.column}`).join(' ')}`;
};

const sentence = ({ code, args }: Diagnostic): string => (catalogue[code].say as (a: unknown) => string)(args);

const readFiles = (files: readonly SourceFile[]): Outcome => {
  const report = createReport();
  const reading = readCluster(files, report);
  return { ...reading, found: report.diagnostics().map(shortly), said: report.diagnostics().map(sentence) };
};

const read = (text: string): Outcome => readFiles([{ name: 'in.yaml', text }]);

const ingress = (
  name: string,
  more = '',
  spec = '  defaultBackend: {service: {name: web, port: {number: 80}}}\n',
): string => `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n${more}spec:\n${spec}`;

const names = ({ cluster }: Outcome): readonly string[] =>
  cluster.ingresses.map(({ namespace, name }) => `${namespace}/${name}`);

describe('objects', () => {
  test('of a file, the order of which plays no part', () => {
    const b = { name: 'b.yaml', text: `${ingress('z')}---\n${ingress('a', '  namespace: shop\n')}` };
    const a = { name: 'a.yaml', text: `${ingress('b', '  namespace: shop\n')}---\n${ingress('a')}` };
    const expected = ['default/a', 'default/z', 'shop/a', 'shop/b'];
    expect(names(readFiles([a, b]))).toEqual(expected);
    expect(names(readFiles([b, a]))).toEqual(expected);
  });

  test('in a List and in a list of one kind', () => {
    const body = 'metadata: {name: x}, spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}';
    const outcome = read(
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: networking.k8s.io/v1, kind: Ingress, ${body}}\n- {apiVersion: apps/v1, kind: Deployment}\n` +
        `---\napiVersion: networking.k8s.io/v1\nkind: IngressList\nitems:\n- {${body.replace('x', 'z')}}\n---\nkind: List\napiVersion: v1\nitems: []\n`,
    );
    expect(names(outcome)).toEqual(['default/x', 'default/z']);
    expect(outcome.cluster.ingresses[0]?.object.root).toEqual(['items', 0]);
    expect([...outcome.otherKinds]).toEqual([['Deployment', 1]]);
    expect(outcome.found).toEqual([]);
  });

  test('that are none are named with their place', () => {
    const outcome = read(
      'a: 1\n---\n- 1\n---\nkind: Foo\n---\napiVersion: v1\nkind: List\nitems: {a: 1}\n---\napiVersion: v1\nkind: List\nitems: [x]\n',
    );
    expect(outcome.found).toEqual(['R106 1:1', 'R106 3:1', 'R106 5:1', 'R108 9:8', 'R106 13:9']);
  });

  test.each([
    ['configuration.konghq.com/v1', 'KongIngress'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['traefik.io/v1alpha1', 'IngressRoute'],
    ['k8s.nginx.org/v1', 'VirtualServer'],
  ])('of %s belong to another router', (version, kind) => {
    const outcome = read(`apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: x}\n`);
    expect(outcome.found).toEqual(['R110 2:7']);
    expect(outcome.said[0]).toContain(`this ${kind} belongs to `);
  });

  test('of other kinds are counted, a group apart from ours as well', () => {
    const outcome = read(
      'apiVersion: networking.internal.knative.dev/v1alpha1\nkind: Ingress\nmetadata: {name: x}\n---\napiVersion: apps/v1\nkind: Deployment\n---\napiVersion: apps/v1\nkind: Deployment\n---\napiVersion: x.io/v1\nkind: BlockList\n',
    );
    expect([...outcome.otherKinds]).toEqual([
      ['BlockList', 1],
      ['Deployment', 2],
      ['Ingress', 1],
    ]);
    expect(outcome.documents).toBe(4);
    expect(outcome.found).toEqual([]);
  });

  test('of a version nobody knows are refused', () => {
    expect(read('apiVersion: networking.k8s.io/v2\nkind: Ingress\nmetadata: {name: x}\n').found).toEqual(['S213 1:13']);
  });

  test('given twice: the later file counts, both places are told', () => {
    const first = { name: 'a.yaml', text: ingress('x', '  annotations: {a/b: first}\n') };
    const second = { name: 'b.yaml', text: `---\n${ingress('x', '  annotations: {a/b: second}\n')}` };
    const outcome = readFiles([second, first]);
    expect(outcome.cluster.ingresses.map(({ annotations }) => annotations)).toEqual([{ 'a/b': 'second' }]);
    expect(outcome.found).toEqual(['S214 4:9 5:9']);
  });

  test('of Kustomize are told apart from manifests', () => {
    expect(
      read('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n').found,
    ).toEqual(['R107 1:1']);
  });
});

describe('the shape of an object', () => {
  test.each([
    ['  annotations:\n    a/b: on\n', 'S201 6:10', 'on without quotes is a truth value'],
    ['  annotations:\n    a/b: 010\n', 'S201 6:10', '010 without quotes is a number'],
    ['  annotations:\n    a/b: 1.5\n', 'S201 6:10', '1.5 without quotes is a number'],
    ['  annotations:\n    a/b:\n', 'S201 6:8', 'nothing without quotes is empty'],
    ['  labels: {a: no}\n', 'S201 5:15', 'no without quotes is a truth value'],
    ['  annotations: [a]\n', 'S203 5:16', 'must be a mapping of texts, this is a list'],
    ['  namespace: 8\n', 'S203 5:14', 'metadata.namespace must be text, this is a number (8)'],
    ['  namespace: "a b"\n', 'S217 5:14', 'has blanks, slashes or control characters'],
  ])('%j is refused', (metadata, place, why) => {
    const outcome = read(`${ingress('x', metadata)}---\n${ingress('good')}`);
    expect(outcome.found).toEqual([place]);
    expect(outcome.said[0]).toContain(why);
    expect(names(outcome)).toEqual(['default/good']);
  });

  test.each([
    ['name missing', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  labels: {}\n', ['S202 4:3']],
    ['name empty', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: ""}\n', ['S202 3:18']],
    ['name a number', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: 8}\n', ['S203 3:18']],
    ['no metadata', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {}\n', ['S202 1:1']],
    [
      'everything of the wrong kind',
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: []\nspec: 8\nstatus: x\n',
      ['S203 3:11', 'S203 4:7'],
    ],
  ])('%s is refused', (_, text, found) => {
    const outcome = read(text);
    expect(outcome.found).toEqual(found);
    expect(outcome.cluster.ingresses).toEqual([]);
  });

  test('null counts as missing where the field may be', () => {
    const outcome = read(
      ingress(
        'x',
        '  namespace:\n  annotations:\n  labels: null\n',
        '  tls:\n  rules: null\n  ingressClassName: null\n  defaultBackend: {service: {name: a, port: {name: null, number: 80}}}\n',
      ),
    );
    expect(outcome.found).toEqual([]);
    expect(outcome.cluster.ingresses[0]).toMatchObject({
      namespace: 'default',
      annotations: {},
      spec: { tls: [], rules: [] },
    });
  });

  test('fields nobody knows are named, the rest is taken', () => {
    const outcome = read(`${ingress('x', '  annotation: {a: b}\n')}annotations: {c: d}\n`);
    expect(outcome.found).toEqual(['S205 8:14', 'S205 5:15']);
    expect(names(outcome)).toEqual(['default/x']);
  });

  test('the values of a Secret are not repeated', () => {
    const outcome = read(
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: 12345678}\ndata: [hunter2]\n',
    );
    expect(outcome.found).toEqual(['S203 5:7', 'S203 4:24']);
    expect(outcome.said.join(' ')).not.toMatch(/12345678|hunter2/);
  });

  test('names in capitals are told, and taken', () => {
    const outcome = read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: APP, namespace: $NS}\ndata: {a: b}\n');
    expect(outcome.found).toEqual(['S215 3:18', 'S215 3:34']);
    expect([...outcome.cluster.configMaps.keys()]).toEqual(['$NS/APP']);
  });
});

describe('ConfigMaps and Secrets', () => {
  test('data and stringData', () => {
    const { cluster, found } = read(
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ntype: kubernetes.io/tls\ndata: {a: aGFsbG8=, b: "w6k=", c: !!binary x, long: "aGFs\\nbG8=", empty: ""}\nstringData: {b: over}\n'.replace(
        ' c: !!binary x,',
        '',
      ),
    );
    expect(found).toEqual([]);
    expect(cluster.secrets.get('shop/s')).toMatchObject({ type: 'kubernetes.io/tls' });
    expect([...(cluster.secrets.get('shop/s')?.data ?? [])]).toEqual([
      ['a', 'hallo'],
      ['b', 'over'],
      ['long', 'hallo'],
      ['empty', ''],
    ]);
  });

  test('a value that is not base64 is left out, the others stay', () => {
    const { cluster, found } = read(
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  a: admin:$apr1$\n  b: aGFsbG8=\n',
    );
    expect(found).toEqual(['S212 5:6']);
    expect([...(cluster.secrets.get('default/s')?.data ?? [])]).toEqual([['b', 'hallo']]);
  });

  test('binary values are of no use', () => {
    const { cluster, found } = read('apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: /////w==}\n');
    expect(found).toEqual([]);
    expect(cluster.secrets.get('default/s')?.data.size).toBe(0);
  });

  test('the texts of a ConfigMap', () => {
    expect(
      read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "1", b: null}\n').cluster.configMaps.get(
        'default/c',
      )?.data,
    ).toEqual({ a: '1', b: '' });
    expect(read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {use-http2: off}\n').found).toEqual([
      'S203 4:19',
    ]);
  });
});

test('IngressClasses', () => {
  const { cluster } = read(
    'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}\nspec: {controller: k8s.io/ingress-nginx}\n',
  );
  expect(cluster.ingressClasses).toMatchObject([
    { name: 'nginx', controller: 'k8s.io/ingress-nginx', isDefault: true },
  ]);
});
