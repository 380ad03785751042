/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Model, Route } from '../../../model/model.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import { annotationPath, type SourceOrigin, visitOrigins } from '../../../source/traced.ts';
import type { KeyReading } from '../../dialect.ts';
import type { IngressSettings } from '../settings.ts';
import type { IngressInput } from './drafts.ts';
import { notWhollyKept } from './wholly-kept.ts';

export const withoutEffect = (
  keys: readonly KeyReading[],
  inputs: readonly IngressInput[],
  model: Model,
  base: IngressSettings,
  report: Report,
): readonly KeyReading[] => {
  const spoken = createSpoken();
  const doubtful = notWhollyKept(inputs, model, base);
  const idle = idlePlaces(doubtful, model, spoken);
  addIdleAnnotations(idle, doubtful, model, spoken);
  if (idle.size === 0) return keys;
  return keys.map((key) => {
    if (key.status !== 'read' || idle.get(key.at.object)?.has(pathText(key.at)) !== true) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { at: key.at, key: key.key, value: key.value, status: 'ignored', code: 'M460' };
  });
};

type Places = Map<KubernetesObject, Set<string>>;

const pathText = ({ path }: Pick<SourceOrigin, 'path'>): string => path.join('\u0000');

/** What the origins of a feature name: annotations of the Ingress at hand, and places. */
interface Spoken {
  readonly annotations: ReadonlySet<string>;
  readonly places: readonly SourceOrigin[];
}
type SpokenOf = (feature: object) => Spoken;

const silence: Spoken = { annotations: new Set(), places: [] };

/** Looked for once per feature: most of them are shared. */
const createSpoken = (): SpokenOf => {
  const known = new Map<object, Spoken>();
  return (feature) => {
    const earlier = known.get(feature);
    if (earlier !== undefined) return earlier;
    const annotations = new Set<string>();
    const places: SourceOrigin[] = [];
    visitOrigins(feature, (origin) => {
      if (origin.kind === 'annotation') annotations.add(origin.key);
      else if (origin.kind === 'source') places.push(origin);
    });
    const spoken = annotations.size === 0 && places.length === 0 ? silence : { annotations, places };
    known.set(feature, spoken);
    return spoken;
  };
};

/** Places that only features outside the model speak of. */
const idlePlaces = (inputs: readonly IngressInput[], model: Model, spoken: SpokenOf): Places => {
  const idle: Places = new Map();
  for (const { settings } of inputs)
    for (const feature of featuresOf(settings))
      for (const origin of spoken(feature).places) {
        const paths = idle.get(origin.object) ?? new Set();
        idle.set(origin.object, paths.add(pathText(origin)));
      }
  if (idle.size > 0)
    for (const feature of featuresIn(model))
      for (const origin of spoken(feature).places) idle.get(origin.object)?.delete(pathText(origin));
  return idle;
};

const featuresIn = (model: Model): ReadonlySet<object> => {
  const found = new Set<object>();
  const seen = new Set<Route['features']>();
  addFeatures(model.controller, found);
  for (const site of model.sites) {
    addFeatures(site.features, found);
    for (const { features, action } of site.routes) {
      if (!seen.has(features)) addFeatures(features, found);
      seen.add(features);
      if (action.kind !== 'forward') continue;
      found.add(action.protocol);
      if (action.whenEmpty !== undefined) found.add(action.whenEmpty);
    }
  }
  for (const pool of model.pools) addFeatures(pool.features, found);
  return found;
};

const addFeatures = (features: Readonly<Record<string, unknown>>, to: Set<object>): void => {
  for (const name in features) {
    const feature = features[name];
    if (typeof feature === 'object' && feature !== null) to.add(feature);
  }
};

/** The same for annotations whose settings many Ingresses share: they may have an effect for one and none for another. */
const addIdleAnnotations = (idle: Places, inputs: readonly IngressInput[], model: Model, spoken: SpokenOf): void => {
  const left = new Map<KubernetesObject, Set<string>>();
  for (const { ingress, settings } of inputs) {
    const keys = new Set<string>();
    for (const feature of featuresOf(settings)) for (const key of spoken(feature).annotations) keys.add(key);
    left.set(ingress.object, keys);
  }
  for (const { routes } of model.sites)
    for (const { object, features, action } of routes) {
      const keys = object === undefined ? undefined : left.get(object);
      if (keys === undefined || keys.size === 0) continue;
      const kept = new Set<object>();
      addFeatures(features, kept);
      if (action.kind === 'forward') kept.add(action.protocol);
      for (const feature of kept) for (const key of spoken(feature).annotations) keys.delete(key);
    }
  for (const [object, keys] of left) {
    if (keys.size === 0) continue;
    const paths = idle.get(object) ?? new Set();
    for (const key of keys) paths.add(pathText({ path: annotationPath(key) }));
    idle.set(object, paths);
  }
};

/** What the annotations say in features; settings that steer the merging itself (ssl-redirect, use-regex …) always have their say. */
const featuresOf = (settings: IngressSettings): ReadonlySet<object> => {
  const { basicAuth, externalAuth, forwardedPrefix, rewriteTarget, clientCertificates } = settings;
  const { tlsCiphers, serverBackendTls, affinity, canary } = settings;
  const found = new Set<object>();
  addFeatures(settings.location, found);
  addFeatures(
    { basicAuth, externalAuth, forwardedPrefix, rewriteTarget: rewriteTarget?.text, clientCertificates },
    found,
  );
  addFeatures({ tlsCiphers, serverBackendTls, affinity, canary }, found);
  return found;
};
