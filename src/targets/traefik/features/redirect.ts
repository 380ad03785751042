import { because } from '../../../diagnostics/report.ts';
import type { Redirect } from '../../../model/features/route-features.ts';
import { literalText, type Template } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import type { AnyRoute } from '../place.ts';
import { type Re2, re2 } from '../re2.ts';
import { redirectStep, redirectTo, statusByMethod } from '../redirect-url.ts';
import { answerable, fixedRedirect } from '../steps.ts';
import { unprintable } from '../token.ts';
import type { Phase, Step, TraefikNode } from '../tree.ts';

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
  relative: boolean,
): readonly Step[] | { readonly because: string } => {
  const fixed = literalText(target);
  if (fixed !== undefined && unprintable(fixed)) return { because: 'it holds a control character' };
  if (fixed !== undefined && answerable(status) && (relative || !fixed.startsWith('/')))
    return fixedRedirect(phase, status, fixed);
  const plan = redirectTo(fixed?.startsWith('/') ? [...ownHost, ...target] : target, regex);
  return 'because' in plan ? plan : [redirectStep(phase, plan, status)];
};

export const redirect = ({ status, to, ...rest }: Redirect, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const relative = at.route.features.redirectStyle?.relative.value === true;
  const steps = redirectSteps('redirect', status.value, to.value, routeRegex(at), relative);
  if ('because' in steps)
    return refused(because('T5311', { value: templateText(to.value), why: steps.because }, to.from));
  const nodes = steps.map((step): TraefikNode => ({ kind: 'step', step }));
  return steps.length > 1
    ? exact(...nodes)
    : approximate(nodes, because('T5310', statusByMethod(status.value), status.from, to.from));
};
