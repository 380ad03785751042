/** `--target nginx@1.26,haproxy` turned into targets and versions. */

import { nearest } from '../diagnostics/nearest.ts';
import { isTargetName, type TargetName, targetNames, targets } from '../targets/registry.ts';
import type { Target, Version } from '../targets/target.ts';

export interface ChosenTarget {
  readonly name: TargetName;
  readonly version: Version;
}

type Problem = (text: string) => void;

export const chooseTargets = (texts: readonly string[], problem: Problem): readonly ChosenTarget[] => {
  const wanted = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  const named = wanted.filter((text) => text !== '');
  if (named.length === 0) problem(`no target: add --target, one of ${targetNames.join(', ')}`);
  const chosen = named.flatMap((text) => choose(text, problem));
  const twice = chosen.find((target, i) => chosen.some((other, j) => j < i && other.name === target.name));
  if (twice !== undefined) problem(`--target ${twice.name} is given twice; one version of a target at a time`);
  return chosen;
};

const choose = (text: string, problem: Problem): readonly ChosenTarget[] => {
  const [name = '', wish, ...rest] = text.split('@');
  if (!isTargetName(name)) {
    const guess = nearest(name, targetNames);
    problem(
      `--target ${text}: no such target${guess === undefined ? '' : `; did you mean ${guess}?`} (there are ${targetNames.join(', ')})`,
    );
    return [];
  }
  const target: Target = targets[name];
  if (wish === undefined) return [{ name, version: target.versions.default }];
  const version = rest.length === 0 ? parseVersion(wish, target) : undefined;
  if (version === undefined) problem(`--target ${text}: ${range(target)}`);
  return version === undefined ? [] : [{ name, version }];
};

/** `1.26`, `1.26.3` or `1`; undefined outside the versions of the target. */
const parseVersion = (text: string, { versions }: Target): Version | undefined => {
  const match = /^v?(\d{1,4})(?:\.(\d{1,4})(?:\.\d{1,4})?)?\+?$/.exec(text);
  if (match === null) return undefined;
  const major = Number(match[1]);
  const version: Version = match[2] === undefined ? newestOf(major, versions) : [major, Number(match[2])];
  return compare(version, versions.oldest) >= 0 && compare(version, versions.newest) <= 0 ? version : undefined;
};

/** A major version alone means the default where that is of it, otherwise its newest known release. */
const newestOf = (major: number, { default: usual, newest }: Target['versions']): Version => {
  if (usual[0] === major) return usual;
  return newest[0] === major ? newest : [major, 0];
};

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1];

const range = ({ title, versions }: Target): string =>
  `${title} is supported from ${versions.oldest.join('.')} to ${versions.newest.join('.')} (default ${versions.default.join('.')})`;
