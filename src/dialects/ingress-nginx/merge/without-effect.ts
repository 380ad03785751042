/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Model } from '../../../model/model.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import { type SourceOrigin, visitOrigins } from '../../../source/traced.ts';
import type { KeyReading } from '../../dialect.ts';
import type { IngressInput } from './drafts.ts';

export const withoutEffect = (
  keys: readonly KeyReading[],
  inputs: readonly IngressInput[],
  model: Model,
  report: Report,
): readonly KeyReading[] => {
  const kept = featuresOfModel(model);
  const idle = idlePlaces(featuresOfInputs(inputs), kept);
  if (idle.size === 0) return keys;
  return keys.map((key) => {
    if (key.status !== 'read' || idle.get(key.at.object)?.has(pathText(key.at)) !== true) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { ...key, status: 'ignored', code: 'M460' };
  });
};

type Places = Map<KubernetesObject, Set<string>>;

const pathText = ({ path }: SourceOrigin): string => path.join('\u0000');

/** Places that only features outside the model speak of. Most features are in it as they are, and cost one look. */
const idlePlaces = (features: ReadonlySet<unknown>, kept: ReadonlySet<unknown>): Places => {
  const idle: Places = new Map();
  for (const feature of features) {
    if (kept.has(feature)) continue;
    visitOrigins(feature, (origin) => {
      if (origin.kind !== 'source') return;
      const paths = idle.get(origin.object) ?? new Set();
      idle.set(origin.object, paths.add(pathText(origin)));
    });
  }
  for (const feature of kept)
    visitOrigins(feature, (origin) => {
      if (origin.kind === 'source') idle.get(origin.object)?.delete(pathText(origin));
    });
  return idle;
};

/** What the annotations say in features; settings that steer the merging itself (ssl-redirect, use-regex …) always have their say. */
const featuresOfInputs = (inputs: readonly IngressInput[]): ReadonlySet<unknown> => {
  const found = new Set<unknown>();
  for (const { settings } of inputs) {
    addFeatures(settings.location, found);
    found.add(settings.basicAuth);
    found.add(settings.externalAuth);
    found.add(settings.forwardedPrefix);
    found.add(settings.rewriteTarget?.text);
    found.add(settings.clientCertificates);
    found.add(settings.tlsCiphers);
    found.add(settings.serverBackendTls);
    found.add(settings.affinity);
    found.add(settings.canary);
  }
  return found;
};

const featuresOfModel = (model: Model): ReadonlySet<unknown> => {
  const found = new Set<unknown>();
  /** Routes of one Ingress mostly have one and the same object of features. */
  const seen = new Set<object>();
  addFeatures(model.controller, found);
  for (const site of model.sites) {
    addFeatures(site.features, found);
    for (const route of site.routes) {
      if (!seen.has(route.features)) addFeatures(route.features, found);
      seen.add(route.features);
      found.add(route.action);
    }
  }
  for (const pool of model.pools) addFeatures(pool.features, found);
  return found;
};

const addFeatures = (features: Readonly<Record<string, unknown>>, to: Set<unknown>): void => {
  for (const name in features) to.add(features[name]);
};
