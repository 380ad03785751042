/** Header lines of one level. nginx inherits them all or not at all, so a level prints nothing or the whole list. */
import type { Model } from '../../model/model.ts';
import type { BaseHeaders, HeaderChange, ResponseHeader } from './node.ts';
import { locationIndent, printStatements } from './print.ts';
import { headerVariable } from './request-maps.ts';
import { type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

type HeaderStatement = Statement<'http'> & Statement<'location'>;

/** What every backend is told (order of the controller). */
export const standardHeaders = (model: Model, client: boolean): readonly HeaderChange[] => {
  const forwarded = model.controller.forwardedHeaders;
  const forHeader = headerVariable(forwarded?.forHeader.value, 'X-Forwarded-For');
  const hostHeader = headerVariable(forwarded?.hostHeader.value, 'X-Forwarded-Host');
  const idle = model.controller.upstreamConnections?.idle.value ?? 320;
  const list: readonly (readonly [string, Text])[] = [
    ['Host', text(variable('ic_host'))],
    ['X-Request-ID', text(variable('ic_request_id'))],
    ['X-Real-IP', text(variable('remote_addr'))],
    ['X-Forwarded-For', text(variable('ic_forwarded_for'))],
    ['X-Forwarded-Host', text(variable('ic_host'))],
    ['X-Forwarded-Port', text(variable('ic_port'))],
    ['X-Forwarded-Proto', text(variable('ic_scheme'))],
    ['X-Forwarded-Scheme', text(variable('ic_scheme'))],
    ['X-Scheme', text(variable('ic_scheme'))],
    ['X-Original-Forwarded-For', text(variable(forHeader))],
    ['X-Original-Forwarded-Host', text(variable(hostHeader))],
    ...(forwarded?.originalUri.value === true ? [['X-Original-URI', text(variable('request_uri'))] as const] : []),
    ['Proxy', text()],
    ...(client
      ? [
          ['Upgrade', text(variable('ic_upgrade'))] as const,
          ['Connection', text(variable(idle === 0 ? 'ic_connection_close' : 'ic_connection'))] as const,
        ]
      : []),
  ];
  return list.map(([name, value]) => ({ name, value }));
};

/** Later entries replace earlier ones of the same name, whatever the letter case. */
export const mergeHeaders = (...lists: readonly (readonly HeaderChange[])[]): readonly HeaderChange[] => {
  const merged = new Map<string, HeaderChange>();
  for (const list of lists) for (const header of list) merged.set(header.name.toLowerCase(), header);
  return [...merged.values()];
};

export const requestStatements = (
  headers: readonly HeaderChange[],
  name: 'proxy_set_header' | 'grpc_set_header',
): readonly HeaderStatement[] =>
  headers.map((h) => directive(name, NginxToken.literal(h.name), NginxToken.value(h.value)));

export const responseStatements = (headers: readonly ResponseHeader[]): readonly HeaderStatement[] =>
  headers.map((h) =>
    directive(
      'add_header',
      NginxToken.literal(h.name),
      NginxToken.value(h.value),
      ...(h.always ? [NginxToken.word('always')] : []),
    ),
  );

/** For gRPC, whose backends hide nothing of the ConfigMap's list, only what a header of the route replaces. */
export const grpcHideStatements = (
  base: readonly ResponseHeader[],
  response: readonly ResponseHeader[],
  own: readonly string[],
): readonly HeaderStatement[] =>
  hiddenNames([], mergeResponse(base, response), own).map((name) =>
    directive('grpc_hide_header', NginxToken.literal(name)),
  );

export const hideStatements = (names: readonly string[]): readonly HeaderStatement[] =>
  names.map((name) => directive('proxy_hide_header', NginxToken.literal(name)));

/** Headers of the route over those of every response. Of one name the firm one wins (CORS over custom headers), else the last. */
export const mergeResponse = (
  base: readonly ResponseHeader[],
  own: readonly ResponseHeader[],
): readonly ResponseHeader[] => {
  const winners = new Map<string, ResponseHeader>();
  for (const header of [...base, ...own]) {
    if (!header.hide) continue;
    const key = header.name.toLowerCase();
    if (winners.get(key)?.firm !== true) winners.set(key, header);
  }
  return [...base, ...own].filter((h) => {
    const winner = winners.get(h.name.toLowerCase());
    return winner === undefined || winner === h || !h.hide;
  });
};

export const hiddenNames = (
  base: readonly string[],
  response: readonly ResponseHeader[],
  own: readonly string[],
): readonly string[] => {
  const names = new Map<string, string>();
  for (const name of [...base, ...response.filter((h) => h.hide).map((h) => h.name), ...own])
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names.values()];
};

/** Answers that carry none of the headers of locations; an empty header is not sent but ends the inheritance. */
export const bareResponse = (base: BaseHeaders): readonly HeaderStatement[] =>
  base.response.length > 0
    ? responseStatements(base.response)
    : [directive('add_header', NginxToken.literal('Strict-Transport-Security'), NginxToken.text(''))];

/** Lists of response headers as text. */
export interface PrintedResponse {
  readonly response: string;
  readonly hidden: string;
}

/** Lists of headers as text, at the indentation of a location. Lists of the same headers are printed once. */
export interface HeaderPrinter {
  readonly response: (own: readonly ResponseHeader[], hidden: readonly string[], keep: boolean) => PrintedResponse;
  readonly request: (changes: readonly HeaderChange[], grpc: boolean, keep: boolean) => string;
}

export const createHeaderPrinter = (model: Model, base: BaseHeaders): HeaderPrinter => {
  const responses = new Map<string, PrintedResponse>();
  const requests = new Map<string, string>();
  const numbers = new WeakMap<object, number>();
  let count = 0;
  const key = (headers: readonly object[]): string => {
    let out = '';
    for (const header of headers) {
      const known = numbers.get(header);
      const number = known ?? ++count;
      if (known === undefined) numbers.set(header, number);
      out += `${number},`;
    }
    return out;
  };
  const standard = mergeHeaders(standardHeaders(model, true), base.request);
  return {
    response: (own, hidden, keep) => {
      const name = keep ? `${key(own)}${hidden.join()}` : '';
      const known = keep ? responses.get(name) : undefined;
      if (known !== undefined) return known;
      const all = mergeResponse(base.response, own);
      const made = {
        response: printStatements(responseStatements(all), locationIndent),
        hidden: printStatements(hideStatements(hiddenNames(base.hidden, all, hidden)), locationIndent),
      };
      if (keep) responses.set(name, made);
      return made;
    },
    request: (changes, grpc, keep) => {
      const name = keep ? `${grpc}${key(changes)}` : '';
      const known = keep ? requests.get(name) : undefined;
      if (known !== undefined) return known;
      const list = mergeHeaders(standard, changes);
      const made = printStatements(
        requestStatements(list, grpc ? 'grpc_set_header' : 'proxy_set_header'),
        locationIndent,
      );
      if (keep) requests.set(name, made);
      return made;
    },
  };
};
