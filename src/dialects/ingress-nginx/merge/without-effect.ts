/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Model, Route } from '../../../model/model.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import { type SourceOrigin, visitOrigins } from '../../../source/traced.ts';
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
  const speech = { spoken, ofSettings: createUnion(spoken, featuresOf) };
  const doubtful = notWhollyKept(inputs, model, base);
  const idle = idlePlaces(doubtful, model, speech);
  addIdleAnnotations(idle, doubtful, model, speech);
  if (idle.size === 0) return keys;
  return keys.map((key) => {
    if (key.status !== 'read' || idle.get(key.at.object)?.has(pathText(key.at)) !== true) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { at: key.at, key: key.key, value: key.value, status: 'ignored', code: 'M460' };
  });
};

interface Speech {
  readonly spoken: SpokenOf;
  readonly ofSettings: (settings: IngressSettings) => Spoken;
}

type Places = Map<KubernetesObject, Set<string>>;

const pathText = ({ path }: Pick<SourceOrigin, 'path'>): string => path.join('\u0000');

/** What the origins of a feature, or of several, name: annotations of the Ingress at hand, and places. */
interface Spoken {
  readonly annotations: Keys;
  readonly places: readonly SourceOrigin[];
}
type Keys = ReadonlySet<string>;
type SpokenOf = (feature: object) => Spoken;
type Features = Readonly<Record<string, unknown>>;

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

/** The same for all features of an object, once per object. */
const createUnion = <Owner extends object>(
  spoken: SpokenOf,
  parts: (owner: Owner) => readonly Features[],
): ((owner: Owner) => Spoken) => {
  const known = new Map<Owner, Spoken>();
  return (owner) => {
    const earlier = known.get(owner);
    if (earlier !== undefined) return earlier;
    const found: Spoken[] = [];
    for (const features of parts(owner))
      for (const name in features) {
        const feature = features[name];
        const said = typeof feature === 'object' && feature !== null ? spoken(feature) : silence;
        if (said !== silence) found.push(said);
      }
    const [only = silence, ...more] = found;
    const union: Spoken =
      more.length === 0
        ? only
        : {
            annotations: new Set(found.flatMap(({ annotations }) => [...annotations])),
            places: found.flatMap(({ places }) => places),
          };
    known.set(owner, union);
    return union;
  };
};

/** Places that only features outside the model speak of. */
const idlePlaces = (inputs: readonly IngressInput[], model: Model, { spoken, ofSettings }: Speech): Places => {
  const idle: Places = new Map();
  for (const settings of new Set(inputs.map((input) => input.settings)))
    for (const origin of ofSettings(settings).places) {
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
const addIdleAnnotations = (
  idle: Places,
  inputs: readonly IngressInput[],
  model: Model,
  { spoken, ofSettings }: Speech,
): void => {
  const left = new Map<KubernetesObject, Keys>();
  for (const { ingress, settings } of inputs) {
    const { annotations } = ofSettings(settings);
    if (annotations.size > 0) left.set(ingress.object, annotations);
  }
  const minus = createDifference(createUnion<Route['features']>(spoken, (features) => [features]));
  for (const { routes } of model.sites)
    for (const { object, features, action } of routes) {
      const keys = object === undefined ? undefined : left.get(object);
      if (object === undefined || keys === undefined) continue;
      const more = minus(keys, features);
      const { annotations } = action.kind === 'forward' ? spoken(action.protocol) : silence;
      const unsaid = more.size === 0 || annotations.size === 0 ? more : without(more, annotations);
      if (unsaid.size === 0) left.delete(object);
      else left.set(object, unsaid);
    }
  for (const [object, keys] of left) {
    const paths = idle.get(object) ?? new Set();
    for (const key of keys) paths.add(pathText({ path: ['metadata', 'annotations', key] }));
    idle.set(object, paths);
  }
};

const without = (keys: Keys, others: Keys): Keys => new Set([...keys].filter((key) => !others.has(key)));

/** Keys that features do not speak of; the same two always give the same set. */
const createDifference = (
  ofFeatures: (features: Route['features']) => Spoken,
): ((keys: Keys, features: Route['features']) => Keys) => {
  const known = new Map<Keys, Map<Route['features'], Keys>>();
  return (keys, features) => {
    let ofKeys = known.get(keys);
    if (ofKeys === undefined) {
      ofKeys = new Map();
      known.set(keys, ofKeys);
    }
    let difference = ofKeys.get(features);
    if (difference === undefined) {
      difference = without(keys, ofFeatures(features).annotations);
      ofKeys.set(features, difference);
    }
    return difference;
  };
};

/** What the annotations say in features; settings that steer the merging itself (ssl-redirect, use-regex …) always have their say. */
const featuresOf = (settings: IngressSettings): readonly Features[] => [
  settings.location,
  {
    basicAuth: settings.basicAuth,
    externalAuth: settings.externalAuth,
    forwardedPrefix: settings.forwardedPrefix,
    rewriteTarget: settings.rewriteTarget?.text,
    clientCertificates: settings.clientCertificates,
    tlsCiphers: settings.tlsCiphers,
    serverBackendTls: settings.serverBackendTls,
    affinity: settings.affinity,
    canary: settings.canary,
  },
];
