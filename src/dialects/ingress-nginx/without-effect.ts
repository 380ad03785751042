/** Annotations that were understood, yet whose feature reaches no route, host or pool: said so, instead of being counted as kept. */
import type { Report } from '../../diagnostics/report.ts';
import type { Model } from '../../model/model.ts';
import { type Origin, originsOf } from '../../source/traced.ts';
import type { KeyReading } from '../dialect.ts';
import type { IngressInput } from './drafts.ts';

export const withoutEffect = (
  keys: readonly KeyReading[],
  inputs: readonly IngressInput[],
  model: Model,
  report: Report,
): readonly KeyReading[] => {
  const candidates = placesOf(featuresOfInputs(inputs));
  const effective = placesOf(featuresOfModel(model));
  return keys.map((key) => {
    const place = placeOf(key.at);
    if (key.status !== 'read' || !candidates.has(place) || effective.has(place)) return key;
    report.add('M460', { key: key.key }, [key.at]);
    return { ...key, status: 'ignored', code: 'M460' };
  });
};

const placeOf = (origin: Origin): string =>
  origin.kind === 'default'
    ? ''
    : `${origin.object.document.file.name}\u0000${origin.object.document.index}\u0000${origin.object.root.join('/')}\u0000${origin.path.join('\u0000')}`;

/** Places of all values; each shared feature object is looked at once. */
const placesOf = (features: Iterable<unknown>): ReadonlySet<string> => {
  const places = new Set<string>();
  const seen = new Set<unknown>();
  for (const feature of features) {
    if (seen.has(feature)) continue;
    seen.add(feature);
    for (const origin of originsOf(feature)) if (origin.kind === 'source') places.add(placeOf(origin));
  }
  return places;
};

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
