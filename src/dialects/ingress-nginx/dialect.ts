/** The ingress-nginx dialect: what the controller (v1.15) would do with the objects of the input, said in terms of the model. */
import type { Report } from '../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../kubernetes/cluster.ts';
import type { Model, Site } from '../../model/model.ts';
import type { Features } from '../../model/universe.ts';
import type { ObjectRef } from '../../source/object.ts';
import { annotationPath, placesIn, sourceOrigin, type Traced, traced } from '../../source/traced.ts';
import type { Dialect, DialectOptions, KeyReading, Reading } from '../dialect.ts';
import { withArguments } from './controller/arguments.ts';
import { readController } from './controller/read-controller.ts';
import { inputsOf } from './hardening/dropped-checks.ts';
import { hardening } from './hardening/hardening.ts';
import { closeSite } from './hardening/unsafe-sites.ts';
import { reportBrokenExpressions } from './merge/broken-expression.ts';
import { attachCanaries } from './merge/canary.ts';
import type { IngressInput } from './merge/drafts.ts';
import { type Fallbacks, fallbackPools } from './merge/fallbacks.ts';
import { modelPools } from './merge/model-pools.ts';
import { inProcessingOrder } from './merge/order.ts';
import { createPools } from './merge/pools.ts';
import { selectIngresses } from './merge/select.ts';
import { createServers } from './merge/servers.ts';
import { createSite } from './merge/sites.ts';
import { createSpecPaths } from './merge/spec-paths.ts';
import { readStreams } from './merge/streams.ts';
import { surroundingsOf } from './merge/surroundings.ts';
import { type Certificates, certificateStore } from './merge/tls.ts';
import { withoutEffect } from './merge/without-effect.ts';
import { createIngressReader } from './read-ingress.ts';
import type { IngressReading } from './settings.ts';
import { joinRaw } from './snippet/raw.ts';

export const ingressNginxPrefix = 'nginx.ingress.kubernetes.io/';

const read = (cluster: Cluster, chosen: DialectOptions, report: Report): Reading => {
  const options = withArguments(chosen, cluster, report);
  const controller = readController(cluster, options, report);
  const { taken, leftOut, thrownAway } = selectIngresses(cluster, options, report);
  const keys: KeyReading[] = [...controller.keys];
  const readings: IngressReading[] = [];
  const readIngress = createIngressReader(controller, cluster, report);
  const reportSurroundings = surroundingsOf(controller, report);
  for (const ingress of inProcessingOrder(taken)) {
    const found = readIngress(ingress);
    reportSurroundings(ingress);
    for (const key of found.keys) keys.push(key);
    readings.push(found.reading);
  }
  const harden = hardening(controller.harden, report);
  const inputs = inputsOf(readings, controller, harden);
  const readSilently = createIngressReader(controller, cluster, silentReport());
  for (const ingress of thrownAway) keys.push(...readSilently(ingress).keys.map(asDropped));
  for (const { ingress } of leftOut) keys.push(...foreignKeys(ingress));

  const paths = createSpecPaths();
  const pools = createPools(inputs, cluster, paths, report);
  const certificates = certificateStore(cluster);
  const servers = createServers(inputs, pools, paths, certificates, report);
  attachCanaries(inputs, servers, pools, paths, report);
  const fallbacks = fallbackPools(pools, cluster, report);
  const context = { controller: controller.settings, servers, fallback: fallbacks.of, report };
  const sites = [...servers.values()]
    .sort((a, b) => (a.host < b.host ? -1 : 1))
    .map((server) => createSite(server, context));
  reportBrokenExpressions(sites, report);
  const tcp = readStreams('tcp', options.tcpServices, cluster, report);
  const udp = readStreams('udp', options.udpServices, cluster, report);
  const base = withStreamSnippets(controller.settings.features, inputs);
  const features = controllerFeatures(base, fallbacks, certificates, options, report);
  const model: Model = {
    listeners: options.listeners,
    controller: features,
    sites: options.sslPassthrough ? sites : sites.map(withoutPassthrough),
    pools: modelPools(servers, fallbacks, [...tcp.pools, ...udp.pools]),
    streams: [...tcp.streams, ...udp.streams],
  };
  const unsafe = {
    harden,
    report,
    hardens: controller.harden,
    controller: controller.settings,
    servers,
    inputOf: byRef(inputs),
    ...(features.defaultCertificate === undefined
      ? {}
      : { defaultNames: features.defaultCertificate.certificate.value.names }),
  };
  const closed = { ...model, sites: model.sites.map((site) => closeSite(site, unsafe)) };
  return { model: closed, keys: withoutEffect(keys, inputs, model, controller.base, report), leftOut };
};

const withoutPassthrough = (site: Site): Site =>
  site.passthrough.passthrough === undefined ? site : { ...site, passthrough: {} };

const byRef = (inputs: readonly IngressInput[]): ReadonlyMap<ObjectRef, IngressInput> => {
  const found = new Map<ObjectRef, IngressInput>();
  for (const input of inputs) found.set(input.ingress.object.ref, input);
  return found;
};

const silentReport = (): Report => ({ add: () => {}, diagnostics: () => [], forTarget: silentReport });

const asDropped = (key: KeyReading): KeyReading => ({
  ...key,
  status: key.status === 'unknown' ? 'unknown' : 'dropped',
  code: 'M401',
});

/** Annotations of an Ingress of another class: nobody reads them here. */
const foreignKeys = (ingress: IngressObject): readonly KeyReading[] =>
  Object.entries(ingress.annotations)
    .filter(([key]) => key.startsWith(ingressNginxPrefix))
    .map(([key, value]) => ({
      at: sourceOrigin(ingress.object, annotationPath(key)),
      key,
      value,
      status: 'ignored',
      code: 'M400',
    }));

/** Text for the stream block: every Ingress adds to it, canaries too. */
const withStreamSnippets = (
  features: Features<'controller'>,
  inputs: readonly IngressInput[],
): Features<'controller'> => {
  const snippets = inputs.map(({ settings }) => settings.streamSnippet).filter((snippet) => snippet !== undefined);
  if (snippets.length === 0) return features;
  const rawText = joinRaw(features.rawText, ...snippets);
  return rawText === undefined ? features : { ...features, rawText };
};

const controllerFeatures = (
  base: Features<'controller'>,
  fallbacks: Fallbacks,
  certificates: Certificates,
  options: DialectOptions,
  report: Report,
): Features<'controller'> => {
  const flag = <T>(value: T, key: string): Traced<T> =>
    traced(value, { kind: 'default', dialect: 'ingress-nginx', key });
  const pool =
    options.defaultBackendService === undefined ? undefined : fallbacks.global(options.defaultBackendService);
  const [namespace = '', name = ''] = options.defaultSslCertificate?.split('/') ?? [];
  const found = options.defaultSslCertificate === undefined ? undefined : certificates(namespace, name);
  if (found?.ok === false) report.add('M423', { secret: `${namespace}/${name}`, why: found.why }, []);
  if (options.http3)
    report.add('M492', { port: options.listeners.https.port }, placesIn(flag(true, 'http3').from, undefined));
  return {
    ...base,
    ...(options.http3 ? { http3: { on: flag(true, 'http3') } } : {}),
    ...(found?.ok === true
      ? { defaultCertificate: { certificate: flag(found.certificate, 'default-ssl-certificate') } }
      : {}),
    defaultBackend: pool === undefined ? {} : { pool: flag(pool.name, 'default-backend-service') },
  };
};

export const ingressNginx: Dialect = {
  name: 'ingress-nginx',
  title: 'ingress-nginx',
  prefixes: [ingressNginxPrefix],
  read,
};
