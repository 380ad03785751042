/** Makes Contour's own sorting keep the model's order: longer expressions and more conditions come first, so both are padded. */
import type { Entry, PlacePath } from './plan.ts';
import { Re2 } from './token.ts';
import type { Condition, HeaderCondition } from './tree.ts';

export interface Placed {
  readonly entry: Entry;
  readonly conditions: readonly Condition[];
}

/** Entries in order of the model; of two with equal conditions on the same path the first stays. */
export const orderEntries = (entries: readonly Entry[]): readonly Placed[] => {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry.path);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const pads = regexPads([...groups.values()].flatMap(([one]) => (one === undefined ? [] : [one.path])));
  return [...groups.values()].flatMap((group) => placeGroup(distinct(group), pads));
};

const keyOf = (path: PlacePath): string => `${path.kind} ${path.kind === 'regex' ? Re2.read(path.re) : path.text}`;

const conditionKey = (conditions: readonly HeaderCondition[]): string =>
  conditions
    .map(({ name, exact, notexact, regex, present, notpresent }) =>
      JSON.stringify([
        name.toLowerCase(),
        exact,
        notexact,
        regex === undefined ? undefined : Re2.read(regex),
        present,
        notpresent,
      ]),
    )
    .sort()
    .join();

const distinct = (group: readonly Entry[]): readonly Entry[] => {
  const seen = new Set<string>();
  return group.filter((entry) => {
    if (seen.has('')) return false;
    const key = conditionKey(entry.conditions);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const encoder = new TextEncoder();

/** Empty groups to append, so that each expression is longer than those after it (or equally long and later in the alphabet). */
const regexPads = (paths: readonly PlacePath[]): ReadonlyMap<string, Re2> => {
  const padded = new Map<string, Re2>();
  let after = '';
  for (const path of paths.filter((p) => p.kind === 'regex').reverse()) {
    let re = path.re;
    const gap = encoder.encode(after).length - encoder.encode(Re2.read(re)).length;
    if (gap > 0) re = re.padded(Math.floor(gap / 2));
    while (after !== '' && !comesBefore(Re2.read(re), after)) re = re.padded(1);
    padded.set(keyOf(path), re);
    after = Re2.read(re);
  }
  return padded;
};

const comesBefore = (a: string, b: string): boolean => {
  const [x, y] = [encoder.encode(a).length, encoder.encode(b).length];
  return x > y || (x === y && a > b);
};

const placeGroup = (group: readonly Entry[], pads: ReadonlyMap<string, Re2>): readonly Placed[] => {
  const counts: number[] = group.map((entry) => entry.conditions.length);
  for (let i = group.length - 2; i >= 0; i--) {
    const entry = group[i];
    if (entry === undefined) continue;
    const end = Math.min(group.length, i + 1 + 200);
    let needed = counts[i] ?? 0;
    for (let j = i + 1; j < end; j++) {
      const later = group[j];
      if (later !== undefined && later.group !== entry.group && meet(entry.region, later.region))
        needed = Math.max(needed, (counts[j] ?? 0) + 1);
    }
    counts[i] = needed;
  }
  return group.map((entry, i) => ({
    entry,
    conditions: conditionsOf(entry, (counts[i] ?? 0) - entry.conditions.length, pads),
  }));
};

const meet = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** A condition that always holds, since every path begins with a slash. */
const filler = (n: number): Condition => ({ header: { name: ':path', notexact: `!${n}` } });

const conditionsOf = (
  { path, conditions }: Entry,
  fillers: number,
  pads: ReadonlyMap<string, Re2>,
): readonly Condition[] => [
  ...conditions.map((header) => ({ header })),
  ...Array.from({ length: Math.max(0, fillers) }, (_, n) => filler(n + 1)),
  path.kind === 'exact'
    ? { exact: path.text }
    : path.kind === 'prefix'
      ? { prefix: path.text }
      : { regex: pads.get(keyOf(path)) ?? path.re },
];
