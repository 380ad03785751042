/** How paths are matched. Paths come again on many hosts, so a run makes one object for all that are alike. */
import type { PathMatch } from '../../../model/model.ts';

export interface PathMatches {
  readonly exact: (path: string) => PathMatch;
  readonly prefix: (path: string) => PathMatch;
  /** Not anchored at its end, in any case. */
  readonly regex: (path: string) => PathMatch;
}

export const createPathMatches = (): PathMatches => ({
  exact: each((path) => ({ kind: 'exact', path })),
  prefix: each((path) => ({ kind: 'prefix', path })),
  regex: each((path) => ({ kind: 'regex', pattern: { source: `^${path}`, ignoreCase: true } })),
});

const each = (make: (path: string) => PathMatch): ((path: string) => PathMatch) => {
  const made = new Map<string, PathMatch>();
  return (path) => {
    const known = made.get(path);
    if (known !== undefined) return known;
    const match = make(path);
    made.set(path, match);
    return match;
  };
};
