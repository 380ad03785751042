/** The sink every layer reports into. Codes and arguments only: texts are made at the rim. */
import { joinOrigins, type Origin, type Origins } from '../source/traced.ts';
import type { ArgsOf, Code } from './catalogue.ts';

export interface Diagnostic<C extends Code = Code> {
  readonly code: C;
  readonly args: ArgsOf<C>;
  /** The first origin is the primary place, the others are notes ("also here"). */
  readonly at: readonly Origin[];
  /** Target name for codes of a target, absent for what concerns the input alone. */
  readonly target?: string;
}

export interface Report {
  readonly add: <C extends Code>(code: C, args: ArgsOf<C>, at: readonly Origin[]) => void;
  readonly diagnostics: () => readonly Diagnostic[];
  /** A sink for one target's findings; they end up in the same list. */
  readonly forTarget: (target: string) => Report;
}

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
export interface Reason<C extends Code = Code> {
  readonly code: C;
  readonly args: ArgsOf<C>;
  readonly at?: Origins;
}

export const because = <C extends Code>(code: C, args: ArgsOf<C>, ...at: readonly Origins[]): Reason<C> => {
  const [first, ...more] = at;
  return first === undefined ? { code, args } : { code, args, at: joinOrigins(first, ...more) };
};

const originKey = (o: Origin): string =>
  o.kind === 'default'
    ? `${o.dialect}:${o.key}`
    : `${o.object.document.file.name}:${o.object.document.index}:${o.object.root.join('/')}:${o.path.join('/')}:${o.span?.[0] ?? ''}`;
