/** What a route of the model answers, in the order in which its conditions are tried. */
import { because, becauseAt } from '../../diagnostics/report.ts';
import { placesOn } from '../../model/standpoint.ts';
import { canaryShares } from './canary-answers.ts';
import { corsOfSite, originCondition } from './cors-policy.ts';
import { forwardBodies } from './forward.ts';
import { isFqdn } from './names.ts';
import { first, only, type RuleNode } from './node.ts';
import { greaterThan } from './number-regex.ts';
import { type Answer, type Body, note, type RouteContext } from './plan.ts';
import { serviceOf } from './services.ts';
import { Re2 } from './token.ts';
import type { HeaderCondition, Redirect, Service } from './tree.ts';

const plainHttp: HeaderCondition = { name: 'X-Forwarded-Proto', exact: 'http' };

const open = (context: { readonly secured: boolean }): Body => (context.secured ? { permitInsecure: true } : {});

/** A fixed status on both sides. */
export const fixedAnswer = (context: { readonly secured: boolean }, statusCode: number): Answer => ({
  conditions: [],
  body: { ...open(context), directResponsePolicy: { statusCode } },
  group: 'fixed',
});

export const fixedRedirect = (context: { readonly secured: boolean }, redirect: Redirect): Answer => ({
  conditions: [],
  body: { ...open(context), requestRedirectPolicy: redirect },
  group: 'fixed',
});

/** True when the route answers 503 because something it needs cannot be kept, though it guards nothing. */
const broken = ({ route: { route, nodes } }: RouteContext): boolean => {
  const { features, action } = route;
  if (features.redirect !== undefined && first(nodes, 'redirect') === undefined) return true;
  if (action.kind !== 'forward') return false;
  if (features.rewrite !== undefined && first(nodes, 'rewrite') === undefined) return true;
  const tls = route.protocol === 'http' ? route.features.backendTls : undefined;
  const unchecked = tls?.verify.value === true && first(nodes, 'backend-tls') === undefined;
  return action.protocol.value === 'fastcgi' || (unchecked && action.protocol.value !== 'http');
};

/** Certificates are asked for first, then blocked clients, then bodies that announce too great a length, then what the route does. */
export const routeAnswers = (context: RouteContext): readonly Answer[] => {
  const check = first(context.emitted.nodes, 'client-validation');
  const inside = [
    ...blocked(context),
    ...hostRules(context),
    ...tooLarge(context),
    ...preflight(context),
    ...routeRules(context),
    ...ownAnswers(context),
  ];
  const missing = check?.byRoute === true && context.https ? [withoutCertificate(context)] : [];
  if (check?.subject === undefined) return [...missing, ...inside];
  const named = { name: 'X-Forwarded-Client-Cert', regex: check.subject };
  const matching = inside.map((answer) => ({ ...answer, conditions: [...answer.conditions, named] }));
  return [...missing, ...matching, { ...fixedAnswer(context, 403), group: 'subject' }];
};

const withoutCertificate = (context: RouteContext): Answer => ({
  ...fixedAnswer(context, 400),
  conditions: [
    { name: 'X-Forwarded-Proto', exact: 'https' },
    { name: 'X-Forwarded-Client-Cert', notpresent: true },
  ],
  group: 'certificate',
});

const blocked = (context: RouteContext): readonly Answer[] =>
  context.blocked.map(({ name, regex }, i) => ({
    ...fixedAnswer(context, 403),
    conditions: [{ name, regex }],
    group: `blocked ${i}`,
  }));

/** Rules come one after the other: none is of the group of another. */
const ruled = (context: RouteContext, rules: readonly RuleNode[], name: string): readonly Answer[] =>
  rules.map(({ conditions, body }, i) => ({
    conditions,
    body: { ...open(context), ...body },
    group: `${name} ${i}`,
  }));

const hostRules = (context: RouteContext): readonly Answer[] =>
  context.emitted.shut ? [] : ruled(context, only(context.emitted.nodes, 'rule'), 'host rule');

const routeRules = (context: RouteContext): readonly Answer[] => {
  const { route, nodes } = context.route;
  // Like redirects they come before every guard of the route.
  if (context.emitted.shut || route.features.denied !== undefined) return [];
  return ruled(context, only(nodes, 'rule'), 'rule');
};

const tooLarge = (context: RouteContext): readonly Answer[] => {
  const limit = context.route.shut ? undefined : first(context.route.nodes, 'body-limit');
  if (limit === undefined) return [];
  const conditions = [{ name: 'Content-Length', regex: greaterThan(limit.bytes) }];
  return [{ ...fixedAnswer(context, 413), conditions, group: 'size' }];
};

/** OPTIONS that Envoy's own filter does not take for a preflight: answered by the proxy in nginx as well, before anything else. */
const preflight = (context: RouteContext): readonly Answer[] => {
  const { route, shut } = context.route;
  const cors = corsOfSite(context.emitted.site);
  if (cors === 'none' || cors === 'mixed' || shut || route.features.denied !== undefined) return [];
  if (route.action.kind === 'slash-redirect') return [];
  const origin = originCondition(cors);
  const conditions: readonly HeaderCondition[] = [
    { name: ':method', exact: 'OPTIONS' },
    { name: 'Access-Control-Request-Method', notpresent: true },
    ...(origin === undefined ? [] : [origin]),
  ];
  return [{ ...fixedAnswer(context, 204), conditions, group: 'preflight' }];
};

