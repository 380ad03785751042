/** The sink every layer reports into. Codes and arguments only: texts are made at the rim. */
import { joinOrigins, type Origin, type PlacedOrigin, placesIn, type Standpoint } from '../source/traced.ts';
import type { ArgsOf, Code } from './catalogue.ts';
import { findingHash, isSameFinding } from './same-finding.ts';

export interface Diagnostic<C extends Code = Code> {
  readonly code: C;
  readonly args: ArgsOf<C>;
  /** The first origin is the primary place, the others are notes ("also here"). */
  readonly at: readonly PlacedOrigin[];
  /** Target name for codes of a target, absent for what concerns the input alone. */
  readonly target?: string;
}

export interface Report {
  readonly add: <C extends Code>(code: C, args: ArgsOf<C>, at: readonly PlacedOrigin[]) => void;
  readonly diagnostics: () => readonly Diagnostic[];
  /** A sink for one target's findings; they end up in the same list. */
  readonly forTarget: (target: string) => Report;
}

/** Takes findings about features whose origins may be relative. */
export interface Sink {
  readonly add: <C extends Code>(code: C, args: ArgsOf<C>, at: readonly Origin[]) => void;
}

/** Findings seen from one Ingress or one route of it. */
export const seenFrom = (report: Report, standpoint: Standpoint | undefined): Sink => ({
  add: (code, args, at) => report.add(code, args, placesIn(at, standpoint)),
});

/** A finding before it has a place. */
export interface Finding<C extends Code = Code> {
  readonly code: C;
  readonly args: ArgsOf<C>;
  readonly at: readonly Origin[];
}

export const recordingSink = (into: Finding[]): Sink => ({
  add: (code, args, at) => {
    into.push({ code, args: args as Finding['args'], at });
  },
});

export const createReport = (): Report => {
  const found: Diagnostic[] = [];
  // Findings with one hash are chained: the last of them, and before each of them another one or -1.
  const last = new Map<number, number>();
  const before: number[] = [];
  const sink = (target: string | undefined): Report => ({
    add: (code, args, at) => {
      const said = args as Diagnostic['args'];
      const finding = target === undefined ? { code, args: said, at } : { code, args: said, at, target };
      const hash = findingHash(finding);
      const previous = last.get(hash) ?? -1;
      for (let i = previous; i !== -1; i = before[i] ?? -1) {
        const other = found[i];
        if (other !== undefined && isSameFinding(finding, other)) return;
      }
      last.set(hash, found.length);
      before.push(previous);
      found.push(finding);
    },
    diagnostics: () => found.slice(),
    forTarget: (name) => sink(name),
  });
  return sink(undefined);
};

/** A reason a target gives, before the driver files it: the code, its arguments and, optionally, the narrower place. */
export interface Reason<C extends Code = Code, At extends Origin = Origin> {
  readonly code: C;
  readonly args: ArgsOf<C>;
  readonly at?: readonly [At, ...At[]];
}

/** A reason that speaks for itself, wherever it is filed. */
export type PlacedReason = Reason<Code, PlacedOrigin>;

export const because = <C extends Code, At extends Origin = PlacedOrigin>(
  code: C,
  args: ArgsOf<C>,
  ...at: readonly (readonly [At, ...At[]])[]
): Reason<C, At> => {
  const [first, ...more] = at;
  return first === undefined ? { code, args } : { code, args, at: joinOrigins(first, ...more) };
};

/** The same with a list of places that may be empty. */
export const becauseAt = <C extends Code>(
  code: C,
  args: ArgsOf<C>,
  [first, ...more]: readonly PlacedOrigin[],
): Reason<C, PlacedOrigin> => (first === undefined ? { code, args } : { code, args, at: [first, ...more] });
