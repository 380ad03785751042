/** What a request has to be like. */
import type { Pattern } from './pattern.ts';
import type { RequestValue } from './template.ts';

export interface Condition {
  readonly subject: RequestValue;
  readonly test: ConditionTest;
  readonly negated: boolean;
}

export type ConditionTest =
  | { readonly kind: 'equals'; readonly text: string }
  | { readonly kind: 'matches'; readonly pattern: Pattern }
  /** Neither empty nor `0`. */
  | { readonly kind: 'filled' };
