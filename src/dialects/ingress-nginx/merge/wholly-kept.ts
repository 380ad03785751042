/** Which Ingresses have all they ask for in the model: told at one look for nearly all of them. */
import type { Model, Route } from '../../../model/model.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import type { IngressSettings } from '../settings.ts';
import type { IngressInput } from './drafts.ts';

type Features = Readonly<Record<string, unknown>>;

/** Ingresses of which no route, pool or primary has all they ask for, as far as one look tells. */
export const notWhollyKept = (
  inputs: readonly IngressInput[],
  model: Model,
  base: IngressSettings,
): readonly IngressInput[] => {
  const elsewhere = keptElsewhere(model);
  const waiting = new Map<KubernetesObject, IngressSettings>();
  for (const { ingress, settings } of inputs) {
    const { canary, location } = settings;
    const wholly = canary !== undefined && location === base.location && keepsAll(settings, location, elsewhere);
    if (!wholly) waiting.set(ingress.object, settings);
  }
  const known = new Map<IngressSettings, Map<Route['features'], boolean>>();
  for (const { routes } of model.sites)
    for (const { object, features } of routes) {
      const settings = object === undefined ? undefined : waiting.get(object);
      if (object === undefined || settings === undefined) continue;
      let ofSettings = known.get(settings);
      if (ofSettings === undefined) {
        ofSettings = new Map();
        known.set(settings, ofSettings);
      }
      let kept = ofSettings.get(features);
      if (kept === undefined) {
        kept = keepsAll(settings, features, elsewhere);
        ofSettings.set(features, kept);
      }
      if (kept) waiting.delete(object);
    }
  return inputs.filter(({ ingress }) => waiting.has(ingress.object));
};

/** What Ingresses ask for that is found in pools, and in routes of others. */
type Elsewhere = ReadonlySet<unknown>;

const keptElsewhere = (model: Model): Elsewhere => {
  const found = new Set<unknown>();
  for (const { features } of model.pools) if (features.affinity !== undefined) found.add(features.affinity);
  // Routes share their features: each object is asked once.
  const asked = new Set<Route['features']>();
  for (const { routes } of model.sites)
    for (const { features } of routes) {
      if (asked.has(features)) continue;
      asked.add(features);
      if (features.canary !== undefined) found.add(features.canary.on);
    }
  return found;
};

/** False when in doubt. */
const keepsAll = (settings: IngressSettings, features: Route['features'], elsewhere: Elsewhere): boolean => {
  const { location, basicAuth, externalAuth, rewriteTarget, forwardedPrefix, affinity, canary } = settings;
  const { clientCertificates, tlsCiphers, serverBackendTls } = settings;
  if (clientCertificates !== undefined || tlsCiphers !== undefined || serverBackendTls !== undefined) return false;
  if (canary !== undefined && !elsewhere.has(canary.on)) return false;
  if (affinity !== undefined && !elsewhere.has(affinity.pool)) return false;
  const kept: Features = features;
  const asked: Features = location;
  for (const name in asked) if (asked[name] !== kept[name]) return false;
  const { rewrite, sessionCookie } = features;
  return (
    (affinity?.path === undefined || affinity.path === sessionCookie?.path) &&
    basicAuth === features.basicAuth &&
    externalAuth === features.externalAuth &&
    (rewriteTarget === undefined || rewrite !== undefined) &&
    forwardedPrefix === rewrite?.forwardedPrefix
  );
};
