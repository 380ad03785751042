/** Variables every route reads: who asked, over what, for which host. Lazy, so an unread one costs nothing. */
import type { ForwardedHeaders } from '../../model/features/controller-features.ts';
import type { Model } from '../../model/model.ts';
import type { Definition } from './node.ts';
import { type Text, text, variable } from './text.ts';
import { dollarVariable, NginxToken } from './token.ts';
import { block, type Row, row, type Statement } from './tree.ts';

const map = (from: Text, to: string, ...rows: readonly Row[]): Statement<'http'> =>
  block('map', [NginxToken.value(from), NginxToken.variable(to)], rows);
const otherwise = (value: Text): Row => row(NginxToken.word('default'), NginxToken.value(value));
const when = (key: string, value: Text): Row => row(NginxToken.textKey(key), NginxToken.value(value));
const matching = (source: string, value: Text): Row =>
  row(NginxToken.patternKey({ source, ignoreCase: false }), NginxToken.value(value));
const v = (name: string): Text => [variable(name)];

/** Always empty. */
export const emptyVariable = 'ic_empty';

export const requestMaps = (model: Model): readonly Statement<'http'>[] => {
  const forwarded = model.controller.forwardedHeaders;
  const trust = forwarded?.trust.value === true;
  const behind = forwarded?.proxyProtocol.value === true ? 'ic_connection_scheme' : 'scheme';
  const forHeader = headerVariable(forwarded?.forHeader.value, 'X-Forwarded-For');
  const believed = believedHeaders(forwarded);
  const [proto, port, hostHeader] = believed.names;
  const sentHost = model.controller.http3?.on.value === true ? 'ic_sent_host' : 'http_host';
  const httpPort = text(String(model.listeners.http.port));
  const append = trust && forwarded?.appendFor.value === true;
  return [
    block('geo', [NginxToken.variable(dollarVariable)], [row(NginxToken.word('default'), NginxToken.literal('$'))]),
    block('geo', [NginxToken.variable(emptyVariable)], [row(NginxToken.word('default'), NginxToken.literal(''))]),
    ...(behind === 'scheme'
      ? []
      : [map(v('proxy_protocol_server_port'), behind, otherwise(v('scheme')), when('443', text('https')))]),
    ...(sentHost === 'http_host'
      ? []
      : [map(v('http_host'), sentHost, otherwise(v('http_host')), when('', v('host')))]),
    ...believed.statements,
    trust
      ? map(v(proto), 'ic_scheme', otherwise(v(proto)), when('', v(behind)))
      : map(v(behind), 'ic_scheme', otherwise(v(behind))),
    trust
      ? map(v(hostHeader), 'ic_host', otherwise(v(sentHost)), matching('^\\s*([^,\\s]+)', v('1')))
      : map(v(sentHost), 'ic_host', otherwise(v(sentHost))),
    map(v('ic_host'), 'ic_host_name', otherwise(v('ic_host')), matching('^([^:]+):', v('1'))),
    map(v(behind), 'ic_listener_port', otherwise(httpPort), when('https', text('443'))),
    trust
      ? map(v(port), 'ic_port', otherwise(v(port)), when('', v('ic_listener_port')))
      : map(v('ic_listener_port'), 'ic_port', otherwise(v('ic_listener_port'))),
    append
      ? map(
          v(forHeader),
          'ic_forwarded_for',
          otherwise(text(variable(forHeader), ', ', variable('realip_remote_addr'))),
          when('', v('realip_remote_addr')),
        )
      : map(v('remote_addr'), 'ic_forwarded_for', otherwise(v('remote_addr'))),
    model.controller.requestIds?.generate.value === false
      ? map(v('http_x_request_id'), 'ic_request_id', otherwise(v('http_x_request_id')))
      : map(v('http_x_request_id'), 'ic_request_id', otherwise(v('http_x_request_id')), when('', v('request_id'))),
    map(v('request_uri'), 'ic_uri_cut', otherwise(v('request_uri')), matching('^(.*)/$', v('1'))),
    map(
      v('http_upgrade'),
      'ic_upgrade',
      otherwise(v('http_upgrade')),
      row(NginxToken.patternKey({ source: '^h2c$', ignoreCase: true }), NginxToken.value([])),
    ),
    map(v('ic_upgrade'), 'ic_connection', otherwise(text('upgrade')), when('', [])),
    map(v('ic_upgrade'), 'ic_connection_close', otherwise(text('upgrade')), when('', text('close'))),
  ];
};

/** Variables of X-Forwarded-Proto, -Port and -Host; those of connections that are not trusted are empty where only proxies are. */
const believedHeaders = (
  forwarded: ForwardedHeaders | undefined,
): {
  readonly names: readonly [proto: string, port: string, host: string];
  readonly statements: readonly Statement<'http'>[];
} => {
  const sent = [
    'http_x_forwarded_proto',
    'http_x_forwarded_port',
    headerVariable(forwarded?.hostHeader.value, 'X-Forwarded-Host'),
  ] as const;
  if (forwarded?.fromTrustedOnly === undefined || !forwarded.trust.value) return { names: sent, statements: [] };
  const names = ['ic_trusted_proto', 'ic_trusted_port', 'ic_trusted_host'] as const;
  const rows = forwarded.trustedProxies.value.map((c) => row(NginxToken.cidr(c), NginxToken.literal('1')));
  const peer = [NginxToken.variable('realip_remote_addr'), NginxToken.variable('ic_trusted')];
  const geo = block('geo', peer, [row(NginxToken.word('default'), NginxToken.literal('0')), ...rows]);
  const maps = names.map((name, i) =>
    map(v('ic_trusted'), name, otherwise([]), when('1', v(sent[i] ?? emptyVariable))),
  );
  return { names, statements: [geo, ...maps] };
};

/** What stands for the star of a wildcard host; empty elsewhere. */
export const subdomainVariable = 'ic_subdomain';
export const subdomainMap = (): Definition => ({
  name: subdomainVariable,
  statement: map(
    text(variable('host'), ':', variable('server_name')),
    subdomainVariable,
    otherwise([]),
    matching('^([\\w-]+)\\.[^:]*:[*~]', v('1')),
  ),
});

/** Variable of a request header; of the usual one when the configured name is none (that is refused elsewhere). */
export const headerVariable = (name: string | undefined, usual: string): string => {
  const wanted = name !== undefined && /^[A-Za-z0-9-]+$/.test(name) ? name : usual;
  return `http_${wanted.toLowerCase().replaceAll('-', '_')}`;
};
