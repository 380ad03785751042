/** Readers see the same few values again and again: what they make of them is made once, and is one object for all who wrote them. */
import type { ReaderName } from '../annotation-row.ts';
import type { AnnotationKey } from '../annotations.ts';
import { readers } from '../readers.ts';
import type { Given } from './given.ts';
import type { Contribution } from './reader.ts';

type Name = Exclude<ReaderName, 'snippets'>;

/** Takes the place of the reader of that name. */
export type ReaderMemory = (name: Name, given: Given) => Contribution;

interface Remembered {
  readonly contribution: Contribution;
  readonly accepted: readonly AnnotationKey[];
}

/** One way through a reader: the keys it asks for, and what it made of their values. */
interface Way {
  readonly asked: readonly AnnotationKey[];
  readonly byValues: Map<string, Remembered>;
}

/** For annotations whose origins are relative: those of one run, of one controller. */
export const createReaderMemory = (): ReaderMemory => {
  const ways = new Map<Name, Way[]>();
  return (name, given) => {
    const known = ways.get(name) ?? [];
    ways.set(name, known);
    for (const { asked, byValues } of known) {
      const remembered = byValues.get(given.identity(asked));
      if (remembered === undefined) continue;
      given.adopt(remembered.accepted);
      return remembered.contribution;
    }
    const { value: contribution, accepted, alone, asked } = given.observe(() => readers[name](given));
    if (alone) keep(known, [...asked], given, { contribution, accepted });
    return contribution;
  };
};

const keep = (ways: Way[], asked: readonly AnnotationKey[], given: Given, remembered: Remembered): void => {
  const same = ways.find((way) => way.asked.join() === asked.join());
  const way = same ?? { asked, byValues: new Map<string, Remembered>() };
  if (same === undefined) ways.push(way);
  way.byValues.set(given.identity(asked), remembered);
};
