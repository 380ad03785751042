/** Header lines inside `if`: nginx takes the settings of the last block whose condition holds in place of those around it. */
import type { Condition } from '../../../model/values/condition.ts';
import { negate } from './condition.ts';
import type { ResponseChange } from './effect.ts';

interface Block {
  readonly when: readonly Condition[];
  readonly changes: readonly ResponseChange[];
}

/** more_* lines of a block come on top of those around it; its add_header lines replace them. */
export const conditionalHeaders = (
  around: readonly ResponseChange[],
  blocks: readonly Block[],
): readonly ResponseChange[] => {
  const adding = blocks.filter(({ changes }) => changes.some(isAdded));
  const outside = around.flatMap((change) => (isAdded(change) ? without(change, adding) : [change]));
  const inside = blocks.flatMap(({ when, changes }, i) =>
    changes.flatMap((change) => without({ ...change, when: [...(change.when ?? []), ...when] }, blocks.slice(i + 1))),
  );
  return [...outside, ...inside];
};

const isAdded = ({ how }: ResponseChange): boolean => how === 'add';

/** The change for requests of which none of the blocks holds. */
const without = (change: ResponseChange, blocks: readonly Block[]): readonly ResponseChange[] => {
  let ways: readonly (readonly Condition[])[] = [change.when ?? []];
  for (const { when } of blocks) {
    ways = ways.flatMap((way) => when.map((condition, i) => [...way, ...when.slice(0, i), negate(condition)]));
  }
  return ways.map((way) => (way.length === 0 ? change : { ...change, when: way }));
};
