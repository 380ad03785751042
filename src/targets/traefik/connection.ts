/** What backends are told about the connection: constants of the entry point, because Traefik's own values differ for WebSockets and ports. */
import type { Emitted } from '../target.ts';
import { stepNode } from './steps.ts';
import type { EntryPoint, TraefikNode } from './tree.ts';

/**
 * `asked`: the host asks for client certificates, so headers that would speak of them are not taken from clients.
 * `off`: it could and does not. `verified`: every request that gets here has shown a valid one.
 */
export type Certificates = 'none' | 'off' | 'asked' | 'verified';

export const connectionStep = ({ model }: Emitted<TraefikNode>, clients: Certificates, on: EntryPoint): TraefikNode => {
  const trusted = model.controller.forwardedHeaders?.trust.value === true;
  const scheme = on === 'web' ? 'http' : 'https';
  const port = on === 'web' ? model.listeners.http.port : 443;
  const own = {
    'X-Forwarded-Proto': scheme,
    'X-Forwarded-Port': String(port),
    'X-Forwarded-Scheme': scheme,
    'X-Scheme': scheme,
  };
  const certificate = {
    'Ssl-Client-Verify': on === 'web' || clients === 'asked' ? '' : clients === 'verified' ? 'SUCCESS' : 'NONE',
    'Ssl-Client-Subject-Dn': '',
    'Ssl-Client-Issuer-Dn': '',
    'Ssl-Client-Cert': '',
  };
  // nginx answers Expect: 100-continue itself.
  const removed = { Proxy: '', Expect: '', 'X-Forwarded-Server': '' };
  const request = { ...(trusted ? {} : own), ...removed, ...(clients === 'none' ? {} : certificate) };
  return stepNode('connection', `from-${scheme}`, { type: 'headers', request });
};
