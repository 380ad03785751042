/** How paths are matched. Paths come again on many hosts, so a run makes one object for all that are alike. */
import type { PathMatch } from '../../../model/model.ts';
import { oncePerName } from '../once-per-name.ts';

export interface PathMatches {
  readonly exact: (path: string) => PathMatch;
  readonly prefix: (path: string) => PathMatch;
  /** Not anchored at its end, in any case. */
  readonly regex: (path: string) => PathMatch;
}

export const createPathMatches = (): PathMatches => ({
  exact: oncePerName((path): PathMatch => ({ kind: 'exact', path })),
  prefix: oncePerName((path): PathMatch => ({ kind: 'prefix', path })),
  regex: oncePerName((path): PathMatch => ({ kind: 'regex', pattern: { source: `^${path}`, ignoreCase: true } })),
});
