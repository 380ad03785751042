/** Header lines of one level. nginx inherits them all or not at all, so a level prints nothing or the whole list. */
import type { Model } from '../../model/model.ts';
import type { BaseHeaders } from './assembly.ts';
import type { HeaderChange, ResponseHeader } from './node.ts';
import { type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

type HeaderStatement = Statement<'http'> & Statement<'location'>;

/** What every backend is told (order of the controller). */
export const standardHeaders = (model: Model, client: boolean): readonly HeaderChange[] => {
  const forwarded = model.controller.forwardedHeaders;
  const forHeader = (forwarded?.forHeader.value ?? 'X-Forwarded-For').toLowerCase().replaceAll('-', '_');
  const hostHeader = (forwarded?.hostHeader.value ?? 'X-Forwarded-Host').toLowerCase().replaceAll('-', '_');
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
    ['X-Original-Forwarded-For', text(variable(`http_${forHeader}`))],
    ['X-Original-Forwarded-Host', text(variable(`http_${hostHeader}`))],
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

export const hideStatements = (names: readonly string[]): readonly HeaderStatement[] =>
  names.map((name) => directive('proxy_hide_header', NginxToken.literal(name)));

/** Headers of the route over those of every response; a later `replace` of the same name wins. */
export const mergeResponse = (
  base: readonly ResponseHeader[],
  own: readonly ResponseHeader[],
): readonly ResponseHeader[] => {
  const replaced = new Set(own.filter((h) => h.hide).map((h) => h.name.toLowerCase()));
  return [...base.filter((h) => !replaced.has(h.name.toLowerCase())), ...own];
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
