/** Who may say where a request comes from: nginx asks for the address of the sender, Envoy only counts proxies. */
import type { Model } from '../../model/model.ts';
import type { Cidr } from '../../model/values/cidr.ts';
import { Re2 } from './token.ts';

/**
 * none: nobody, the client is who is connected. all: everybody who connects. some: the senders the expression on X-Forwarded-For
 * describes (Envoy adds the sender at its end). unknown: another header counts, which Contour does not read.
 */
export type Trust = { readonly kind: 'none' | 'all' | 'unknown' } | { readonly kind: 'some'; readonly lastHop: Re2 };

const known = new WeakMap<Model, Trust>();

export const trustOf = (model: Model): Trust => {
  const found = known.get(model);
  if (found !== undefined) return found;
  const trust = readTrust(model);
  known.set(model, trust);
  return trust;
};

const readTrust = (model: Model): Trust => {
  const forwarded = model.controller.forwardedHeaders;
  if (forwarded === undefined || !(forwarded.trust.value || forwarded.realIp.value)) return { kind: 'none' };
  if (forwarded.forHeader.value.toLowerCase() !== 'x-forwarded-for') return { kind: 'unknown' };
  const ranges = forwarded.trustedProxies.value;
  if (ranges.some((range) => range.prefix === 0 && range.family === 4)) return { kind: 'all' };
  const each = ranges.flatMap((range) => (range.family === 4 ? [v4Regex(range)] : []));
  // Senders with an IPv6 address are not believed: their lists are then checked against the sender itself.
  return { kind: 'some', lastHop: Re2.checked(`(?:.*, ?)?(?:${each.length === 0 ? '!' : each.join('|')})`) };
};

const octet = (from: number, to: number): string => {
  if (from === to) return String(from);
  if (from === 0 && to === 255) return '[0-9]{1,3}';
  return `(?:${Array.from({ length: to - from + 1 }, (_, i) => from + i).join('|')})`;
};

/** Addresses of a network, octet by octet. */
const v4Regex = ({ address, prefix }: Cidr): string =>
  address
    .split('.')
    .map((text, i) => {
      const free = Math.min(8, Math.max(0, 8 * (i + 1) - prefix));
      const from = Number(text);
      return octet(from, from + 2 ** free - 1);
    })
    .join('\\.');
