/** Header that carries the key requests are hashed by, where Contour has no option for the value itself. */
export const hashHeader = 'X-Upstream-Hash-Key';
