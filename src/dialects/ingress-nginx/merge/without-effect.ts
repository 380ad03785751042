/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Model } from '../../../model/model.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import { type SourceOrigin, visitOrigins } from '../../../source/traced.ts';
import type { KeyReading } from '../../dialect.ts';
import type { IngressSettings } from '../settings.ts';
import type { IngressInput } from './drafts.ts';

export const withoutEffect = (
  keys: readonly KeyReading[],
  inputs: readonly IngressInput[],
  model: Model,
  report: Report,
): readonly KeyReading[] => {
  const idle = idlePlaces(featuresOfInputs(inputs), featuresOfModel(model));
  addIdleAnnotations(idle, inputs, model);
  if (idle.size === 0) return keys;
  return keys.map((key) => {
    if (key.status !== 'read' || idle.get(key.at.object)?.has(pathText(key.at)) !== true) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { ...key, status: 'ignored', code: 'M460' };
  });
};

type Places = Map<KubernetesObject, Set<string>>;

const pathText = ({ path }: Pick<SourceOrigin, 'path'>): string => path.join('\u0000');

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

/** The same for annotations whose settings many Ingresses share: they may have an effect for one and none for another. */
const addIdleAnnotations = (idle: Places, inputs: readonly IngressInput[], model: Model): void => {
  const spoken = createSpoken();
  const kept = new Map<KubernetesObject, ReadonlySet<string>[]>();
  for (const { routes } of model.sites)
    for (const { object, features, action } of routes) {
      if (object === undefined) continue;
      const sets = kept.get(object) ?? [];
      kept.set(object, sets);
      addOnce(sets, spoken(features));
      if (action.kind === 'forward') addOnce(sets, spoken(action.protocol));
    }
  for (const { ingress, settings } of inputs) {
    for (const key of spoken(settings, featuresOf)) {
      if (kept.get(ingress.object)?.some((set) => set.has(key)) === true) continue;
      const paths = idle.get(ingress.object) ?? new Set();
      idle.set(ingress.object, paths.add(pathText({ path: ['metadata', 'annotations', key] })));
    }
  }
};

const addOnce = (sets: ReadonlySet<string>[], set: ReadonlySet<string>): void => {
  if (set.size > 0 && !sets.includes(set)) sets.push(set);
};

/** Annotations that the relative origins of an object name; looked for once per object. */
const createSpoken = (): (<T extends object>(object: T, part?: (object: T) => unknown) => ReadonlySet<string>) => {
  const known = new WeakMap<object, ReadonlySet<string>>();
  return (object, part) => {
    const earlier = known.get(object);
    if (earlier !== undefined) return earlier;
    const keys = new Set<string>();
    visitOrigins(part === undefined ? object : part(object), (origin) => {
      if (origin.kind === 'annotation') keys.add(origin.key);
    });
    known.set(object, keys);
    return keys;
  };
};

/** What the annotations say in features; settings that steer the merging itself (ssl-redirect, use-regex …) always have their say. */
const featuresOf = (settings: IngressSettings): readonly unknown[] => [
  ...Object.values(settings.location),
  settings.basicAuth,
  settings.externalAuth,
  settings.forwardedPrefix,
  settings.rewriteTarget?.text,
  settings.clientCertificates,
  settings.tlsCiphers,
  settings.serverBackendTls,
  settings.affinity,
  settings.canary,
];

const featuresOfInputs = (inputs: readonly IngressInput[]): ReadonlySet<unknown> => {
  const found = new Set<unknown>();
  for (const settings of new Set(inputs.map((input) => input.settings)))
    for (const feature of featuresOf(settings)) found.add(feature);
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
