import { emit } from '../emit.ts';
import type { Target } from '../target.ts';
import { assemble } from './assemble.ts';
import { features } from './features.ts';

export const haproxy: Target = {
  name: 'haproxy',
  title: 'HAProxy',
  versions: { oldest: [2, 6], newest: [3, 2], default: [3, 0] },
  render: (model, options) => emit(features, assemble, model, options),
};
