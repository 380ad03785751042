/** Addresses given on the command line. */
import { isIP } from 'node:net';
import type { Address } from '../model/model.ts';

export const parseIp = (text: string): boolean => isIP(text) !== 0;

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` or `8080`; undefined when it is none of these. */
export const parseAddress = (text: string): Address | undefined => {
  const match = /^(?:(?<ip>[^:[\]]+):|\[(?<ip6>[^\]]+)\]:|:)?(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.['port']);
  if (!Number.isInteger(port) || port < 1 || port > 65535) return undefined;
  const ip = match?.groups?.['ip'] ?? match?.groups?.['ip6'];
  if (ip === undefined) return { port };
  return parseIp(ip) ? { ip, port } : undefined;
};
