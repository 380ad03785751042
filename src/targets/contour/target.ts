/** Contour: HTTPProxy objects, and the file its own settings live in. */
import { emit } from '../emit.ts';
import type { Target } from '../target.ts';
import { assemble } from './assemble.ts';
import { features } from './features.ts';
import type { ContourNode } from './node.ts';

export const contour: Target = {
  name: 'contour',
  title: 'Contour',
  versions: { oldest: [1, 30], newest: [1, 33], default: [1, 33] },
  render: (model, options) => emit<ContourNode>(features, assemble, model, options),
};
