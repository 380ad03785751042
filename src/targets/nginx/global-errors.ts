/** The error pages of every route; none when one of the statuses is refused. */
import type { Model } from '../../model/model.ts';
import { wrongStatus } from './features/backend.ts';

export const globalErrorStatuses = (model: Model): readonly number[] => {
  const statuses = model.controller.errorPages?.statuses.value ?? [];
  return wrongStatus(statuses) === undefined ? statuses : [];
};

/** What the controller's internal default backend answers: its own 404 is intercepted where nobody can answer it. */
export const internalStatus = (model: Model): number => (globalErrorStatuses(model).includes(404) ? 500 : 404);
