/** Statuses that have error pages. */
import type { Model } from '../../model/model.ts';
import type { SideBody } from './side-place.ts';

/** The first status nginx takes no error page for. */
export const wrongStatus = (statuses: readonly number[]): number | undefined =>
  statuses.find((s) => s < 300 || s > 599 || s === 499);

/** The error pages of every route; none when one of the statuses is refused. */
export interface GlobalErrors {
  readonly statuses: readonly number[];
  /** What the controller's internal default backend answers: its own 404 is intercepted where nobody can answer it. */
  readonly internal: number;
  /** Bodies of error pages, by status and pool. */
  readonly bodies: Map<string, SideBody>;
}

export const globalErrors = (model: Model): GlobalErrors => {
  const wanted = model.controller.errorPages?.statuses.value ?? [];
  const statuses = wrongStatus(wanted) === undefined ? wanted : [];
  return { statuses, internal: statuses.includes(404) ? 500 : 404, bodies: new Map() };
};
