/** Features that need another service while a request is under way. */
import { because } from '../../../diagnostics/report.ts';
import type { ErrorPages, Mirror } from '../../../model/features/route-features.ts';
import { type Outcome, refused, spent } from '../../target.ts';

export const errorPages = ({
  statuses,
  pool: _pool,
  interceptBackend: _intercept,
  ...rest
}: ErrorPages): Outcome<never> => {
  spent(rest);
  return refused(because('T5241', { statuses: statuses.value.join(', ') }, statuses.from));
};

export const mirror = ({ url, host: _host, body, ...rest }: Mirror): Outcome<never> => {
  spent(rest);
  return refused(because('T5242', {}, url?.from ?? body.from));
};
