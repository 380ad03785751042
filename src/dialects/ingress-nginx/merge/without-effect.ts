/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Model, Route } from '../../../model/model.ts';
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
  const spoken = createSpoken();
  const idle = idlePlaces(inputs, model, spoken);
  addIdleAnnotations(idle, inputs, model, spoken);
  if (idle.size === 0) return keys;
  return keys.map((key) => {
    if (key.status !== 'read' || idle.get(key.at.object)?.has(pathText(key.at)) !== true) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { ...key, status: 'ignored', code: 'M460' };
  });
};

type Places = Map<KubernetesObject, Set<string>>;

const pathText = ({ path }: Pick<SourceOrigin, 'path'>): string => path.join('\u0000');

/** What the origins of a feature name: annotations of the Ingress at hand, and places. */
interface Spoken {
  readonly annotations: ReadonlySet<string>;
  readonly places: readonly SourceOrigin[];
}

type SpokenOf = (feature: object | undefined) => Spoken;

const silence: Spoken = { annotations: new Set(), places: [] };

/** Looked for once per feature: most of them are shared. */
const createSpoken = (): SpokenOf => {
  const known = new WeakMap<object, Spoken>();
  return (feature) => {
    if (feature === undefined) return silence;
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
  for (const settings of new Set(inputs.map((input) => input.settings)))
    for (const feature of featuresOf(settings))
      for (const origin of spoken(feature).places) {
        const paths = idle.get(origin.object) ?? new Set();
        idle.set(origin.object, paths.add(pathText(origin)));
      }
  if (idle.size > 0)
    eachFeature(model, (feature) => {
      for (const origin of spoken(feature).places) idle.get(origin.object)?.delete(pathText(origin));
    });
  return idle;
};

const eachFeature = (model: Model, visit: (feature: object) => void): void => {
  const seen = new Set<object>();
  const visitAll = (features: Readonly<Record<string, unknown>>): void => {
    if (seen.has(features)) return;
    seen.add(features);
    for (const name in features) {
      const feature = features[name];
      if (typeof feature === 'object' && feature !== null) visit(feature);
    }
  };
  visitAll(model.controller);
  for (const site of model.sites) {
    visitAll(site.features);
    for (const { features, action } of site.routes) {
      visitAll(features);
      if (action.kind === 'forward') {
        visit(action.protocol);
        if (action.whenEmpty !== undefined) visit(action.whenEmpty);
      }
    }
  }
  for (const pool of model.pools) visitAll(pool.features);
};

/** The same for annotations whose settings many Ingresses share: they may have an effect for one and none for another. */
const addIdleAnnotations = (idle: Places, inputs: readonly IngressInput[], model: Model, spoken: SpokenOf): void => {
  const ofSettings = createUnion(spoken, featuresOf);
  const ofFeatures = createUnion<Route['features']>(spoken, (features) => Object.values(features));
  const kept = new Map<KubernetesObject, ReadonlySet<string>[]>();
  for (const { routes } of model.sites)
    for (const { object, features, action } of routes) {
      if (object === undefined) continue;
      let sets = kept.get(object);
      if (sets === undefined) {
        sets = [];
        kept.set(object, sets);
      }
      addOnce(sets, ofFeatures(features));
      if (action.kind === 'forward') addOnce(sets, spoken(action.protocol).annotations);
    }
  for (const { ingress, settings } of inputs) {
    for (const key of ofSettings(settings)) {
      if (kept.get(ingress.object)?.some((set) => set.has(key)) === true) continue;
      const paths = idle.get(ingress.object) ?? new Set();
      idle.set(ingress.object, paths.add(pathText({ path: ['metadata', 'annotations', key] })));
    }
  }
};

const addOnce = (sets: ReadonlySet<string>[], set: ReadonlySet<string>): void => {
  if (set.size > 0 && !sets.includes(set)) sets.push(set);
};

/** All annotations that the features of an object speak of, once per object. */
const createUnion = <Owner extends object>(
  spoken: SpokenOf,
  parts: (owner: Owner) => readonly (object | undefined)[],
): ((owner: Owner) => ReadonlySet<string>) => {
  const known = new WeakMap<Owner, ReadonlySet<string>>();
  return (owner) => {
    const earlier = known.get(owner);
    if (earlier !== undefined) return earlier;
    const keys = new Set<string>();
    for (const part of parts(owner)) for (const key of spoken(part).annotations) keys.add(key);
    known.set(owner, keys);
    return keys;
  };
};

/** What the annotations say in features; settings that steer the merging itself (ssl-redirect, use-regex …) always have their say. */
const featuresOf = (settings: IngressSettings): readonly (object | undefined)[] => [
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
