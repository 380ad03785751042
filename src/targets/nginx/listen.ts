/** Addresses nginx listens on. */
import type { Address, Model } from '../../model/model.ts';
import type { TargetOptions } from '../target.ts';
import { NginxToken } from './token.ts';
import { type Directive, directive } from './tree.ts';
import { atLeast } from './version.ts';

export interface Listening {
  readonly http: readonly string[];
  readonly https: readonly string[];
  /** Set when the stream module sorts TLS connections: the local port that speaks the PROXY protocol. */
  readonly local: number | undefined;
  /** Local port that takes the PROXY protocol off again, for connections that are passed through. */
  readonly strip: number | undefined;
  readonly quic: boolean;
}

export const listening = (model: Model, options: TargetOptions): Listening => {
  const { http, https } = model.listeners;
  const passes = model.sites.some((s) => s.passthrough.passthrough !== undefined);
  const taken = new Set([http.port, https.port, ...model.streams.map((s) => s.port)]);
  const free = (from: number): number => {
    let port = from;
    while (port > 1 && taken.has(port)) port--;
    taken.add(port);
    return port;
  };
  const local = passes ? free(https.port - 1) : undefined;
  return {
    http: addresses(http),
    https: local === undefined ? addresses(https) : [`127.0.0.1:${local}`],
    local,
    strip: local === undefined ? undefined : free(local - 1),
    quic: model.controller.http3?.on.value === true && atLeast(options.version, [1, 25]) && local === undefined,
  };
};

export const addresses = ({ ip, port }: Address): readonly string[] =>
  ip === undefined ? [String(port), `[::]:${port}`] : [ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`];

/** `http2`: HTTP/2 by the old parameter, before the directive of that name existed. */
export const listenDirectives = (
  on: Listening,
  how: { readonly isDefault: boolean; readonly oldHttp2: boolean; readonly proxyProtocol: boolean },
): readonly Directive<'listen'>[] => {
  const last = how.isDefault ? [NginxToken.word('default_server')] : [];
  const proxied = how.proxyProtocol ? [NginxToken.word('proxy_protocol')] : [];
  const tls = [NginxToken.word('ssl'), ...(how.oldHttp2 ? [NginxToken.word('http2')] : [])];
  const local = on.local === undefined ? proxied : [NginxToken.word('proxy_protocol')];
  return [
    ...on.http.map((a) => directive('listen', NginxToken.literal(a), ...proxied, ...last)),
    ...on.https.map((a) => directive('listen', NginxToken.literal(a), ...tls, ...local, ...last)),
    ...(on.quic
      ? on.https.map((a) =>
          directive(
            'listen',
            NginxToken.literal(a),
            NginxToken.word('quic'),
            ...(how.isDefault ? [NginxToken.word('reuseport')] : []),
            ...last,
          ),
        )
      : []),
  ];
};