const ownAnswers = (context: RouteContext): readonly Answer[] => {
  const { route, nodes, shut } = context.route;
  if (context.emitted.shut) return [fixedAnswer(context, 503)];
  if (route.features.denied !== undefined) return [fixedAnswer(context, route.features.denied.status.value)];
  if (route.action.kind === 'slash-redirect')
    return [fixedRedirect(context, { ...hostOf(context), path: route.action.to, statusCode: 301 })];
  // Redirects come before every guard, and lead to no backend.
  const redirect = first(nodes, 'redirect');
  if (redirect !== undefined) return [fixedRedirect(context, { ...hostOf(context), ...redirect.redirect })];
  const https = httpsRedirect(context);
  if (shut) return [...https, fixedAnswer(context, 503)];
  const fixed = first(nodes, 'answer');
  if (broken(context)) return [...https, fixedAnswer(context, 503)];
  if (fixed !== undefined) return [...https, fixedAnswer(context, fixed.status)];
  const sides = plainSides(context, https.length > 0);
  return [...https, ...sides.flatMap((side) => forwarded(context, side))];
};

/** Which listeners the route itself answers on; plain HTTP is left out where all of it is redirected. */
const plainSides = (context: RouteContext, redirected: boolean): readonly ('http' | 'https')[] => {
  const node = first(context.route.nodes, 'https-redirect');
  const all = redirected && node?.names === 'all';
  if (!context.https) return ['http'];
  return all ? ['https'] : ['http', 'https'];
};

const httpsRedirect = (context: RouteContext): readonly Answer[] => {
  const node = first(context.route.nodes, 'https-redirect');
  if (node === undefined) return [];
  const named: readonly HeaderCondition[] =
    node.names === 'all'
      ? []
      : [{ name: ':authority', regex: Re2.checked(`(?i)(?:${node.names.map(namePattern).join('|')})(?::[0-9]+)?`) }];
  const port = node.port === undefined || node.port === 443 ? {} : { port: node.port };
  const redirect: Redirect = { scheme: 'https', ...hostOf(context), ...port, statusCode: node.status };
  return [
    { conditions: [plainHttp, ...named], body: { ...open(context), requestRedirectPolicy: redirect }, group: 'https' },
  ];
};

/** nginx writes the name without the port; Envoy takes both from the request unless the name is given. */
const hostOf = ({ emitted: { site } }: RouteContext): Pick<Redirect, 'hostname'> =>
  site.name.kind === 'exact' && site.aliases.length === 0 && isFqdn(site.host) ? { hostname: site.host } : {};

const namePattern = (name: string): string =>
  name.startsWith('*.') ? `[^.]+${Re2.quote(name.slice(1))}` : Re2.quote(name);

const forwarded = (context: RouteContext, scheme: 'http' | 'https'): readonly Answer[] => {
  const { route } = context.route;
  const side = context.https && scheme === 'http' ? [plainHttp] : [];
  const chosen = chooseServices(context, scheme);
  if (chosen === undefined) {
    const status = route.action.kind === 'default-backend' && context.defaultPool === undefined ? 404 : 503;
    return scheme === 'http' && context.https ? [] : [fixedAnswer(context, status)];
  }
  return chosen.shares.flatMap(({ conditions, services, group }) =>
    forwardBodies(context, scheme, services).map((way, i) => ({
      conditions: [...side, ...conditions, ...way.conditions],
      body: way.body,
      group: `${scheme} ${group} ${i}`,
      namespace: chosen.namespace,
    })),
  );
};

interface Chosen {
  readonly shares: readonly {
    readonly conditions: readonly HeaderCondition[];
    readonly services: readonly Service[];
    readonly group: string;
  }[];
  readonly namespace: string;
}

const chooseServices = (context: RouteContext, scheme: 'http' | 'https'): Chosen | undefined => {
  const { route, nodes } = context.route;
  const [poolName, protocol] =
    route.action.kind === 'forward'
      ? ([route.action.pool, route.action.protocol.value] as const)
      : ([context.defaultPool, 'http'] as const);
  if (poolName === undefined) return undefined;
  const primary = serviceOf(context, poolName, protocol, scheme, route.from);
  const namespace = context.pools.get(poolName)?.pool.service.namespace;
  if (primary === undefined || namespace === undefined) return undefined;
  const rules = first(nodes, 'canary')?.rules;
  const canary = rules === undefined ? undefined : serviceOf(context, rules.pool, protocol, scheme, route.from);
  const shares =
    rules === undefined || canary === undefined
      ? [{ conditions: [], services: [primary], group: 'rest' }]
      : canaryShares(rules, primary, canary);
  return { shares, namespace };
};

/** What the route says that is no feature: fallbacks and protocols. */
export const noteAction = (context: RouteContext): void => {
  const { route } = context.route;
  const { action } = route;
  if (action.kind !== 'forward' || context.route.shut) return;
  const { whenEmpty, protocol } = action;
  const spoken = protocol.value.replace('-bare', '');
  const pool = context.pools.get(action.pool)?.pool;
  if (pool?.endpoints.kind === 'addresses' && pool.endpoints.viaService === true)
    note(context.book, 'approximate', because('T5414', { service: `${pool.service.namespace}/${pool.service.name}` }));
  if (spoken === 'fastcgi') note(context.book, 'refused', becauseAt('T5455', {}, placesOn(route, protocol.from)));
  if (spoken.startsWith('grpc'))
    note(context.book, 'approximate', becauseAt('T5479', { protocol: spoken }, placesOn(route, protocol.from)));
  if (protocol.value.startsWith('https'))
    note(context.book, 'approximate', becauseAt('T5491', {}, placesOn(route, protocol.from)));
  if (whenEmpty !== undefined)
    note(context.book, 'refused', becauseAt('T5486', { service: whenEmpty.value }, placesOn(route, whenEmpty.from)));
  if (protocol.value.endsWith('-bare')) {
    note(
      context.book,
      'approximate',
      becauseAt('T5487', { protocol: protocol.value.replace('-bare', '') }, placesOn(route, protocol.from)),
    );
  }
};
