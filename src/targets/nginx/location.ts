/** One route as the body of a location. */
import type { Route } from '../../model/model.ts';
import type { EmittedRoute, Outcome } from '../target.ts';
import { addAuthentication, addErrorPages, contextSets } from './additions.ts';
import { type Assembly, define } from './assembly.ts';
import { hsts, responseHeaders } from './features/headers.ts';
import { redirectStyle } from './features/settings.ts';
import { forwardOf } from './forward.ts';
import { requestStatements } from './header-lists.ts';
import type { HeaderChange, NginxNode, ResponseHeader } from './node.ts';
import { type RouteParts, sortParts } from './parts.ts';
import { prepare } from './prepared.ts';
import { locationIndent as indent, printOnce, printStatements } from './print.ts';
import { mirrorLocation } from './side-locations.ts';
import type { SiteContext } from './site-context.ts';
import { capturePrefix, capturesIn, readsContext, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

/** What stands at http level already. */
export interface Hoisted {
  /** In the order of `slots`; empty: nothing. */
  readonly settings: readonly string[];
  readonly response: string;
  readonly hidden: string;
  readonly request: string;
  readonly grpcRequest: string;
}

export interface BuiltLocation {
  /** In the order of `slots`; undefined: not set. */
  readonly settings: readonly (string | undefined)[];
  /** Statements before the header lists, and after them. */
  readonly head: string;
  readonly response: string;
  readonly hidden: string;
  readonly request: string;
  readonly tail: string;
  readonly grpc: boolean;
  /** Nothing of the route matters: headers are those of the http level. */
  readonly closed?: true;
}

const closedBody = (status: number): BuiltLocation => ({
  settings: [],
  head: printStatements([directive('return', NginxToken.integer(status))], indent),
  response: '',
  hidden: '',
  request: '',
  tail: '',
  grpc: false,
});

export const buildLocation = (
  assembly: Assembly,
  context: SiteContext,
  emitted: EmittedRoute<NginxNode>,
  shut: boolean,
): BuiltLocation => {
  const { route } = emitted;
  if (shut || emitted.shut) return { ...closedBody(503), closed: true };
  if (route.action.kind === 'slash-redirect') return slashRedirect(assembly, context, route.action.to);
  const prepared = prepare(assembly, emitted.nodes);
  const { parts } = prepared;
  const pass = passOf(assembly, context, emitted, parts);
  const response = pass.response.length === 0 ? parts.response : [...parts.response, ...pass.response];
  const lists = pass.response.length === 0 ? prepared.lists : assembly.headers.response(response, parts.hidden, false);
  const changes = pass.headers.length === 0 ? parts.request : [...parts.request, ...pass.headers];
  const known = context.clientCertificate.length === 0 ? changes : [...context.clientCertificate, ...changes];
  const before = leadingSets(route, parts, known, response, pass);
  return {
    settings: prepared.settings,
    head:
      printStatements(before, indent) +
      prepared.early +
      printStatements(pass.unavailable, indent) +
      prepared.late +
      printStatements(pass.statements, indent),
    ...lists,
    request:
      pass.request === undefined
        ? assembly.headers.request(known, pass.grpc, pass.headers.length === 0)
        : printStatements(requestStatements(pass.request, pass.grpc ? 'grpc_set_header' : 'proxy_set_header'), indent),
    tail: printStatements(pass.tail, indent),
    grpc: pass.grpc,
  };
};

const nodesOf = <F>(feature: F | undefined, handler: (feature: F) => Outcome<NginxNode>): readonly NginxNode[] => {
  const outcome = feature === undefined ? undefined : handler(feature);
  return outcome === undefined || outcome.as === 'refused' ? [] : outcome.nodes;
};

/** nginx sends this before the location proper is entered: CORS headers do not go with it. */
const slashRedirect = (assembly: Assembly, { site }: SiteContext, to: string): BuiltLocation => {
  const below = site.routes.find((r) => r.match.kind === 'prefix' && r.match.path === to);
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
    ...closedBody(0),
    head: parts.statements.map((n) => printOnce(n.statements)).join('') + printStatements([answer], indent),
    response: assembly.headers.response(parts.response, [], true).response,
  };
};

interface Pass {
  /** Before the header lists: side requests, error pages. */
  readonly statements: readonly Statement<'location'>[];
  /** The last lines: where the request goes. */
  readonly tail: readonly Statement<'location'>[];
  /** Answers while there is nobody to pass to. */
  readonly unavailable: readonly Statement<'location'>[];
  readonly headers: readonly HeaderChange[];
  /** The whole list, where the usual one does not apply. */
  readonly request?: readonly HeaderChange[];
  readonly response: readonly ResponseHeader[];
  readonly sets: readonly Statement<'location'>[];
  readonly grpc: boolean;
}

const passOf = (
  assembly: Assembly,
  context: SiteContext,
  emitted: EmittedRoute<NginxNode>,
  parts: RouteParts,
): Pass => {
  const { route } = emitted;
  const statements: Statement<'location'>[] = [];
  const headers: HeaderChange[] = [];
  const response: ResponseHeader[] = [];
  const sets: Statement<'location'>[] = [];
  addAuthentication(assembly, context, route, parts, { statements, headers, response, sets });
  if (parts.mirror !== undefined) {
    statements.push(
      directive('mirror', NginxToken.literal(mirrorLocation(assembly, context.side, parts.mirror.mirror))),
    );
    if (!parts.mirror.mirror.body.value) statements.push(directive('mirror_request_body', NginxToken.word('off')));
  }
  addErrorPages(assembly, context, route, parts, { statements, sets });
  const forward = forwardOf(assembly, emitted, parts);
  return {
    statements,
    sets,
    tail: forward.tail,
    unavailable: forward.unavailable,
    headers: [...headers, ...forward.headers],
    ...(forward.request === undefined ? {} : { request: forward.request }),
    response: [...response, ...forward.response],
    grpc: forward.grpc,
  };
};

/** Variables that must be set before anything answers: captures of the location's own pattern, context of error pages. */
const leadingSets = (
  route: Route,
  parts: RouteParts,
  request: readonly HeaderChange[],
  response: readonly ResponseHeader[],
  pass: Pass,
): readonly Statement<'location'>[] => {
  const captures = new Set<number>();
  const read = [...request, ...response].map(({ value }) => value);
  for (const { reads } of parts.statements) if (reads !== undefined) read.push(...reads);
  for (const value of read) for (const n of capturesIn(value)) captures.add(n);
  for (const a of parts.answers) for (const n of a.captures) captures.add(n);
  const sets = [...captures]
    .sort((a, b) => a - b)
    .map((n) => {
      const value = route.match.kind === 'regex' ? NginxToken.variable(String(n)) : NginxToken.text('');
      return directive('set', NginxToken.variable(`${capturePrefix}${n}`), value);
    });
  const named = read.some(readsContext);
  return [...sets, ...(named ? contextSets(route) : []), ...pass.sets];
};
