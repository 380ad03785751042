import { emit } from '../emit.ts';
import type { Target } from '../target.ts';
import { assemble } from './assemble.ts';
import { features } from './features.ts';

/** Traefik 3: IngressRoutes and their companions, or a file-provider configuration. */
export const traefik: Target = {
  name: 'traefik',
  title: 'Traefik',
  versions: { oldest: [3, 0], newest: [3, 8], default: [3, 7] },
  render: (model, options) => emit(features, assemble, model, options),
};
