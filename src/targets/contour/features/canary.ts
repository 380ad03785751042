import { because, type Reason } from '../../../diagnostics/report.ts';
import type { CanaryRules } from '../../../model/features/route-features.ts';
import type { Model, Pool } from '../../../model/model.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';
import { searchRegex } from '../regex.ts';

const pools = new WeakMap<Model, ReadonlyMap<string, Pool>>();

const poolNamed = (model: Model, name: string): Pool | undefined => {
  const known = pools.get(model) ?? new Map(model.pools.map((pool) => [pool.name, pool]));
  pools.set(model, known);
  return known.get(name);
};

export const canary = (rules: CanaryRules, at: AtAnyRoute): Outcome<ContourNode> => {
  const { pool, header, cookie, weight, affinity, on, ...rest } = rules;
  spent(rest);
  const target = poolNamed(at.model, pool);
  const service = target === undefined ? pool : `${target.service.namespace}/${target.service.name}`;
  const from = [header, cookie, weight].flatMap((part) => (part === undefined ? [] : [part.from]));
  const own = at.route.action.kind === 'forward' ? at.route.action.service.namespace : '';
  if (target === undefined || target.service.namespace !== own) {
    return refused(
      because('T5440', { service, why: 'its Service is in another namespace than the primary one' }, on.from, ...from),
    );
  }
  if (target.endpoints.kind === 'addresses' && target.endpoints.addresses.length === 0) {
    return refused(
      because(
        'T5440',
        { service, why: 'it has no endpoints, and Contour would answer 503 for its share' },
        on.from,
        ...from,
      ),
    );
  }
  const test = header?.value.test;
  if (test?.kind === 'pattern' && searchRegex(test.pattern.source, test.pattern.ignoreCase) === undefined) {
    return refused(
      because(
        'T5440',
        { service, why: `the expression ${test.pattern.source} has no counterpart in RE2` },
        on.from,
        ...from,
      ),
    );
  }
  const differences: Reason[] = [];
  const shared = weight.value.weight > 0 && weight.value.weight < weight.value.total;
  if (at.pool?.endpoints.kind === 'addresses' && at.pool.endpoints.addresses.length === 0) {
    differences.push(because('T5476', {}, on.from, ...from));
  }
  if (at.pool?.features.affinity !== undefined && shared)
    differences.push(because('T5441', {}, affinity.from, on.from));
  return withDifferences([{ kind: 'canary', rules }], differences);
};
