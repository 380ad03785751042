/** Response headers under conditions on the request: a router of its own for each set of conditions. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type { ResponseHeaders } from '../../../model/features/route-features.ts';
import type { Condition } from '../../../model/values/condition.ts';
import { literalText } from '../../../model/values/template.ts';
import { ruleOf } from '../conditions.ts';
import type { AnyRoute } from '../place.ts';
import { everything } from '../rule.ts';
import { responseHeader } from '../steps.ts';
import { unprintable } from '../token.ts';
import { type EntryPoint, entryPoints, type Option, type TraefikNode } from '../tree.ts';

type Change = ResponseHeaders['changes'][number];

interface Group {
  readonly when: readonly Condition[];
  readonly response: Record<string, string>;
}

/** Behind the preflight, in front of the rules. */
const rank = 22;
/** Every further set of conditions doubles the routers, unless it excludes the others. */
const most = 3;

export const conditionalHeaders = (
  changes: readonly Change[],
  at: AnyRoute,
): { readonly nodes: readonly TraefikNode[]; readonly reasons: readonly Reason[] } => {
  const groups = new Map<string, Group>();
  const reasons: Reason[] = [];
  for (const change of changes) {
    const { name, how, value, when = [], statuses } = change;
    const text = how === 'remove' ? '' : literalText(value.value);
    const why = statuses === undefined ? problemOf(change, text, at) : 'it depends on the status';
    if (why !== undefined || text === undefined) {
      reasons.push(because('T5360', { value: name, why: why ?? 'its value depends on the request' }, value.from));
      continue;
    }
    const key = JSON.stringify(when);
    const group = groups.get(key) ?? { when, response: {} };
    group.response[name] = text;
    groups.set(key, group);
    if (how === 'add')
      reasons.push(
        because('T5361', { value: name, why: 'a header of that name from the backend is replaced' }, value.from),
      );
    if (!change.always && how !== 'remove')
      reasons.push(because('T5361', { value: name, why: 'it is sent with every status' }, value.from));
  }
  const all = [...groups.values()];
  if (!areExclusive(all) && all.length > most) {
    const [first] = changes;
    const why = 'it hangs on too many conditions together with others';
    return {
      nodes: [],
      reasons:
        first === undefined ? reasons : [...reasons, because('T5360', { value: first.name, why }, first.value.from)],
    };
  }
  return { nodes: entryPoints.flatMap((on) => splits(all, at, on)), reasons };
};

const trusts = ({ model }: AnyRoute): boolean => model.controller.forwardedHeaders?.trust.value === true;

const problemOf = ({ name, when = [] }: Change, text: string | undefined, at: AnyRoute): string | undefined => {
  if (!/^[\w-]{1,256}$/.test(name) || text === undefined || unprintable(text))
    return 'its value depends on the request or cannot be written';
  const test = ruleOf(when, 'web', trusts(at));
  return test.ok ? undefined : test.why;
};

const splits = (groups: readonly Group[], at: AnyRoute, on: EntryPoint): readonly TraefikNode[] => {
  const options = groups.flatMap(({ when, response }): readonly Option[] => {
    const test = ruleOf(when, on, trusts(at));
    if (!test.ok || test.never) return [];
    return [
      { when: test.rule ?? everything, add: [responseHeader('conditionalHeaders', 'response-headers', response)] },
    ];
  });
  if (areExclusive(groups)) return options.length === 0 ? [] : [{ kind: 'split', rank, on, options }];
  return options.map((option, i) => ({ kind: 'split', rank: rank + i / 10, on, options: [option] }));
};

/** No request fits two of them. */
const areExclusive = (groups: readonly Group[]): boolean =>
  groups.every((a, i) => groups.slice(i + 1).every((b) => a.when.some((c) => b.when.some((d) => contradict(c, d)))));

const contradict = (a: Condition, b: Condition): boolean =>
  a.negated !== b.negated && JSON.stringify([a.subject, a.test]) === JSON.stringify([b.subject, b.test]);
