/** Paths as they stand in a request: nginx compares decoded text, Envoy what was sent. */

/** Percent-encodes what a client has to encode; the rest stays as it is. */
export const encodePath = (path: string): string =>
  [...path].map((c) => (/[A-Za-z0-9\-._~!$&'()*+,;=:@/]/.test(c) ? c : encode(c))).join('');

const encode = (c: string): string =>
  [...new TextEncoder().encode(c)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
