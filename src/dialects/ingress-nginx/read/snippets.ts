import type { IngressSettings } from '../settings.ts';
import type { Given } from './given.ts';
import type { Contribution } from './reader.ts';

/** Sees what the other readers found. */
export type SnippetReader = (given: Given, found: IngressSettings) => Contribution;

const keys = ['server-snippet', 'configuration-snippet', 'stream-snippet'] as const;

export const readSnippets: SnippetReader = (given) => {
  for (const key of keys) given.text(key);
  return {};
};
