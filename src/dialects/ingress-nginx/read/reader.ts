/** What one reader of annotations hands back. */
import type { IngressSettings, LocationFeatures } from '../settings.ts';
import type { Given } from './given.ts';

export interface Contribution {
  readonly location?: Partial<LocationFeatures>;
  readonly settings?: Partial<Omit<IngressSettings, 'location' | 'denied' | 'hostClosed'>>;
  /** Defaults of the controller that the Ingress switches off. */
  readonly without?: readonly (keyof LocationFeatures | 'externalAuth')[];
}

/** Takes every key of its rows; called only when at least one of them is there. */
export type Reader = (given: Given) => Contribution;

export const nothing: Contribution = {};
