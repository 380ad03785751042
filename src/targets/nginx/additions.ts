/** What a location needs besides its own lines: authentication, mirrors and error pages, with locations of their own. */
import type { ExternalAuth, Mirror } from '../../model/features/route-features.ts';
import type { Route } from '../../model/model.ts';
import type { Assembly } from './assembly.ts';
import { authLines } from './auth-lines.ts';
import { type Prepared, type RouteParts, type SideBodies, settingIn } from './parts.ts';
import { around, closing, locationIndent as indent, opening, printStatement } from './print.ts';
import {
  asksForPath,
  authBody,
  type ControllerPath,
  errorBody,
  errorContext,
  mirrorBody,
  signInBody,
} from './side-locations.ts';
import { place, type SideBody } from './side-place.ts';
import type { SiteContext } from './site-context.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

/** Printed. */
export interface Additions {
  /** Before the header lists: side requests, error pages. */
  readonly lines: string;
  /** Before everything that answers. */
  readonly sets: string;
}

const nothing: Additions = { lines: '', sets: '' };

export const additionsOf = (assembly: Assembly, context: SiteContext, route: Route, prepared: Prepared): Additions => {
  const { auth, mirror, errors } = prepared.parts;
  if (auth === undefined && mirror === undefined && errors === undefined && assembly.errors.statuses.length === 0)
    return nothing;
  const authentication = auth === undefined ? '' : authentications(assembly, context, route, prepared, auth.auth);
  const mirroring = mirror === undefined ? '' : mirrorLines(assembly, context, prepared, mirror.mirror);
  const pages = errorPages(assembly, context, route, prepared);
  const place =
    auth?.auth.cache === undefined
      ? ''
      : line(directive('set', NginxToken.variable('ic_auth_place'), NginxToken.text(route.path)));
  return { lines: authentication + mirroring + pages.lines, sets: place + pages.sets };
};

const line = (statement: Statement<'location'>): string => printStatement(statement, indent);

/** Settings of the route that hold for its authentication, too. */
const authSettings = ['bodySize', 'requestBuffering', 'responseBuffering', 'httpVersion'] as const;
const settingsForAuth = (parts: RouteParts): readonly Statement<'location'>[] =>
  authSettings.flatMap((slot) => settingIn(parts, slot)?.statements ?? []);

const controllerPath = ({ match, path }: Route): ControllerPath => {
  if (match.kind === 'regex') return { path, kind: 'Prefix' };
  if (match.kind === 'exact') return { path: match.path, kind: 'Exact' };
  return { path: match.path.endsWith('/') ? match.path : `${match.path}/`, kind: 'Prefix' };
};

const authentications = (
  assembly: Assembly,
  { side, clientCertificate }: SiteContext,
  route: Route,
  prepared: Prepared,
  auth: ExternalAuth,
): string => {
  const { parts } = prepared;
  const bodies = bodiesOf(prepared);
  const alike = clientCertificate.length === 0 && !asksForPath(auth);
  const body =
    (alike ? bodies.auth : undefined) ??
    authBody(assembly, auth, settingsForAuth(parts), clientCertificate, controllerPath(route));
  if (alike) bodies.auth = body;
  const uri = place(side, body);
  const asking = line(directive('auth_request', NginxToken.literal(uri))) + authLines(auth).kept;
  if (auth.signin === undefined) return asking;
  bodies.signIn ??= signInBody(auth, [
    ...assembly.base.response,
    ...parts.response.filter((h) => h.name.toLowerCase().startsWith('access-control-')),
  ]);
  return asking + errorPage(401, place(side, bodies.signIn));
};

const bodiesOf = (prepared: Prepared): SideBodies => {
  prepared.bodies ??= {};
  return prepared.bodies;
};

const errorPage = (status: number, page: string): string =>
  line(directive('error_page', NginxToken.integer(status), NginxToken.word('='), NginxToken.literal(page)));

const mirrorLines = (assembly: Assembly, { side }: SiteContext, prepared: Prepared, mirror: Mirror): string => {
  const bodies = bodiesOf(prepared);
  bodies.mirror ??= mirrorBody(assembly, mirror);
  const asking = line(directive('mirror', NginxToken.literal(place(side, bodies.mirror))));
  return mirror.body.value ? asking : asking + line(directive('mirror_request_body', NginxToken.word('off')));
};

/** Own list, or the one for every route; the latter stands at http level, only its locations are made here. */
const errorPages = (assembly: Assembly, context: SiteContext, route: Route, { parts }: Prepared): Additions => {
  const own = parts.errors?.pages;
  const { statuses } = assembly.errors;
  if (own === undefined && statuses.length === 0) return nothing;
  const fallback = assembly.model.controller.defaultBackend?.pool?.value;
  const pageOf = (status: number, pool: string | undefined): string =>
    errorPage(status, place(context.side, errorBodyOf(assembly, status, pool)));
  let lines = '';
  if (own !== undefined) {
    for (const status of own.statuses.value) lines += pageOf(status, own.pool?.value ?? fallback);
    if (route.protocol === 'http')
      lines += line(directive('proxy_intercept_errors', NginxToken.word(own.interceptBackend.value ? 'on' : 'off')));
  } else if (parts.auth?.auth.signin === undefined && !context.ownErrorPages) {
    for (const status of statuses) lines += pageOf(status, fallback);
  }
  return { lines, sets: contextSets(route) + hostSet };
};

const hostSet = line(directive('set', NginxToken.variable('ic_error_host'), NginxToken.variable('ic_host')));

const errorBodyOf = (assembly: Assembly, status: number, pool: string | undefined): SideBody => {
  const { bodies } = assembly.errors;
  const key = `${status} ${pool ?? ''}`;
  const known = bodies.get(key);
  if (known !== undefined) return known;
  const made = errorBody(assembly, pool === undefined ? undefined : assembly.upstreams.target(pool, '', 1), status);
  bodies.set(key, made);
  return made;
};

/** The variables of `errorContext` for one route, printed. */
export const contextSets = (route: Route): string => {
  const service = route.action.kind === 'forward' ? route.action.service : undefined;
  const values = [
    service?.namespace ?? route.ingress?.namespace ?? '',
    route.ingress?.name ?? '',
    service?.name ?? '',
    service === undefined ? '' : String(service.port),
  ];
  let sets = '';
  for (let i = 0; i < contextLines.length; i++)
    sets += around(contextLines[i] ?? '', NginxToken.text(values[i] ?? ''), lineCloses);
  return sets;
};

const lineCloses = closing([]);
const contextLines = errorContext.map(([, name]) => around(opening('set', indent), NginxToken.variable(name), ' '));
