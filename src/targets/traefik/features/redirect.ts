import { because } from '../../../diagnostics/report.ts';
import type { HttpsRedirect, Redirect } from '../../../model/features/route-features.ts';
import { literalText, type Template } from '../../../model/values/template.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { templateText } from '../fold.ts';
import { interning } from '../once.ts';
import type { AnyRoute } from '../place.ts';
import { type Re2, re2 } from '../re2.ts';
import { httpsRedirectPlan, isPermanent, redirectStep, redirectTo, statusByMethod } from '../redirect-url.ts';
import { and, match, or, type Rule } from '../rule.ts';
import { siteNames } from '../site-names.ts';
import { answerable, fixedRedirect, step } from '../steps.ts';
import { unprintable } from '../token.ts';
import type { EntryPoint, Middleware, Phase, Step, TraefikNode } from '../tree.ts';

/** The expression of a route's path, for targets that use its groups. */
export const routeRegex = ({ route }: AnyRoute): Re2 | undefined => {
  if (route.match.kind !== 'regex') return undefined;
  const reading = re2(route.match.pattern);
  return reading.ok ? reading.regex : undefined;
};

/** nginx makes a Location absolute that begins with a slash. */
const ownHost: Template = [
  { kind: 'request', value: { kind: 'scheme' } },
  { kind: 'text', text: '://' },
  { kind: 'request', value: { kind: 'host' } },
];

/** Steps that redirect to `target`: a fixed answer when nothing depends on the request, which keeps the status for every method. */
export const redirectSteps = (
  phase: Phase,
  status: number,
  target: Template,
  regex: Re2 | undefined,
): readonly Step[] | { readonly because: string } => {
  const fixed = literalText(target);
  if (fixed !== undefined && unprintable(fixed)) return { because: 'it holds a control character' };
  if (fixed !== undefined && answerable(status) && !fixed.startsWith('/')) return fixedRedirect(phase, status, fixed);
  const plan = redirectTo(fixed?.startsWith('/') ? [...ownHost, ...target] : target, regex);
  return 'because' in plan ? plan : [redirectStep(phase, plan, status)];
};

export const redirect = ({ status, to, ...rest }: Redirect, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const steps = redirectSteps('redirect', status.value, to.value, routeRegex(at));
  if ('because' in steps)
    return refused(because('T5311', { value: templateText(to.value), why: steps.because }, to.from));
  const nodes = steps.map((step): TraefikNode => ({ kind: 'step', step }));
  return steps.length > 1
    ? exact(...nodes)
    : approximate(nodes, because('T5310', statusByMethod(status.value), status.from, to.from));
};

const plans = interning<Middleware>();

export const httpsRedirect = (
  { status, names, trailingSlash, port, because: why, ...rest }: HttpsRedirect,
  at: AnyRoute,
): Outcome<TraefikNode> => {
  spent(rest);
  const cut = trailingSlash.value === 'cut';
  const plan = plans(`${port?.value} ${cut} ${status.value}`, () => ({
    type: 'redirectRegex',
    ...httpsRedirectPlan(port?.value, cut),
    permanent: isPermanent(status.value),
  }));
  const redirects = (on: EntryPoint): Step => step('httpsRedirect', 'redirect', plan, { on, ends: true });
  const trusted = at.model.controller.forwardedHeaders?.trust.value === true;
  const subset =
    names === 'all'
      ? undefined
      : or(
          siteNames(at.site, at.options.version)
            .filter((n) => names.includes(n.text))
            .map((n) => n.rule),
        );
  const place = isWritten(why) ? why.from : isWritten(status) ? status.from : at.site.from;
  const reason = because('T5312', statusByMethod(status.value), place, status.from);
  if (names !== 'all' && subset === undefined) return exact();
  if (!trusted && subset === undefined) return approximate([{ kind: 'step', step: redirects('web') }], reason);
  const on = (entry: EntryPoint, proto: Rule | undefined): TraefikNode => ({
    kind: 'split',
    rank: 30,
    on: entry,
    options: [{ when: and(subset, proto), add: [redirects(entry)] }],
  });
  if (!trusted) return approximate([on('web', undefined)], reason);
  const plain = match('HeaderRegexp', 'X-Forwarded-Proto', '^(?:http|ws)$');
  return approximate([on('web', plain), on('websecure', plain)], reason);
};
