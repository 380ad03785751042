/** The targets, by the name users write. */
import { contour } from './contour/target.ts';
import { haproxy } from './haproxy/target.ts';
import { nginx } from './nginx/target.ts';
import type { Target } from './target.ts';
import { traefik } from './traefik/target.ts';

export const targets = { nginx, traefik, haproxy, contour } satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
export const targetNames: readonly TargetName[] = ['nginx', 'traefik', 'haproxy', 'contour'];
export const isTargetName = (name: string): name is TargetName => Object.hasOwn(targets, name);
