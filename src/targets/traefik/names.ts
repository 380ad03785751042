/** Names of the objects: readable at the front, unambiguous by a hash of what they stand for. */

/** 53 bits of a text, as eleven letters and digits: enough to tell the objects of one output apart. */
export const hash = (text: string): string => {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36).padStart(11, '0');
};

/** A name of at most 63 characters: letters, digits and single dashes, which is also what Traefik makes of names inside. */
export const objectName = (readable: string, identity: string): string => {
  const front = readable
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const safe = front === '' || !/^[a-z]/.test(front) ? `x-${front}`.replace(/-+$/, '') : front;
  return `${safe}-${hash(identity)}`;
};

/** A namespace as a folder-safe file name. */
export const fileName = (namespace: string): string =>
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace) ? namespace : objectName(namespace, namespace);
