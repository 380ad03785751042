/** Stock nginx: one nginx.conf with its certificates and password files beside it. */
import { emit } from '../emit.ts';
import type { Target } from '../target.ts';
import { assemble } from './assemble.ts';
import { features } from './features.ts';

export const nginx: Target = {
  name: 'nginx',
  title: 'nginx',
  versions: { oldest: [1, 22], newest: [1, 30], default: [1, 26] },
  render: (model, options) => emit(features, assemble, model, options),
};
