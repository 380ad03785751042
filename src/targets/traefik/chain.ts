/** From the nodes of a route to its routers: one per combination of questions, each with its middlewares in order. */
import { and, type Rule } from './rule.ts';
import { type EntryPoint, type Option, type Phase, phases, type Step, type TraefikNode } from './tree.ts';

export interface Leaf {
  /** Absent: every request nobody before took. */
  readonly when?: Rule;
  readonly steps: readonly Step[];
  readonly side?: 'primary' | 'canary';
}

interface Split {
  readonly rank: number;
  readonly options: readonly Option[];
}

const order: ReadonlyMap<Phase, number> = new Map(phases.map((p, i) => [p, i]));
const place = (s: Step): number => order.get(s.phase) ?? 0;

/** Middlewares in their order, up to the first that lets nothing through. */
export const inOrder = (steps: readonly Step[]): readonly Step[] => {
  const sorted = steps.map((s, i) => ({ s, i })).sort((x, y) => place(x.s) - place(y.s) || x.i - y.i);
  const end = sorted.findIndex(({ s }) => s.ends === true);
  return (end < 0 ? sorted : sorted.slice(0, end + 1)).map(({ s }) => s);
};

export const stepsOf = (nodes: readonly TraefikNode[], on: EntryPoint): readonly Step[] =>
  nodes.flatMap((n) => (n.kind === 'step' && (n.step.on === undefined || n.step.on === on) ? [n.step] : []));

/** Routers of a route, first match first; the last has no condition of its own. */
export const leavesOf = (nodes: readonly TraefikNode[], on: EntryPoint): readonly Leaf[] => {
  const splits = nodes
    .flatMap((n): readonly Split[] => (n.kind === 'split' && (n.on === undefined || n.on === on) ? [n] : []))
    .sort((a, b) => a.rank - b.rank);
  const dropped = nodes.flatMap((n) => (n.kind === 'drop' ? n.phases : []));
  const base = stepsOf(nodes, on).filter((s) => !dropped.includes(s.phase));
  return withoutEchoes(branch(splits, { steps: base }, on));
};

const branch = ([split, ...later]: readonly Split[], leaf: Leaf, on: EntryPoint): readonly Leaf[] => {
  if (split === undefined) return [{ ...leaf, steps: inOrder(leaf.steps) }];
  const taken = split.options.flatMap((option) => {
    const added = (option.add ?? []).filter((s) => s.on === undefined || s.on === on);
    const steps = [...leaf.steps.filter((s) => !(option.drop ?? []).includes(s.phase)), ...added];
    const next: Leaf = {
      when: and(leaf.when, option.when),
      steps,
      ...(option.side === undefined ? sideOf(leaf) : { side: option.side }),
    };
    return added.some((s) => s.ends === true) ? [{ ...next, steps: inOrder(steps) }] : branch(later, next, on);
  });
  return [...taken, ...branch(later, leaf, on)];
};

const sideOf = ({ side }: Leaf): Pick<Leaf, 'side'> => (side === undefined ? {} : { side });

/** A router that does what the next one does is left out. */
const withoutEchoes = (leaves: readonly Leaf[]): readonly Leaf[] => {
  const kept: Leaf[] = [];
  for (const leaf of leaves.toReversed()) {
    const [next] = kept.slice(-1);
    const last = kept.length === 1 ? next : undefined;
    if (last === undefined || !same(leaf, last)) kept.push(leaf);
  }
  return kept.toReversed();
};

const same = (a: Leaf, b: Leaf): boolean =>
  a.side === b.side && a.steps.length === b.steps.length && a.steps.every((s, i) => s === b.steps[i]);
