/** Paths that match more than their type says, and paths that no authentication covers. */
import type { IngressPath } from '../../../kubernetes/cluster.ts';
import type { Route, Site } from '../../../model/model.ts';
import { placesOn } from '../../../model/standpoint.ts';
import { sourceOrigin } from '../../../source/traced.ts';
import { type IngressInput, pathText, type ServerDraft } from '../merge/drafts.ts';
import { asksForRegex } from '../merge/locations.ts';
import { exemptingPrefix } from '../merge/route-features.ts';
import { causeOf, changed, isOwn, keyOf, type UnsafeContext } from './unsafe-context.ts';

const acme = '/.well-known/acme-challenge';

/** True for the path itself and whole elements below it. */
export const onBoundary = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);

/** The controller compares the beginning of the text, and leaves away the Ingress' own authentication as well. */
export const closeExemption = (route: Route, host: string, context: UnsafeContext): Route => {
  const { harden, controller, inputOf } = context;
  const prefix = exemptingPrefix(route.path, controller.noAuthLocations.value);
  const settings = route.ingress === undefined ? undefined : inputOf.get(route.ingress)?.settings;
  if (prefix === undefined || settings === undefined || route.action.kind === 'slash-redirect') return route;
  const whole = onBoundary(route.path, prefix);
  if (whole && prefix === acme) return route;
  const { basicAuth, externalAuth } = settings;
  const lost = [basicAuth, externalAuth].filter((check) => check !== undefined && (isOwn(check) || !whole));
  const [first] = lost;
  if (first === undefined) return route;
  const own = isOwn(first);
  const key = own ? keyOf(causeOf(first)) : 'global-auth-url';
  const at = own ? [causeOf(first) ?? route.from[0]] : route.from;
  if (!harden('M478', { key, host, path: route.path, prefix }, placesOn(route, at))) return route;
  return changed(route, {
    ...(basicAuth !== undefined && lost.includes(basicAuth) ? { basicAuth } : {}),
    ...(externalAuth !== undefined && lost.includes(externalAuth) ? { externalAuth } : {}),
  });
};

/** Only plain texts are looked at: who writes an expression means one. */
const isPlain = (path: string): boolean => /^[A-Za-z0-9._~!,;=@%/-]+$/.test(path);

/** The path as the Ingress says it; undefined where the route is not made from one. */
const pathOf = (route: Route, input: IngressInput | undefined): IngressPath | undefined => {
  const [at] = route.from;
  if (input === undefined || at.kind !== 'source' || at.object !== input.ingress.object) return undefined;
  const [, , rule, , , index] = at.path;
  return at.path[1] === 'rules' && typeof rule === 'number' && typeof index === 'number'
    ? input.ingress.spec.rules[rule]?.paths?.[index]
    : undefined;
};

/** On a host with one expression every path becomes one: unanchored and without regard to letter case. */
export const closePath = (route: Route, site: Site, cause: IngressInput | undefined, context: UnsafeContext): Route => {
  if (!site.ordered || route.implicit || route.match.kind !== 'regex') return route;
  const input = route.ingress === undefined ? undefined : context.inputOf.get(route.ingress);
  const path = pathOf(route, input);
  if (input === undefined || path === undefined) return route;
  const own = input.settings.useRegex.value || input.settings.rewriteTarget !== undefined;
  const exact = path.pathType === 'Exact';
  const text = pathText(path);
  if (!isPlain(text) || (text.endsWith('/') && !exact)) return route;
  const told = own
    ? path.pathType !== 'ImplementationSpecific' && ownPath(route, site, path, input, context)
    : input !== cause && foreignPath(route, site, cause, context);
  if (!told) return route;
  const quoted = text.replaceAll('.', '\\.');
  const source = `^${quoted}${exact ? '$' : text.endsWith('/') ? '' : '(?:/|$)'}`;
  return { ...route, match: { kind: 'regex', pattern: { ...route.match.pattern, source } } };
};

const ownPath = (
  route: Route,
  site: Site,
  { pathType }: IngressPath,
  input: IngressInput,
  { harden }: UnsafeContext,
): boolean => {
  const { useRegex, rewriteTarget } = input.settings;
  const key = useRegex.value ? 'use-regex' : 'rewrite-target';
  const from = useRegex.value ? useRegex.from : (rewriteTarget?.text.from ?? route.from);
  const example = `${route.path}${pathType === 'Exact' ? '/more' : 'more'}`;
  return harden(
    'M479',
    { key, host: site.host, path: route.path, type: pathType, example },
    placesOn(route, [route.from[0], ...from]),
  );
};

const foreignPath = (route: Route, site: Site, cause: IngressInput | undefined, { harden }: UnsafeContext): boolean => {
  const by = cause === undefined ? '' : `${cause.ingress.namespace}/${cause.ingress.name}`;
  return harden('M437', { key: 'path', host: site.host, path: route.path, by }, route.from);
};

/** The Ingress because of which the paths of a host are expressions. */
export const regexCause = (server: ServerDraft | undefined): IngressInput | undefined =>
  server?.locations.find(asksForRegex)?.owner;

/** Where `spec.tls` of an Ingress stands. */
export const tlsOrigin = ({ ingress }: IngressInput) => sourceOrigin(ingress.object, ['spec', 'tls']);
