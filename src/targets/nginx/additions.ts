/** What a location needs besides its own lines: authentication and error pages, with locations of their own. */
import type { Route } from '../../model/model.ts';
import type { Assembly } from './assembly.ts';
import { globalErrorStatuses, internalStatus } from './global-errors.ts';
import type { HeaderChange, ResponseHeader } from './node.ts';
import type { RouteParts } from './parts.ts';
import { authLocation, errorContext, errorLocation, signInLocation } from './side-locations.ts';
import type { SiteContext } from './site-context.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

export interface Additions {
  readonly statements: Statement<'location'>[];
  readonly headers: HeaderChange[];
  readonly response: ResponseHeader[];
  readonly sets: Statement<'location'>[];
}

/** Settings of the route that hold for its authentication, too. */
const authSettings = ['bodySize', 'requestBuffering', 'responseBuffering', 'httpVersion'] as const;

/** Path and type as the controller names a location after them. */
const controllerPath = ({ match, path }: Route): { readonly path: string; readonly kind: 'Prefix' | 'Exact' } => {
  if (match.kind === 'regex') return { path, kind: 'Prefix' };
  if (match.kind === 'exact') return { path: match.path, kind: 'Exact' };
  return { path: match.path.endsWith('/') ? match.path : `${match.path}/`, kind: 'Prefix' };
};

export const addAuthentication = (
  assembly: Assembly,
  context: SiteContext,
  route: Route,
  parts: RouteParts,
  to: Additions,
): void => {
  const auth = parts.auth?.auth;
  if (auth === undefined) return;
  const settings = authSettings.flatMap((slot) => parts.settings.get(slot)?.statements ?? []);
  const uri = authLocation(assembly, context.side, auth, settings, context.clientCertificate, controllerPath(route));
  to.statements.push(directive('auth_request', NginxToken.literal(uri)));
  to.statements.push(
    directive(
      'auth_request_set',
      NginxToken.variable('ic_auth_cookie'),
      NginxToken.variable('upstream_http_set_cookie'),
    ),
  );
  to.response.push({
    name: 'Set-Cookie',
    value: text(variable('ic_auth_cookie')),
    always: auth.alwaysSetCookie.value,
    hide: false,
  });
  for (const header of auth.responseHeaders.value) {
    const suffix = header.toLowerCase().replaceAll('-', '_');
    if (!/^\w+$/.test(suffix)) continue;
    to.statements.push(
      directive(
        'auth_request_set',
        NginxToken.variable(`ic_auth_of_${suffix}`),
        NginxToken.variable(`upstream_http_${suffix}`),
      ),
    );
    to.headers.push({ name: header, value: text(variable(`ic_auth_of_${suffix}`)) });
  }
  if (auth.cache !== undefined)
    to.sets.push(directive('set', NginxToken.variable('ic_auth_place'), NginxToken.text(route.path)));
  if (auth.signin === undefined) return;
  const cors = parts.response.filter((h) => h.name.toLowerCase().startsWith('access-control-'));
  const page = signInLocation(context.side, auth, [...assembly.base.response, ...cors]);
  to.statements.push(directive('error_page', NginxToken.integer(401), NginxToken.word('='), NginxToken.literal(page)));
};

/** Own list, or the one for every route; the latter stands at http level, only its locations are made here. */
export const addErrorPages = (
  assembly: Assembly,
  context: SiteContext,
  route: Route,
  parts: RouteParts,
  to: Pick<Additions, 'statements' | 'sets'>,
): void => {
  const own = parts.errors?.pages;
  const globalStatuses = globalErrorStatuses(assembly.model);
  if (own === undefined && globalStatuses.length === 0) return;
  const fallback = assembly.model.controller.defaultBackend?.pool?.value;
  const absent = internalStatus(assembly.model);
  const locationOf = (status: number, pool: string | undefined): string => {
    const target = pool === undefined ? undefined : assembly.upstreams.target(pool, '', 1);
    return errorLocation(assembly, context.side, target, status, absent);
  };
  if (own !== undefined) {
    for (const status of own.statuses.value) {
      to.statements.push(
        directive(
          'error_page',
          NginxToken.integer(status),
          NginxToken.word('='),
          NginxToken.literal(locationOf(status, own.pool?.value ?? fallback)),
        ),
      );
    }
    if (route.protocol === 'http')
      to.statements.push(
        directive('proxy_intercept_errors', NginxToken.word(own.interceptBackend.value ? 'on' : 'off')),
      );
  } else if (parts.auth?.auth.signin === undefined && !context.ownErrorPages) {
    for (const status of globalStatuses) {
      to.statements.push(
        directive(
          'error_page',
          NginxToken.integer(status),
          NginxToken.word('='),
          NginxToken.literal(locationOf(status, fallback)),
        ),
      );
    }
  }
  to.sets.push(...contextSets(route));
  to.sets.push(directive('set', NginxToken.variable('ic_error_host'), NginxToken.variable('ic_host')));
};

/** The variables of `errorContext` for one route. */
export const contextSets = (route: Route): readonly Statement<'location'>[] => {
  const service = route.action.kind === 'forward' ? route.action.service : undefined;
  const values = [
    service?.namespace ?? route.ingress?.namespace ?? '',
    route.ingress?.name ?? '',
    service?.name ?? '',
    service === undefined ? '' : String(service.port),
  ];
  return errorContext.map(([, name], i) =>
    directive('set', NginxToken.variable(name), NginxToken.text(values[i] ?? '')),
  );
};
