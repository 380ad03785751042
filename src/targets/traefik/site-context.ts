/** Where routers of a site are made: the site, a group of its names, an entry point. */
import type { EmittedSite } from '../target.ts';
import type { Found } from './router.ts';
import type { Rule } from './rule.ts';
import type { Run } from './run.ts';
import type { EntryPoint, TraefikNode } from './tree.ts';

/** Names of one class with the same weight: they share their routers. */
export interface NameGroup {
  readonly rule?: Rule;
  readonly base: number;
}

export interface SiteContext {
  readonly site: EmittedSite<TraefikNode>;
  readonly run: Run;
  readonly group: NameGroup;
  readonly on: EntryPoint;
  /** The body limit is refused for all hosts at once. */
  readonly sharedSize: boolean;
  readonly found: Found[];
}
