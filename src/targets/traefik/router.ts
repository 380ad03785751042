/** A router, before it is written as an IngressRoute or into a file. */
import type { PlacedReason } from '../../diagnostics/report.ts';
import type { EmittedRoute } from '../target.ts';
import type { Backend } from './backend.ts';
import { greaterThan } from './limit-length.ts';
import { match, type Rule } from './rule.ts';
import type { EntryPoint, Step, TraefikNode } from './tree.ts';

export interface Router {
  readonly host: string;
  readonly namespace: string;
  readonly on: EntryPoint;
  readonly rule: Rule;
  readonly priority: number;
  readonly steps: readonly Step[];
  readonly backend: Backend;
  readonly quiet: boolean;
}

export interface Found {
  readonly as: 'approximate' | 'refused' | 'note';
  readonly because: PlacedReason;
}

export const classSize = 1e12;
export const weightSize = 1e8;
export const routeSize = 256;
export const frontRank = 9e7;
/** Before every host. */
export const globalPriority = 6 * classSize;
export const home = 'default';

export const router = (r: Omit<Router, 'backend' | 'quiet'> & Partial<Pick<Router, 'backend' | 'quiet'>>): Router => ({
  backend: { kind: 'none' },
  quiet: false,
  ...r,
});

export const namespaceOf = (route: EmittedRoute<TraefikNode> | undefined): string =>
  route?.route.ingress?.namespace ?? route?.pool?.service.namespace ?? home;

const sizes = new Map<number, Rule>();

/** Announced bodies over a limit. */
export const tooLarge = (bytes: number): Rule => {
  const known = sizes.get(bytes) ?? match('HeaderRegexp', 'Content-Length', greaterThan(bytes));
  sizes.set(bytes, known);
  return known;
};

export const limitOf = ({ nodes }: EmittedRoute<TraefikNode>): number | undefined =>
  nodes.find((n) => n.kind === 'size')?.bytes;
