import { because } from '../../../diagnostics/report.ts';
import type { CanaryRules } from '../../../model/features/route-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { regexShape } from '../regex.ts';
import { isHeaderName, printable } from '../token.ts';
import type { HaproxyNode } from '../tree.ts';

/** Decided in the frontend once the route is known; the canary's backend repeats everything else of the route. */
export const canary = (rules: CanaryRules): Outcome<HaproxyNode> => {
  const { pool: _pool, header, cookie, weight: _weight, affinity: _affinity, on: _on, ...rest } = rules;
  spent(rest);
  if (header !== undefined) {
    const { name, test } = header.value;
    if (!isHeaderName(name)) return refused(because('T5206', { header: name }, header.from));
    if (test.kind === 'pattern' && regexShape(test.pattern.source) === undefined)
      return refused(because('T5202', { regex: test.pattern.source }, header.from));
    if (test.kind === 'value' && !printable(test.value))
      return refused(because('T5203', { what: 'canary-by-header-value' }, header.from));
  }
  if (cookie !== undefined && !isHeaderName(cookie.value))
    return refused(because('T5245', { cookie: cookie.value }, cookie.from));
  return exact({ in: 'canary', rules });
};
