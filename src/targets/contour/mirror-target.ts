/** Mirror targets that are a Service of a given namespace: the only ones Contour can copy to. */
import type { Template } from '../../model/values/template.ts';

const service =
  /^http:\/\/([a-z](?:[-a-z0-9]*[a-z0-9])?)(?:\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\.svc(?:\.cluster\.local)?)?)?(?::(\d{1,5}))?$/;

/** Undefined unless the URL is `http://service[.namespace[.svc…]][:port]` followed by the request's own URI. */
export const mirrorService = (
  url: Template,
  namespace: string,
): { readonly name: string; readonly port: number } | undefined => {
  const [head, tail, ...others] = url;
  const own = tail === undefined || (tail.kind === 'request' && tail.value.kind === 'requestUri');
  if (head?.kind !== 'text' || others.length > 0 || !own) return undefined;
  const m = service.exec(tail === undefined ? head.text.replace(/\/$/, '') : head.text);
  if (m?.[1] === undefined || (m[2] ?? namespace) !== namespace) return undefined;
  const port = Number(m[3] ?? 80);
  return port >= 1 && port <= 65535 ? { name: m[1], port } : undefined;
};
