/** The finished sites once more, for what the controller leaves open on them: told, and closed with `--harden`. */
import type { IngressTls } from '../../../kubernetes/cluster.ts';
import type { ClientCertificates } from '../../../model/features/site-features.ts';
import type { Route, Site } from '../../../model/model.ts';
import { originsOf, placesIn, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { IngressInput, ServerDraft } from '../merge/drafts.ts';
import { exemptingPrefix } from '../merge/route-features.ts';
import { covers } from '../merge/tls.ts';
import { causeOf, changed, checksOf, isOwn, keyOf, shut, type UnsafeContext } from './unsafe-context.ts';
import { closeExemption, closePath, regexCause, tlsOrigin } from './unsafe-paths.ts';
import { closeRoute, withoutHeader } from './unsafe-routes.ts';

export const closeSite = (site: Site, context: UnsafeContext): Site => {
  if (site.features.closed !== undefined) return site;
  const server = context.servers.get(site.host);
  const cause = site.ordered ? regexCause(server) : undefined;
  const lost = lostChecks(server, context);
  const close = (route: Route): Route => {
    const input = lost.size === 0 || route.ingress === undefined ? undefined : context.inputOf.get(route.ingress);
    const from = input === undefined ? undefined : lost.get(input);
    if (from !== undefined) return shut(route, 'M480', from);
    if (route.features.denied !== undefined) return route;
    return closeRoute(closeExemption(closePath(route, site, cause, context), site.host, context), context);
  };
  // Nearly every route stays as it is.
  let routes: Route[] | undefined;
  site.routes.forEach((route, i) => {
    const closed = close(route);
    if (closed === route) return;
    routes ??= [...site.routes];
    routes[i] = closed;
  });
  const kept = routes === undefined ? site : { ...site, routes };
  return closePassthrough(closePlainHttp(closeUnverified(kept, server, context), context), context);
};

const exempt = (route: Route, { controller }: UnsafeContext): boolean =>
  exemptingPrefix(route.path, controller.noTlsRedirectLocations.value) !== undefined;

/**
 * A host with a TLS section and no certificate that clients could check. Closed are paths that plain HTTP leads to it: where a
 * balancer in front ends TLS, or plain HTTP is served, clients never see the placeholder.
 */
const closeUnverified = (site: Site, server: ServerDraft | undefined, context: UnsafeContext): Site => {
  const { serverCertificate, certificateReference } = site.features;
  if (!site.tls || serverCertificate !== undefined || certificateReference !== undefined) return site;
  if (context.defaultNames !== undefined && covers(context.defaultNames, site.host)) return site;
  const input = tlsOwner(server);
  if (input === undefined) return site;
  const { tls } = input.ingress.spec;
  const named = (entriesByHost(tls).get(site.host.toLowerCase())?.secretName ?? '') !== '';
  if (!named && context.defaultNames !== undefined) return site;
  const args = { key: 'spec.tls', host: site.host };
  const at = tlsOrigin(input);
  const behindBalancer = context.controller.features.forwardedHeaders?.trust.value === true;
  const leadsThere = ({ features }: Route): boolean => features.httpsRedirect?.names === 'all';
  const closed = context.hardens && !behindBalancer ? site.routes.filter(leadsThere) : [];
  // A Secret that cannot be used was told when the certificate was chosen.
  if (!named && (!context.hardens || closed.length < site.routes.length)) context.report.add('M424', args, [at]);
  if (closed.length === 0) return site;
  if (named) context.harden('M421', { ...args, secret: '', why: '' }, [at]);
  else context.harden('M424', args, [at]);
  return { ...site, routes: site.routes.map((route) => (leadsThere(route) ? shut(route, 'M421', [at]) : route)) };
};

const entryMaps = new WeakMap<readonly IngressTls[], ReadonlyMap<string, IngressTls>>();

/** The first entry of `spec.tls` that names a host, by the host in lower case. */
const entriesByHost = (tls: readonly IngressTls[]): ReadonlyMap<string, IngressTls> => {
  const known = entryMaps.get(tls);
  if (known !== undefined) return known;
  const entries = new Map<string, IngressTls>();
  for (const entry of tls)
    for (const host of entry.hosts) if (!entries.has(host.toLowerCase())) entries.set(host.toLowerCase(), entry);
  entryMaps.set(tls, entries);
  return entries;
};

const tlsOwner = (server: ServerDraft | undefined): IngressInput | undefined =>
  server?.locations.find(({ owner }) => (owner?.ingress.spec.tls.length ?? 0) > 0)?.owner;

/** Client certificates are a matter of TLS: plain HTTP passes them by, and so do headers the proxy does not set. */
const closePlainHttp = (site: Site, context: UnsafeContext): Site => {
  const { clientCertificates: check } = site.features;
  if (check === undefined) return site;
  const { ca, verify, subject, passCertificate } = check;
  let { routes } = site;
  const open = (route: Route): boolean =>
    route.features.denied === undefined &&
    route.action.kind !== 'slash-redirect' &&
    route.features.httpsRedirect?.names !== 'all' &&
    !exempt(route, context);
  const first = verify.value === 'on' && subject === undefined ? routes.find(open) : undefined;
  const key = 'auth-tls-secret';
  if (
    first !== undefined &&
    context.harden('M471', { key, host: site.host, path: first.path }, placesIn(ca.from, undefined))
  )
    routes = routes.map((route) => (open(route) ? redirected(route, ca, context) : route));
  if (!passCertificate.value && context.harden('M472', { key, host: site.host }, placesIn(ca.from, undefined)))
    routes = routes.map((route) =>
      route.action.kind === 'slash-redirect' ? route : withoutHeader(route, 'ssl-client-cert', ca.from),
    );
  return routes === site.routes ? site : { ...site, routes };
};

const redirected = (route: Route, { from }: ClientCertificates['ca'], { controller }: UnsafeContext): Route =>
  changed(route, {
    httpsRedirect: {
      status: controller.httpRedirectCode,
      names: 'all',
      trailingSlash: traced('cut', defaultOrigin('preserve-trailing-slash')),
      because: traced('forced', ...from),
    },
  });

/** What the proxy does not decrypt it cannot check. */
const closePassthrough = (site: Site, { harden }: UnsafeContext): Site => {
  const { passthrough } = site.passthrough;
  if (passthrough === undefined) return site;
  const certificates = site.features.clientCertificates;
  const found = site.routes.flatMap((route) => (route.path === '/' ? checksOf(route) : []));
  const [check] = [
    ...(certificates === undefined ? [] : [{ name: 'the client certificate', feature: certificates }]),
    ...found,
  ].filter(({ feature }) => isOwn(feature));
  if (check === undefined) return site;
  const args = { key: keyOf(passthrough.pool.from[0]), host: site.host, check: check.name };
  return harden('M475', args, placesIn(passthrough.pool.from, undefined)) ? { ...site, passthrough: {} } : site;
};

type Lost = ReadonlyMap<IngressInput, ReturnType<typeof traced>['from']>;
const nothingLost: Lost = new Map();

/** Ingresses whose host-wide check an older Ingress of the host has made void; to be closed. */
const lostChecks = (server: ServerDraft | undefined, { harden }: UnsafeContext): Lost => {
  if (server?.clientCertificates === undefined && server?.serverSnippet === undefined) return nothingLost;
  const lost = new Map<IngressInput, ReturnType<typeof traced>['from']>();
  const seen = new Set<IngressInput>();
  for (const [owner, from] of lostSnippets(server, harden)) lost.set(owner, from);
  const winner = server?.clientCertificates;
  for (const { owner } of winner === undefined ? [] : (server?.locations ?? [])) {
    const own = owner?.settings.clientCertificates;
    if (owner === undefined || own === undefined || owner === winner?.owner || seen.has(owner)) continue;
    seen.add(owner);
    if (winner === undefined || isAsStrict(winner.feature, own)) continue;
    const cause = causeOf(own);
    const { namespace, name } = winner.owner.ingress;
    const args = { key: keyOf(cause), host: server?.host ?? '', winner: `${namespace}/${name}` };
    if (harden('M480', args, placesIn(originsOf(own.ca), { object: owner.ingress.object })))
      lost.set(owner, own.ca.from);
  }
  return lost;
};

/** Only the oldest server-snippet of a host is read, whatever the others forbid. */
const lostSnippets = (server: ServerDraft | undefined, harden: UnsafeContext['harden']): Lost => {
  const lost = new Map<IngressInput, ReturnType<typeof traced>['from']>();
  const winner = server?.serverSnippet;
  if (winner === undefined) return lost;
  for (const owner of new Set(server?.locations.map((location) => location.owner))) {
    if (owner === undefined || owner === winner) continue;
    const { serverSnippet, hostFeatures, hostRules } = owner.settings;
    const guard =
      serverSnippet?.guards === true || hostRules?.guards === true || hostFeatures?.accessList !== undefined;
    const at = guard ? originsOf([serverSnippet, hostRules, hostFeatures]) : [];
    const [first, ...more] = at;
    if (first === undefined) continue;
    const { namespace, name } = winner.ingress;
    const args = { key: 'server-snippet', host: server?.host ?? '', winner: `${namespace}/${name}` };
    if (harden('M480', args, placesIn(at, { object: owner.ingress.object }))) lost.set(owner, [first, ...more]);
  }
  return lost;
};

const isAsStrict = (made: ClientCertificates, wanted: ClientCertificates): boolean =>
  made.ca.value.text === wanted.ca.value.text &&
  (made.verify.value === 'on' || made.verify.value === wanted.verify.value) &&
  (wanted.subject === undefined || made.subject?.value === wanted.subject.value);
