/** Reads one Ingress of the namespace `shop`, for tests of the ingress-nginx readers. */
import { createReport, type Diagnostic } from '../../src/diagnostics/report.ts';
import type { KeyReading } from '../../src/dialects/dialect.ts';
import type { Controller } from '../../src/dialects/ingress-nginx/controller/controller.ts';
import { readController } from '../../src/dialects/ingress-nginx/controller/read-controller.ts';
import { createIngressReader } from '../../src/dialects/ingress-nginx/read-ingress.ts';
import type { IngressReading, IngressSettings } from '../../src/dialects/ingress-nginx/settings.ts';
import { readCluster } from '../../src/kubernetes/read.ts';

type Data = Readonly<Record<string, string>>;

export interface Surroundings {
  /** The controller's ConfigMap. */
  readonly configMap?: Data;
  /** Secrets by `namespace/name`. */
  readonly secrets?: Readonly<Record<string, Data>>;
  readonly configMaps?: Readonly<Record<string, Data>>;
  readonly services?: readonly string[];
}

export interface ReadOne {
  readonly controller: Controller;
  readonly reading: IngressReading;
  /** Of an Ingress that is served. */
  readonly settings: IngressSettings;
  readonly codes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Status per annotation, without the usual prefix. */
  readonly statuses: Readonly<Record<string, KeyReading['status']>>;
  readonly keys: readonly KeyReading[];
}

const prefix = 'nginx.ingress.kubernetes.io/';

const named = (kind: string, path: string, data: Data): object => {
  const [namespace = '', name = ''] = path.split('/');
  const field = kind === 'Secret' ? { stringData: data } : { data };
  return { apiVersion: 'v1', kind, metadata: { namespace, name }, ...field };
};

/** Annotation names without a slash get the usual prefix. */
export const readOne = (annotations: Data, around: Surroundings = {}): ReadOne => {
  const written = Object.entries(annotations).map(([key, value]) => [
    key.includes('/') ? key : `${prefix}${key}`,
    value,
  ]);
  const objects = [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { namespace: 'shop', name: 'web', annotations: Object.fromEntries(written) },
      spec: { ingressClassName: 'nginx', rules: [{ host: 'web.test' }] },
    },
    ...(around.configMap === undefined
      ? []
      : [named('ConfigMap', 'ingress-nginx/ingress-nginx-controller', around.configMap)]),
    ...Object.entries(around.secrets ?? {}).map(([path, data]) => named('Secret', path, data)),
    ...Object.entries(around.configMaps ?? {}).map(([path, data]) => named('ConfigMap', path, data)),
    ...(around.services ?? []).map((name) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'shop', name },
      spec: { ports: [{ port: 80 }] },
    })),
  ];
  const report = createReport();
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { cluster } = readCluster([{ name: 'in.yaml', text }], report);
  const listeners = { http: { port: 80 }, https: { port: 443 } };
  const controller = readController(cluster, { listeners, classes: [], http3: false, sslPassthrough: true }, report);
  const ingress = cluster.ingresses[0];
  if (ingress === undefined) throw new Error(`no Ingress: ${JSON.stringify(report.diagnostics().map((d) => d.code))}`);
  const { reading, keys } = createIngressReader(controller, cluster, report)(ingress);
  return {
    controller,
    reading,
    settings: reading.kind === 'read' ? reading.settings : controller.base,
    codes: report.diagnostics().map((d) => d.code),
    diagnostics: report.diagnostics(),
    keys: [...controller.keys, ...keys],
    statuses: Object.fromEntries(keys.map((key) => [key.key.replace(prefix, ''), key.status])),
  };
};
