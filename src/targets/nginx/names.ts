/** Names made from contents: the same content has the same name wherever it is met, so that a definition is written once. */

/** `prefix` and a hash of the content. The registry of definitions fails loudly should two contents ever share a name. */
export const nameFor = (prefix: string, content: string): string => `ic_${prefix}_${hash(content)}`;

/** Two independent 32-bit streams over the text (a public-domain construction), all 64 bits as base 36. */
const hash = (content: string): string => {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < content.length; i++) {
    const unit = content.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return `${(a >>> 0).toString(36).padStart(7, '0')}${(b >>> 0).toString(36).padStart(7, '0')}`;
};

/** File name of an object: Kubernetes names hold neither `_` nor `/`; anything else odd is replaced. */
export const fileStem = (namespace: string, name: string): string => `${safe(namespace)}_${safe(name)}`;
const safe = (part: string): string =>
  part.replace(/[^A-Za-z0-9.-]/g, (c) => `%${c.charCodeAt(0).toString(16)}`).replace(/^\.+/, '%2e');
