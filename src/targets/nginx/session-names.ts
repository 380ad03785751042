/** Names and maps of sticky sessions: which cookie, which key, which endpoint. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { Endpoints, Pool } from '../../model/model.ts';
import { parseCidr } from '../../model/values/cidr.ts';
import { inSeconds } from '../../model/values/duration.ts';
import { nameFor } from './names.ts';
import type { Definition } from './node.ts';
import { printedDefinition } from './print.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, row } from './tree.ts';

/** What nginx can connect to; anything else would keep it from starting. */
export const endpointAddresses = (endpoints: Endpoints): readonly string[] => {
  if (endpoints.kind !== 'addresses') return isReachable(endpoints) ? [address(endpoints.host, endpoints.port)] : [];
  return endpoints.addresses.filter((a) => isAddress(a.ip) && isPort(a.port)).map((a) => address(a.ip, a.port));
};

/** True: there is at least one such address. */
export const isReachable = (endpoints: Endpoints): boolean =>
  endpoints.kind === 'addresses'
    ? endpoints.addresses.some((a) => isAddress(a.ip) && isPort(a.port))
    : hostName.test(endpoints.host) && isPort(endpoints.port);
const hostName = /^[A-Za-z0-9._:-]+$/;

/** Nearly all of them are of the first kind, which needs no close look. */
const isAddress = (ip: string): boolean => decimal.test(ip) || parseCidr(ip)?.prefix !== undefined;
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const decimal = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65536;

export const address = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** The name of the session's cookie may hold characters no variable can: then it is read out of the Cookie header. */
export const cookieVariable = (cookie: string): { readonly name: string; readonly maps: readonly Definition[] } => {
  if (/^\w+$/.test(cookie)) return { name: `cookie_${cookie}`, maps: [] };
  const name = nameFor('cookie', cookie);
  const source = `(?:^|;\\s*)${cookie.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}=([^;]*)`;
  const body = [
    row(NginxToken.word('default'), NginxToken.text('')),
    row(NginxToken.patternKey({ source, ignoreCase: true }), NginxToken.value([variable('1')])),
  ];
  return {
    name,
    maps: [{ name, statement: block('map', [NginxToken.variable('http_cookie'), NginxToken.variable(name)], body) }],
  };
};

/** Tells cookies of one pool from those of another (primary and canary). */
export const sessionTag = (pool: Pool): string => nameFor('s', pool.name).slice(5, 13);

export const sessionVariable = (pool: Pool, affinity: Affinity): string =>
  nameFor('session', `${pool.name}\n${affinity.cookie.value}`);

const known = new WeakMap<Pool, { readonly affinity: Affinity; readonly maps: readonly Definition[] }>();

/** The cookie as it came, or a fresh key. */
export const sessionMaps = (pool: Pool, affinity: Affinity): readonly Definition[] => {
  const earlier = known.get(pool);
  if (earlier?.affinity === affinity) return earlier.maps;
  const maps = makeSessionMaps(pool, affinity);
  known.set(pool, { affinity, maps });
  return maps;
};

const makeSessionMaps = (pool: Pool, affinity: Affinity): readonly Definition[] => {
  const cookie = cookieVariable(affinity.cookie.value);
  const name = sessionVariable(pool, affinity);
  const body = [
    row(NginxToken.word('default'), NginxToken.variable(cookie.name)),
    row(NginxToken.text(''), NginxToken.value(text(variable('request_id'), `|${sessionTag(pool)}`))),
  ];
  return [
    ...cookie.maps,
    printedDefinition(name, block('map', [NginxToken.variable(cookie.name), NginxToken.variable(name)], body)),
  ];
};

export const endpointKey = (pool: Pool, member: string): string => nameFor('e', `${pool.name}\n${member}`).slice(5, 21);
export const drawnVariable = (pool: Pool): string => nameFor('drawn', pool.name);
export const keyVariable = (pool: Pool, affinity: Affinity): string =>
  nameFor('key', `${pool.name}\n${affinity.cookie.value}`);

export const sessionSeconds = (affinity: Affinity): number | undefined => {
  const age = affinity.maxAge ?? affinity.expires;
  return age === undefined ? undefined : inSeconds(age.value);
};
