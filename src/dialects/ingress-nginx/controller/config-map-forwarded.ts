/** Which forwarded headers are believed, from the ConfigMap. */
import type { ForwardedHeaders } from '../../../model/features/controller-features.ts';
import { mapTraced, type Origin, traced } from '../../../source/traced.ts';
import type { Hardening } from '../hardening/hardening.ts';
import type { ConfigMapReader } from './config-map.ts';
import { checked, cidrList } from './config-map-checked.ts';
import { isHeaderName } from './header-entries.ts';

export const forwardedHeaders = (values: ConfigMapReader, harden: Hardening<Origin>): ForwardedHeaders => {
  const trust = values.flag('use-forwarded-headers');
  if (!trust.value) values.ignore('compute-full-forwarded-for', 'use-forwarded-headers is not true');
  const written = { trust, ...clientAddress(values) };
  const { realIp, trustedProxies, forHeader } = written;
  const everybody = trustedProxies.value.some((range) => range.prefix === 0);
  if (!everybody) return trust.value ? limited(written, harden) : written;
  if (!trust.value && !realIp.value) return written;
  const key = trust.value ? 'use-forwarded-headers' : 'enable-real-ip';
  const believed = trust.value ? `${forHeader.value}, X-Forwarded-Proto, -Host and -Port are` : `${forHeader.value} is`;
  if (!harden('D394', { key, believed }, (trust.value ? trust : realIp).from)) return written;
  return { ...written, trust: mapTraced(trust, () => false), realIp: mapTraced(realIp, () => false) };
};

/** proxy-real-ip-cidr decides about the address alone. */
const limited = (written: ForwardedHeaders, harden: Hardening<Origin>): ForwardedHeaders => {
  const { from } = written.trust;
  const closed = harden('D395', { key: 'use-forwarded-headers' }, from);
  return closed ? { ...written, fromTrustedOnly: traced(true, ...from) } : written;
};

const clientAddress = (values: ConfigMapReader): Omit<ForwardedHeaders, 'trust'> => ({
  realIp: values.flag('enable-real-ip'),
  trustedProxies: cidrList(values, 'proxy-real-ip-cidr'),
  appendFor: values.flag('compute-full-forwarded-for'),
  forHeader: checked(values, 'forwarded-for-header', isHeaderName, 'a header name'),
  hostHeader: checked(values, 'forwarded-host-header', isHeaderName, 'a header name'),
  proxyProtocol: values.flag('use-proxy-protocol'),
  originalUri: values.flag('proxy-add-original-uri-header'),
});
