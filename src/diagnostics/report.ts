/** The sink every layer reports into. Codes and arguments only: texts are made at the rim. */
import { joinOrigins, type Origin, type PlacedOrigin, placesIn, type Standpoint } from '../source/traced.ts';
import type { ArgsOf, Code } from './catalogue.ts';

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
  const seen = new Map<string, Diagnostic>();
  const sink = (target: string | undefined): Report => ({
    add: (code, args, at) => {
      const key = `${target ?? ''}\u0000${code}\u0000${JSON.stringify(args)}\u0000${at[0] === undefined ? '' : originKey(at[0])}`;
      if (seen.has(key)) return;
      seen.set(key, { code, args: args as Diagnostic['args'], at, ...(target === undefined ? {} : { target }) });
    },
    diagnostics: () => [...seen.values()],
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

const originKey = (o: PlacedOrigin): string =>
  o.kind === 'default'
    ? `${o.dialect}:${o.key}`
    : `${o.object.document.file.name}:${o.object.document.index}:${o.object.root.join('/')}:${o.path.join('/')}:${o.span?.[0] ?? ''}`;
