import type { Emitted, OutputFile } from '../target.ts';
import type { Found, Router } from './routers.ts';
import type { TraefikNode } from './tree.ts';

export const assembleFile = (
  _emitted: Emitted<TraefikNode>,
  _routers: readonly Router[],
  _found: Found[],
): readonly OutputFile[] => [];
