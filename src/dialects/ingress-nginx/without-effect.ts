/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../diagnostics/report.ts';
import type { Model } from '../../model/model.ts';
import type { KubernetesObject } from '../../source/object.ts';
import { originsOf, type SourceOrigin } from '../../source/traced.ts';
import type { KeyReading } from '../dialect.ts';
import type { IngressInput } from './drafts.ts';

export const withoutEffect = (
  keys: readonly KeyReading[],
  inputs: readonly IngressInput[],
  model: Model,
  report: Report,
): readonly KeyReading[] => {
  const kept = new Set(featuresOfModel(model));
  const idle = idlePlaces(featuresOfInputs(inputs), kept);
  return keys.map((key) => {
    if (key.status !== 'read' || idle.get(key.at.object)?.has(pathText(key.at)) !== true) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { ...key, status: 'ignored', code: 'M460' };
  });
};

type Places = Map<KubernetesObject, Set<string>>;

const pathText = ({ path }: SourceOrigin): string => path.join('\u0000');

/** Places that only features outside the model speak of. Most features are in it as they are, and cost one look. */
const idlePlaces = (features: Iterable<unknown>, kept: ReadonlySet<unknown>): Places => {
  const idle: Places = new Map();
  for (const feature of new Set(features)) {
    if (kept.has(feature)) continue;
    for (const origin of sourcesOf(feature)) {
      const paths = idle.get(origin.object) ?? new Set();
      idle.set(origin.object, paths.add(pathText(origin)));
    }
  }
  if (idle.size === 0) return idle;
  for (const feature of kept)
    for (const origin of sourcesOf(feature)) idle.get(origin.object)?.delete(pathText(origin));
  return idle;
};

const sourcesOf = (feature: unknown): readonly SourceOrigin[] =>
  originsOf(feature).filter((origin) => origin.kind === 'source');

/** What the annotations say in features; settings that steer the merging itself (ssl-redirect, use-regex …) always have their say. */
function* featuresOfInputs(inputs: readonly IngressInput[]): Generator<unknown> {
  for (const { settings } of inputs) {
    yield* Object.values(settings.location);
    yield settings.basicAuth;
    yield settings.externalAuth;
    yield settings.forwardedPrefix;
    yield settings.rewriteTarget?.text;
    yield settings.clientCertificates;
    yield settings.tlsCiphers;
    yield settings.serverBackendTls;
    yield settings.affinity;
    yield settings.canary;
  }
}

function* featuresOfModel(model: Model): Generator<unknown> {
  yield* Object.values(model.controller);
  for (const site of model.sites) {
    yield* Object.values(site.features);
    for (const route of site.routes) {
      yield* Object.values(route.features);
      yield route.action;
    }
  }
  for (const pool of model.pools) yield* Object.values(pool.features);
}
