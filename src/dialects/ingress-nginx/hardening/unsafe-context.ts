/** What the search for open places in the finished sites may look at, and how it closes them. */
import type { Report } from '../../../diagnostics/report.ts';
import type { AccessList, Denied } from '../../../model/features/route-features.ts';
import type { Route } from '../../../model/model.ts';
import type { Features } from '../../../model/universe.ts';
import type { ObjectRef } from '../../../source/object.ts';
import { type Origin, originsOf, type Traced } from '../../../source/traced.ts';
import type { IngressInput } from '../merge/drafts.ts';
import type { Servers } from '../merge/servers.ts';
import { shortKey } from '../read/given.ts';
import type { ControllerSettings } from '../settings.ts';
import type { Hardening } from './hardening.ts';

export interface UnsafeContext {
  readonly harden: Hardening;
  readonly report: Report;
  /** `--harden` was given. */
  readonly hardens: boolean;
  readonly controller: ControllerSettings;
  readonly servers: Servers;
  readonly inputOf: ReadonlyMap<ObjectRef, IngressInput>;
  /** Names the controller's default certificate is for; absent: it has none. */
  readonly defaultNames?: readonly string[];
}

/** The route with some features in place of its own. */
export const changed = (route: Route, change: Features<'http'> & Features<'grpc'>): Route =>
  route.protocol === 'http'
    ? { ...route, features: { ...route.features, ...change } }
    : { ...route, features: { ...route.features, ...change } };

/** Closed with 503, whatever else it has. */
export const shut = (route: Route, code: string, from: Traced<unknown>['from']): Route => {
  const denied: Denied = { status: { value: 503, from }, reason: `hardened, see ${code}` };
  return route.features.denied === undefined ? changed(route, { denied }) : route;
};

/** Name of the annotation or field a value comes from. */
export const keyOf = (origin: Origin | undefined): string => {
  if (origin === undefined) return '';
  if (origin.kind === 'default') return origin.key;
  if (origin.kind === 'annotation') return shortKey(origin.key);
  if (origin.kind === 'path') return 'path';
  const last = origin.path.at(-1);
  return typeof last === 'string' ? shortKey(last) : 'path';
};

/** An Ingress asks for it by itself, rather than the controller for all. */
export const isOwn = (feature: unknown): boolean => originsOf(feature).some(isOfIngress);

const isOfIngress = (origin: Origin): boolean =>
  origin.kind === 'source' ? origin.object.ref.kind === 'Ingress' : origin.kind !== 'default';

/** The first annotation of a feature, for a message. */
export const causeOf = (feature: unknown): Origin | undefined => {
  const origins = originsOf(feature);
  return origins.find(isOfIngress) ?? origins[0];
};

export interface Check {
  /** In words, with the annotation. */
  readonly name: string;
  readonly feature: object;
}

/** Address lists and authentication of a route. */
export const checksOf = ({ features }: Route): readonly Check[] => [
  ...(restricts(features.accessList) ? [{ name: 'the address list', feature: features.accessList }] : []),
  ...(features.basicAuth === undefined ? [] : [{ name: 'the password (auth-type)', feature: features.basicAuth }]),
  ...(features.externalAuth === undefined ? [] : [{ name: 'external authentication', feature: features.externalAuth }]),
];

const restricts = (list: AccessList | undefined): list is AccessList =>
  list?.allow !== undefined || (list?.deny !== undefined && list.deny.value.length > 0);
