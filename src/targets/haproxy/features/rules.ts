/** Rules of the rewrite phase as http-request lines: those of a route in its backend, those of a host in the frontend. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import { isNeeded, type Rule, type RuleAction, type Rules } from '../../../model/features/rule-features.ts';
import type { Condition } from '../../../model/values/condition.ts';
import type { Pattern } from '../../../model/values/pattern.ts';
import type { Template } from '../../../model/values/template.ts';
import { type AtSite, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { testsOf } from '../conditions.ts';
import { regexShape } from '../regex.ts';
import { type Formatted, formatted, inline, patternOf, request, requestValue } from '../request.ts';
import { Expression, type FormatPart, HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, frontend, type HaproxyNode, type Line, line } from '../tree.ts';
import { answerWith, redirectWith, type SentHeader, when } from './answer.ts';
import { siteKey } from './denied.ts';
import { completed } from './redirect.ts';
import { bareQuestionMark, encoded } from './rewrite.ts';

/** What a rule may look at besides itself. */
interface Place {
  /** Groups of the path, where no condition has any. */
  readonly pattern?: Pattern;
  /** What completes a path to a URL. */
  readonly at: 'frontend' | 'backend';
  readonly origin: readonly FormatPart[];
  /** ACLs that every line needs. */
  readonly tests: readonly HaproxyToken[];
  readonly headers: readonly SentHeader[];
}

type Made =
  | { readonly ok: true; readonly lines: readonly Line[]; readonly differs?: string }
  | { readonly ok: false; readonly why: string };

const stopped = HaproxyToken.fixed('!{ var(txn.stopped) -m found }');

export const rules = (
  { steps, guards: _guards, headers: _headers, ...rest }: Rules,
  at: AnyRoute,
): Outcome<HaproxyNode> => {
  spent(rest);
  const { redirectStyle, redirect, rewrite } = at.route.features;
  const pattern = patternOf(at.route);
  const place: Place = {
    ...(pattern === undefined ? {} : { pattern }),
    at: 'backend',
    origin: completed(redirectStyle),
    tests: [],
    headers: [],
  };
  const alone = at.site.routes.length === 1;
  const outcome = linesOf(steps, place, (action) => {
    if (action.kind === 'stop' || (action.kind === 'rewrite' && action.next === 'stop'))
      return redirect === undefined && rewrite === undefined
        ? undefined
        : { why: 'it keeps the redirect or rewrite-target of the path from running' };
    if (action.kind !== 'rewrite' || typeof action.next === 'number') return undefined;
    return alone
      ? { differs: 'the rules are not applied to the new path again' }
      : { why: 'nginx chooses the path of the Ingress anew' };
  });
  return made(outcome, (l) => backend('rules', l));
};

export const siteRules = (
  { steps, guards: _guards, headers = [], ...rest }: Rules,
  at: AtSite,
): Outcome<HaproxyNode> => {
  spent(rest);
  const own = [
    HaproxyToken.fixed('{ var(txn.site) -m str'),
    HaproxyToken.word(siteKey(at.site)),
    HaproxyToken.fixed('}'),
  ];
  const place: Place = {
    at: 'frontend',
    origin: completed(undefined),
    tests: own,
    headers: headers.flatMap(sentHeader),
  };
  return made(
    linesOf(steps, place, () => undefined),
    (l) => frontend('rules', l),
  );
};

const sentHeader = ({ name, how, value }: NonNullable<Rules['headers']>[number]): readonly SentHeader[] => {
  const text = formatted(value.value, name);
  return how === 'remove' || !text.ok || text.parts.length === 0 ? [] : [{ name, value: text.parts }];
};

interface Collected {
  readonly lines: readonly Line[];
  readonly keeps: readonly HaproxyNode[];
  readonly differences: readonly Reason[];
}

const made = (outcome: Collected | Reason, node: (l: Line) => HaproxyNode): Outcome<HaproxyNode> =>
  'code' in outcome
    ? refused(outcome)
    : withDifferences([...outcome.keeps, ...outcome.lines.map(node)], outcome.differences);

type Check = (action: RuleAction) => { readonly why: string } | { readonly differs: string } | undefined;

const linesOf = (steps: readonly Rule[], place: Place, check: Check): Collected | Reason => {
  const lines: Line[] = [];
  const keeps: HaproxyNode[] = [];
  const differences: Reason[] = [];
  let stops = false;
  for (const [index, { when: conditions, action, line: at, words, ...rest }] of steps.entries()) {
    spent(rest);
    const needed = isNeeded(steps, index);
    const told = (code: 'T5285' | 'T5286', why: string): Reason =>
      because(code, { line: at, words, why, ...(needed ? {} : { alone: true }) }, action.from);
    const checked = check(action.value);
    const tests = testsOf(conditions, place.at);
    const all = [...place.tests, ...(stops ? [stopped] : []), ...(tests.ok ? tests.tokens : [])];
    const step = tests.ok ? stepOf(action.value, conditions, all, place) : tests;
    const why = checked !== undefined && 'why' in checked ? checked.why : step.ok ? undefined : step.why;
    if (!tests.ok || !step.ok || why !== undefined) {
      if (needed) return told('T5285', why ?? '');
      differences.push(told('T5285', why ?? ''));
      continue;
    }
    if (checked !== undefined && 'differs' in checked) differences.push(told('T5286', checked.differs));
    if (step.differs !== undefined) differences.push(told('T5286', step.differs));
    lines.push(...step.lines);
    keeps.push(...tests.keeps);
    stops ||=
      action.value.kind === 'stop' || (action.value.kind === 'rewrite' && typeof action.value.next === 'string');
  }
  return { lines, keeps, differences };
};

