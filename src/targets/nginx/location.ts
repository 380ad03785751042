/** One route as the body of a location. */
import type { Route } from '../../model/model.ts';
import type { EmittedRoute, Outcome } from '../target.ts';
import { additionsOf, contextSets } from './additions.ts';
import { type Assembly, define } from './assembly.ts';
import type { BuiltLocation, LocationShare } from './built-location.ts';
import { hsts, responseHeaders } from './features/headers.ts';
import { redirectStyle } from './features/settings.ts';
import { forwardOf, type OwnForwarding } from './forward.ts';
import { requestStatements, responseStatements } from './header-lists.ts';
import type { NginxNode } from './node.ts';
import { type Prepared, sortParts } from './parts.ts';
import { prepare, shareOf } from './prepared.ts';
import { locationIndent as indent, printOnce, printStatement, printStatements } from './print.ts';
import { routeOfPrefix, type SiteContext } from './site-context.ts';
import { capturePrefix, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive } from './tree.ts';

const answering: LocationShare = {
  settings: [],
  response: '',
  hidden: '',
  request: '',
  grpc: false,
  closed: false,
};

const shutHead = printStatement(directive('return', NginxToken.integer(503)), indent);
const shutShare: LocationShare = { ...answering, closed: true };

export const buildLocation = (
  assembly: Assembly,
  context: SiteContext,
  emitted: EmittedRoute<NginxNode>,
  matches: readonly string[],
  shut: boolean,
): BuiltLocation => {
  const { route } = emitted;
  if (shut || emitted.shut) return { matches, head: shutHead, share: shutShare, passing: undefined, target: '' };
  if (route.action.kind === 'slash-redirect') return slashRedirect(assembly, context, matches, route.action.to);
  const prepared = prepare(assembly, emitted.nodes);
  const additions = additionsOf(assembly, context, route, prepared);
  const { passing, target, grpc, own } = forwardOf(assembly, emitted, prepared);
  const answers = own?.unavailable === undefined ? prepared.both : prepared.early + own.unavailable + prepared.late;
  const alike = own === undefined && context.clientCertificate.length === 0;
  return {
    matches,
    head: leadingSets(route, prepared) + additions.sets + answers + additions.lines,
    share: alike ? shareOf(assembly, prepared, grpc) : ownShare(assembly, context, prepared, grpc, own ?? {}),
    passing,
    target,
  };
};

/** Lists with headers that only this location has. */
const ownShare = (
  assembly: Assembly,
  { clientCertificate }: SiteContext,
  prepared: Prepared,
  grpc: boolean,
  { headers = [], request, response = [] }: OwnForwarding,
): LocationShare => {
  const share = shareOf(assembly, prepared, grpc);
  const changes = [...clientCertificate, ...prepared.request, ...headers];
  const told =
    request !== undefined
      ? printStatements(requestStatements(request, grpc ? 'grpc_set_header' : 'proxy_set_header'), indent)
      : assembly.headers.request(changes, grpc, headers.length === 0);
  const added = response.length === 0 ? '' : printStatements(responseStatements(response), indent);
  return { ...share, response: share.response + added, request: told };
};

const nodesOf = <F>(feature: F | undefined, handler: (feature: F) => Outcome<NginxNode>): readonly NginxNode[] => {
  const outcome = feature === undefined ? undefined : handler(feature);
  return outcome === undefined || outcome.as === 'refused' ? [] : outcome.nodes;
};

/** nginx sends this before the location proper is entered: CORS headers do not go with it. */
const slashRedirect = (
  assembly: Assembly,
  context: SiteContext,
  matches: readonly string[],
  to: string,
): BuiltLocation => {
  const below = routeOfPrefix(context, to);
  const parts = sortParts([
    ...nodesOf(below?.features.hsts, hsts),
    ...nodesOf(below?.features.responseHeaders, responseHeaders),
    ...nodesOf(below?.features.redirectStyle, redirectStyle),
  ]);
  for (const d of parts.definitions) define(assembly, d.definition);
  const path = encodeURI(to).replaceAll('?', '%3F').replaceAll('#', '%23');
  const answer = directive(
    'return',
    NginxToken.integer(301),
    NginxToken.value(text(path, variable('is_args'), variable('args'))),
  );
  return {
    matches,
    head: parts.statements.map((n) => printOnce(n.statements)).join('') + printStatement(answer, indent),
    share: { ...answering, response: assembly.headers.response(parts.response, [], true).response },
    passing: undefined,
    target: '',
  };
};

/** Variables that must be set before anything answers: captures of the location's own pattern, context of error pages. */
const leadingSets = (route: Route, { captures, readsContext }: Prepared): string => {
  let sets = '';
  if (captures.length === 0 && !readsContext) return sets;
  for (const n of captures) {
    const value = route.match.kind === 'regex' ? NginxToken.variable(String(n)) : NginxToken.text('');
    sets += printStatement(directive('set', NginxToken.variable(`${capturePrefix}${n}`), value), indent);
  }
  return readsContext ? sets + contextSets(route) : sets;
};
