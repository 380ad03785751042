/** Which names the API server takes. */

/** Lower-case letters, digits and hyphens between dots (RFC 1123), 253 characters at most. */
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

export const isObjectName = (name: string): boolean => name.length <= 253 && subdomain.test(name);

export const isNamespaceName = (name: string): boolean => name.length <= 63 && label.test(name);

const serviceName = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

export const isServiceName = (name: string): boolean => name.length <= 63 && serviceName.test(name);

/** What nearly all hosts look like: a name of several labels, the last of which is a word. */
const likely = /^(?:\*\.)?(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)+[a-z]+$/;

/** Why a host is none for the API server; undefined: it is one. Wildcards stand for exactly the first label. */
export const hostFault = (host: string): string | undefined => {
  if (host.length <= 253 && likely.test(host)) return undefined;
  if (/^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/.test(host) || /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/.test(host))
    return 'it is an IP address';
  const rest = host.startsWith('*.') ? host.slice(2) : host;
  if (isObjectName(rest)) return undefined;
  if (isObjectName(rest.toLowerCase())) return 'it has upper-case letters';
  if (/:[0-9]+$/.test(rest)) return 'it has a port';
  if (rest.includes('*')) return 'a wildcard may only be the whole first label';
  return 'it is no DNS name of lower-case letters, digits, hyphens and dots';
};

/** Name of a port: a short word with at least one letter (RFC 6335). */
export const isPortName = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);

/** IPv4 without leading zeros, or IPv6 without a zone. */
export const isIpAddress = (text: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(text) ||
  (/^[0-9a-fA-F:.]+$/.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`));
