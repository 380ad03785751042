/** Names of generated objects: from the host and the Ingress they stand for, never longer than 63 characters. */

const most = 63;

/** A name that Kubernetes takes; a mark made from the whole text is added when something had to be changed or cut. */
export const objectName = (...parts: readonly string[]): string => {
  const text = parts.map((part) => part.replace(/^\*\./, 'wildcard.')).join('--');
  const clean = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/[.-]*\.[.-]*/g, '.')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  const asWritten = parts.join('--');
  const ambiguous = parts.some((part) => part.includes('--') || part.startsWith('wildcard.'));
  if (clean === asWritten && clean.length <= most && !ambiguous) return clean;
  const head = clean.slice(0, most - 9).replace(/[^a-z0-9]+$/, '');
  return `${head === '' ? 'x' : head}-${mark(parts.join('\u0000'))}`;
};

/** FNV-1a, 32 bit: a stable mark, no secret. */
const mark = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

/** What the API server accepts as `fqdn`. */
export const isFqdn = (host: string): boolean =>
  host.length <= 253 && /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(host);

/** A name of a Secret as a proxy in `namespace` writes it. */
export const secretName = (secret: { readonly namespace: string; readonly name: string }, namespace: string): string =>
  secret.namespace === namespace ? secret.name : `${secret.namespace}/${secret.name}`;
