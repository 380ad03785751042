/** What backends are told about the connection: constants of the entry point, because Traefik's own values differ for WebSockets and ports. */
import type { Emitted, EmittedSite } from '../target.ts';
import { stepNode } from './steps.ts';
import type { EntryPoint, TraefikNode } from './tree.ts';

export const connectionStep = (
  { model }: Emitted<TraefikNode>,
  { nodes }: EmittedSite<TraefikNode>,
  on: EntryPoint,
): readonly TraefikNode[] => {
  const trusted = model.controller.forwardedHeaders?.trust.value === true;
  const scheme = on === 'web' ? 'http' : 'https';
  const port = on === 'web' ? model.listeners.http.port : 443;
  const own = {
    'X-Forwarded-Proto': scheme,
    'X-Forwarded-Port': String(port),
    'X-Forwarded-Scheme': scheme,
    'X-Scheme': scheme,
  };
  const certificates = nodes.some((n) => n.kind === 'tls-option' && n.option.clientAuth !== undefined);
  const request = {
    ...(trusted ? {} : own),
    Proxy: '',
    // nginx answers 100-continue itself.
    Expect: '',
    'X-Forwarded-Server': '',
    ...(certificates
      ? { 'Ssl-Client-Verify': '', 'Ssl-Client-Subject-Dn': '', 'Ssl-Client-Issuer-Dn': '', 'Ssl-Client-Cert': '' }
      : {}),
  };
  return [stepNode('connection', `from-${scheme}`, { type: 'headers', request })];
};