const stepOf = (
  action: RuleAction,
  conditions: readonly Condition[],
  tests: readonly HaproxyToken[],
  place: Place,
): Made => {
  const groups = conditions.findLast(({ test, negated }) => test.kind === 'matches' && !negated);
  const format = (template: Template): Formatted => {
    if (groups?.test.kind !== 'matches') return formatted(template, 'a rule', place.pattern);
    return formatted(template, 'a rule', groups.test.pattern, requestValue(groups.subject));
  };
  switch (action.kind) {
    case 'stop':
      return { ok: true, lines: [stop(tests)] };
    case 'answer': {
      const lines: Formatted[] = (action.body ?? []).map(format);
      const texts = lines.flatMap((l) => (l.ok ? [l.parts] : []));
      if (texts.length < lines.length) return { ok: false, why: 'HAProxy does not know a value in its text' };
      const body = action.body === undefined ? undefined : { lines: texts, type: action.type ?? 'text/html' };
      return { ok: true, lines: [answerWith(action.status, body, place.headers, when(...tests))] };
    }
    case 'redirect': {
      const to = format(action.to);
      if (!to.ok) return { ok: false, why: 'HAProxy does not know a value in its target' };
      if (to.parts.length === 0) return { ok: false, why: 'nothing is left of its target' };
      return { ok: true, lines: redirecting(to.parts, action.status, tests, place) };
    }
    case 'rewrite':
      return rewriting(action, tests, place);
  }
};

const stop = (tests: readonly HaproxyToken[]): Line =>
  line('http-request', 'set-var(txn.stopped)', 'bool(true)', ...when(...tests));

/** A target that begins with a slash is completed; where a value of the request begins it, that is found out per request. */
const redirecting = (
  parts: readonly FormatPart[],
  status: number,
  tests: readonly HaproxyToken[],
  { origin, headers }: Place,
): readonly Line[] => {
  const [first] = parts;
  if (typeof first === 'string') {
    const whole = first.startsWith('/') ? [...origin, ...parts] : parts;
    return [redirectWith(whole, status, headers, when(...tests))];
  }
  const to = Expression.fetch('var(txn.to)');
  const path = HaproxyToken.test(to, '-m beg /');
  return [
    line('http-request', 'set-var-fmt(txn.to)', HaproxyToken.format(parts), ...when(...tests)),
    redirectWith([...origin, to], status, headers, when(...tests, path)),
    redirectWith([to], status, headers, when(...tests)),
  ];
};

const rewriting = (
  { pattern, to, query, next }: Extract<RuleAction, { kind: 'rewrite' }>,
  tests: readonly HaproxyToken[],
  place: Place,
): Made => {
  if (regexShape(pattern.source) === undefined)
    return { ok: false, why: `${JSON.stringify(pattern.source)} is not surely a regular expression of HAProxy` };
  // A URL for the client is encoded again, the new path as a whole below.
  const target =
    typeof next === 'number'
      ? formatted(to, 'a rule', pattern, request.path, encoded)
      : formatted(to, 'a rule', pattern);
  if (!target.ok) return { ok: false, why: 'HAProxy does not know a value in its target' };
  const applies = [
    ...tests,
    HaproxyToken.fixed('{ var(txn.path) -m reg --'),
    HaproxyToken.word(inline(pattern)),
    HaproxyToken.fixed('}'),
  ];
  const asks = to.some((part) => part.kind === 'text' && part.text.includes('?'));
  if (typeof next === 'number') {
    const kept = query === 'dropped' ? [] : [asks ? furtherQuery : wholeQuery];
    if (target.parts.length === 0) return { ok: false, why: 'nothing is left of its target' };
    return { ok: true, lines: redirecting([...target.parts, ...kept], next, applies, place) };
  }
  if (asks) return { ok: false, why: 'HAProxy adds no query to a path it rewrites' };
  const [first] = target.parts;
  if (typeof first !== 'string' || !first.startsWith('/'))
    return { ok: false, why: 'the new path may not begin with a slash' };
  const path = Expression.fetch('var(txn.path)');
  const set = HaproxyToken.fixed('{ var(txn.moved) -m found }');
  return {
    ok: true,
    lines: [
      line('http-request', 'unset-var(txn.moved)'),
      line('http-request', 'set-var-fmt(txn.moved)', HaproxyToken.format(target.parts), ...when(...applies)),
      line('http-request', 'set-var(txn.path)', 'var(txn.moved)', ...when(set)),
      query === 'dropped'
        ? line('http-request', 'set-pathq', HaproxyToken.format([encoded(path)]), ...when(set))
        : line('http-request', 'set-path', HaproxyToken.format([encoded(path)]), ...when(set)),
      ...(query === 'dropped'
        ? []
        : [line('http-request', 'set-pathq', HaproxyToken.format([encoded(path)]), ...when(set, bareQuestionMark))]),
      ...(next === 'go-on' ? [] : [stop([set])]),
    ],
  };
};

const wholeQuery = request.uri.to('regsub', '^[^?]*', '');
const furtherQuery = request.uri.to('regsub', '^[^?]*', '').to('regsub', '^\\?(?=.)', '&').to('regsub', '^\\?$', '');
