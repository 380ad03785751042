/** Targets of redirects taken apart into the fields Contour has for them. */
import type { Template } from '../../model/values/template.ts';
import type { Redirect } from './tree.ts';

type Base = Pick<Redirect, 'scheme' | 'hostname' | 'port'>;

const url =
  /^(https?):\/\/([a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)(?::(\d{1,5}))?(\/.*)?$/is;

const baseOf = (m: RegExpExecArray): Base | undefined => {
  const scheme = m[1]?.toLowerCase() === 'https' ? 'https' : 'http';
  const port = m[3] === undefined ? undefined : Number(m[3]);
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  return { scheme, hostname: (m[2] ?? '').toLowerCase(), ...(port === undefined ? {} : { port }) };
};

/** Scheme and host of an absolute URL whose path may have captures. */
export const readRedirectBase = (
  target: Template,
): { readonly redirect: Base; readonly path: Template } | undefined => {
  const [head, ...rest] = target;
  if (head?.kind !== 'text') return undefined;
  const m = url.exec(head.text);
  const redirect = m === null ? undefined : baseOf(m);
  if (m === null || redirect === undefined || /[?#]/.test(head.text)) return undefined;
  return { redirect, path: [{ kind: 'text', text: m[4] ?? '/' }, ...rest] };
};

/** `keeps`: path and query of the request are the whole target, so nothing is added that nginx would leave out. */
export type RedirectTarget = { readonly redirect: Omit<Redirect, 'statusCode'>; readonly keeps: boolean };

/** Fixed URLs and paths, and `$scheme://host$request_uri` in its forms. Undefined for everything else. */
export const readRedirectTarget = (target: Template): RedirectTarget | undefined => {
  const parts = [...target];
  const last = parts.at(-1);
  const keeps = last?.kind === 'request' && last.value.kind === 'requestUri';
  if (keeps) parts.pop();
  const scheme = parts[0]?.kind === 'request' && ['scheme', 'effectiveScheme'].includes(parts[0].value.kind);
  if (scheme) parts[0] = { kind: 'text', text: 'http' };
  const host = parts.findIndex((p) => p.kind === 'request' && ['host', 'hostHeader'].includes(p.value.kind));
  if (host > 0) parts[host] = { kind: 'text', text: 'host.invalid' };
  if (parts.some((p) => p.kind !== 'text')) return undefined;
  const text = parts.map((p) => (p.kind === 'text' ? p.text : '')).join('');
  if (text.startsWith('/') && !text.startsWith('//')) return keeps ? undefined : fixed({}, text);
  const m = url.exec(text);
  const base = m === null ? undefined : baseOf(m);
  if (m === null || base === undefined || (host > 0 && base.hostname !== 'host.invalid')) return undefined;
  const { scheme: itsScheme, hostname, ...port } = base;
  const fields = {
    ...(scheme || itsScheme === undefined ? {} : { scheme: itsScheme }),
    ...(host > 0 || hostname === undefined ? {} : { hostname }),
    ...port,
  };
  if (!keeps) return fixed(fields, m[4] ?? '/');
  return m[4] === undefined ? { redirect: fields, keeps: true } : undefined;
};

/** A query in the target takes the place of that of the request; a fragment cannot be written. */
const fixed = (fields: Omit<Redirect, 'statusCode'>, path: string): RedirectTarget | undefined =>
  /[\u0000-\u0020\u007f]/.test(path) ? undefined : { redirect: { ...fields, path }, keeps: path.includes('?') };
