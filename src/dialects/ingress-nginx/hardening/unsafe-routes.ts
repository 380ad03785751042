/** Routes that are open although a check stands next to them. */
import type { BackendTls } from '../../../model/features/backend-features.ts';
import type { AccessList } from '../../../model/features/route-features.ts';
import type { Route } from '../../../model/model.ts';
import { placesOn } from '../../../model/standpoint.ts';
import { contains } from '../../../model/values/cidr.ts';
import { joinOrigins, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { exemptingPrefix } from '../merge/route-features.ts';
import { clientChoosesHost } from './client-chosen.ts';
import { causeOf, changed, checksOf, isOwn, keyOf, shut, type UnsafeContext } from './unsafe-context.ts';

type RouteCheck = (route: Route, context: UnsafeContext) => Route;

/** In the order in which a request meets them; a closed route is not looked at any further. */
export const closeRoute: RouteCheck = (route, context) => {
  if (isPlain(route.features) && context.controller.lostGlobalAuth === undefined && !isEncrypted(route)) return route;
  let kept = route;
  for (const check of routeChecks) {
    if (kept.features.denied !== undefined) return kept;
    kept = check(kept, context);
  }
  return kept;
};

type Features = Route['features'];
const plain = new WeakMap<Features, boolean>();

/** True when the features give the checks below nothing to look at. */
const isPlain = (features: Features): boolean => {
  const known = plain.get(features);
  if (known !== undefined) return known;
  const { denied, redirect, rewrite, satisfy, accessList, canary } = features;
  const watched = denied ?? redirect ?? satisfy ?? accessList ?? canary;
  const is = watched === undefined && rewrite?.redirects !== true;
  plain.set(features, is);
  return is;
};

/** A snippet may redirect to whatever the request says; annotations were looked at when they were read. */
const openRedirect: RouteCheck = (route, { harden }) => {
  const to = route.features.redirect?.to;
  if (to === undefined || !clientChoosesHost(to.value)) return route;
  const key = keyOf(to.from[0]);
  return harden('D393', { key, value: `a redirect of ${key}` }, placesOn(route, to.from))
    ? shut(route, 'D393', to.from)
    : route;
};

/** The rewrite phase comes before access is checked. */
const redirectFirst: RouteCheck = (route, { harden }) => {
  const { redirect, rewrite } = route.features;
  const from = redirect?.to.from ?? (rewrite?.redirects === true ? rewrite.target.from : undefined);
  const check = from === undefined ? undefined : checksOf(route).find(({ feature }) => isOwn(feature));
  if (from === undefined || check === undefined) return route;
  return harden('M474', { key: keyOf(from[0]), check: check.name }, placesOn(route, from))
    ? shut(route, 'M474', from)
    : route;
};

const anyIsEnough: RouteCheck = (route, { harden }) => {
  if (route.features.satisfy?.mode.value !== 'any') return route;
  const { satisfy, ...others } = route.features;
  const checks = checksOf(route).map(({ name }) => name);
  if (checks.length < 2) return route;
  const { from } = satisfy.mode;
  if (!harden('M481', { key: 'satisfy', checks: checks.join(', ') }, placesOn(route, from))) return route;
  return route.protocol === 'http' ? { ...route, features: others } : { ...route, features: others };
};

/** nginx inherits deny lines only where a location has none of its own. */
const blockedAddresses: RouteCheck = (route, { harden, controller }) => {
  const blocked = controller.features.blocks?.cidrs;
  const list = route.features.accessList;
  if (blocked === undefined || list === undefined) return route;
  const open = blocked.value.filter(
    (range) =>
      !(list.deny?.value.some((denied) => contains(denied, range)) ?? false) &&
      (list.allow?.value.some((allowed) => contains(allowed, range) || contains(range, allowed)) ?? true),
  );
  if (open.length === 0) return route;
  const from = (list.deny ?? list.allow ?? blocked).from;
  if (!harden('M473', { key: keyOf(causeOf(list)) }, placesOn(route, from))) return route;
  const deny: AccessList['deny'] = {
    value: [...(list.deny?.value ?? []), ...open],
    from: joinOrigins(list.deny?.from ?? blocked.from, blocked.from),
  };
  return changed(route, { accessList: { ...list, deny } });
};

const encrypted: readonly string[] = ['https', 'auto', 'grpcs', 'grpcs-bare'];

const isEncrypted = ({ action }: Route): boolean =>
  action.kind === 'forward' && encrypted.includes(action.protocol.value);

const unverifiedBackend: RouteCheck = (route, { harden }) => {
  if (route.action.kind !== 'forward' || !isEncrypted(route)) return route;
  const { protocol, service } = route.action;
  const tls = route.protocol === 'http' ? route.features.backendTls : undefined;
  if (tls?.verify.value === true && tls.ca !== undefined) return route;
  const why =
    route.protocol === 'grpc'
      ? 'the controller never checks it for gRPC'
      : tls === undefined
        ? 'there is no proxy-ssl-secret'
        : tls.ca === undefined
          ? 'the Secret of proxy-ssl-secret has no ca.crt'
          : 'proxy-ssl-verify is not on';
  const args = { key: keyOf(protocol.from[0]), protocol: route.protocol === 'grpc' ? 'gRPC over TLS' : 'HTTPS', why };
  if (!harden('M470', args, placesOn(route, protocol.from))) return route;
  if (tls?.ca === undefined) return shut(route, 'M470', protocol.from);
  return changed(route, { backendTls: verified(tls, `${service.name}.${service.namespace}.svc`, protocol) });
};

const verified = (tls: BackendTls, service: string, { from }: Traced<unknown>): BackendTls => ({
  ...tls,
  verify: traced(true, ...tls.verify.from),
  sni: traced(true, ...tls.sni.from),
  name: tls.name ?? traced(service, ...from),
});

/** What a canary asks for itself is not looked at. */
const uncheckedCanary: RouteCheck = (route, { harden, inputOf }) => {
  if (route.features.canary === undefined) return route;
  const { canary, ...others } = route.features;
  const [origin] = canary.on.from;
  if (origin.kind !== 'source') return route;
  const own = inputOf.get(origin.object.ref)?.settings;
  if (own === undefined) return route;
  const lost = [
    route.features.basicAuth === undefined ? own.basicAuth : undefined,
    route.features.externalAuth === undefined ? own.externalAuth : undefined,
    route.features.accessList === undefined ? own.location.accessList : undefined,
  ].find((check) => check !== undefined && isOwn(check));
  const cause = lost === undefined ? undefined : causeOf(lost);
  if (cause === undefined) return route;
  if (!harden('M477', { key: keyOf(cause) }, placesOn(route, [cause, origin]))) return route;
  return route.protocol === 'http' ? { ...route, features: others } : { ...route, features: others };
};

/** Global authentication that is wrongly written leaves every path open that has none of its own. */
const lostGlobalAuth: RouteCheck = (route, { controller }) => {
  const { lostGlobalAuth: denied, noAuthLocations } = controller;
  if (denied === undefined || route.ingress === undefined || route.features.externalAuth !== undefined) return route;
  const prefix = exemptingPrefix(route.path, noAuthLocations.value);
  return prefix === undefined ? changed(route, { denied }) : route;
};

const routeChecks: readonly RouteCheck[] = [
  lostGlobalAuth,
  openRedirect,
  redirectFirst,
  anyIsEnough,
  blockedAddresses,
  unverifiedBackend,
  uncheckedCanary,
];

/** `names` of the header a client could forge, for routes of hosts with client certificates. */
export const withoutHeader = (route: Route, name: string, from: Traced<unknown>['from']): Route =>
  changed(route, {
    requestHeaders: {
      changes: [
        ...(route.features.requestHeaders?.changes ?? []),
        { name, from: traced(name, ...from, defaultOrigin('auth-tls-pass-certificate-to-upstream')) },
      ],
    },
  });
