/** Where a client is: as a rule, on the connection's address or on the X-Forwarded-For of trusted proxies. */
import type { Model } from '../../model/model.ts';
import { type Cidr, cidrText } from '../../model/values/cidr.ts';
import { and, match, not, or, type Rule } from './rule.ts';

/** How the address of a client is known. `leftmost`: every proxy is believed, so the first address of X-Forwarded-For counts. */
export type ClientAddress =
  | { readonly kind: 'peer' }
  | { readonly kind: 'leftmost' }
  | { readonly kind: 'behind'; readonly proxies: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string };

export const clientAddress = (model: Model): ClientAddress => {
  const f = model.controller.forwardedHeaders;
  if (f === undefined || !(f.trust.value || f.realIp.value)) return { kind: 'peer' };
  if (f.forHeader.value.toLowerCase() !== 'x-forwarded-for')
    return { kind: 'unknown', why: `Traefik cannot read client addresses from ${f.forHeader.value}` };
  const all = f.trustedProxies.value.some((c) => c.prefix === 0);
  return all ? { kind: 'leftmost' } : { kind: 'behind', proxies: f.trustedProxies.value.map(cidrText) };
};

/** True for clients in one of the networks. A fault when no rule can say it. */
export const clientIn = (networks: readonly Cidr[], address: ClientAddress): Rule | { readonly because: string } => {
  const peers = networks.map((c) => match('ClientIP', cidrText(c)));
  const none = match('Method', 'NONE');
  switch (address.kind) {
    case 'peer':
      return or(peers) ?? none;
    case 'leftmost': {
      if (networks.some((c) => c.family === 6 && c.prefix > 0))
        return { because: 'IPv6 networks are compared with X-Forwarded-For only as text' };
      const forwarded = networks.map((c) =>
        match('HeaderRegexp', 'X-Forwarded-For', `^\\s*${c.prefix === 0 ? '' : networkRegex(c)}`),
      );
      return or([and(not(match('HeaderRegexp', 'X-Forwarded-For', '.')), or(peers) ?? none), ...forwarded]) ?? none;
    }
    case 'behind':
      return { because: 'a rule sees the address of the connection, not the one in X-Forwarded-For' };
    case 'unknown':
      return { because: address.why };
  }
};

/** IPv4 addresses of a network as text; what follows the address is a comma, a blank or the end. */
const networkRegex = ({ address, prefix }: Cidr): string => {
  const bytes = address.split('.').map(Number);
  const parts = bytes.map((byte, i) => {
    const bits = Math.min(8, Math.max(0, prefix - i * 8));
    const last = byte + 2 ** (8 - bits) - 1;
    if (bits === 8) return String(byte);
    if (bits === 0) return '\\d{1,3}';
    return `(?:${Array.from({ length: last - byte + 1 }, (_, n) => byte + n).join('|')})`;
  });
  return `${parts.join('\\.')}(?:[\\s,]|$)`;
};
