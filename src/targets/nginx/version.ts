/** Which directives a version of nginx has. */
import type { Version } from '../target.ts';

export const atLeast = (version: Version, wanted: Version): boolean =>
  version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1]);
