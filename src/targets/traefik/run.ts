/** What stays the same while one model is rendered, computed once. */
import type { Emitted } from '../target.ts';
import { stepsOf } from './chain.ts';
import { type Certificates, connectionStep } from './connection.ts';
import type { Found } from './router.ts';
import { type EntryPoint, entryPoints, type Step, type TraefikNode } from './tree.ts';

type PerEntryPoint<T> = { readonly [E in EntryPoint]: T };

export interface Run {
  readonly emitted: Emitted<TraefikNode>;
  readonly found: Found[];
  /** Middlewares of the controller, on every router. */
  readonly base: PerEntryPoint<readonly Step[]>;
  /** The same and what backends are told about the connection, as nodes. */
  readonly frame: PerEntryPoint<{ readonly [C in Certificates]: readonly TraefikNode[] }>;
}

export const createRun = (emitted: Emitted<TraefikNode>, found: Found[]): Run => {
  const [web, websecure] = entryPoints.map((on) => {
    const base = stepsOf(emitted.controller, on);
    const nodes = base.map((step): TraefikNode => ({ kind: 'step', step }));
    const frame = (clients: Certificates): readonly TraefikNode[] => [...nodes, connectionStep(emitted, clients, on)];
    return {
      base,
      frame: { none: frame('none'), off: frame('off'), asked: frame('asked'), verified: frame('verified') },
    };
  });
  if (web === undefined || websecure === undefined) throw new Error('an entry point is missing');
  return {
    emitted,
    found,
    base: { web: web.base, websecure: websecure.base },
    frame: { web: web.frame, websecure: websecure.frame },
  };
};
