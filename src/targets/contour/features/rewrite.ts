/** Rewrites as replacements of fixed prefixes; what cannot be said that way is answered with 503. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Rewrite } from '../../../model/features/route-features.ts';
import type { Template } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { ContourNode, RewriteStep } from '../node.ts';
import { encodePath } from '../paths.ts';
import type { AtAnyRoute } from '../place.ts';
import { readRedirectBase } from '../redirect-target.ts';
import { expand, fill, opening, type Way } from '../rewrite-expand.ts';
import { HeaderValue, Re2 } from '../token.ts';

export const rewrite = (
  { pattern, target, redirects, forwardedPrefix, ...rest }: Rewrite,
  at: AtAnyRoute,
): Outcome<ContourNode> => {
  spent(rest);
  const { match, action } = at.route;
  if (action.kind === 'default-backend' && !redirects && at.model.controller.defaultBackend?.pool === undefined)
    return exact();
  const source = match.kind === 'regex' ? match.pattern.source : `^${Re2.quote(match.path)}`;
  const base = redirects ? readRedirectBase(target.value) : { redirect: undefined, path: target.value };
  const ways = expand(source);
  const no = refused(
    because('T5400', { pattern: pattern.value.source, target: templateText(target.value) }, target.from),
  );
  if (ways === undefined || base === undefined) return no;
  const steps = ways.map((way) => stepOf(way, base.path, forwardedPrefix?.value));
  if (steps.some((step) => step === undefined)) return no;
  const known = steps.flatMap((step) => (step === undefined ? [] : [step]));
  const differences: Reason[] = [];
  const partial = known.filter((step) => !step.whole);
  for (const { path } of partial.slice(0, 1)) {
    differences.push(because('T5401', { path, target: templateText(target.value) }, target.from));
  }
  const letters = known.some((step) => /[A-Za-z]/.test(step.path));
  if (letters && partial.length === 0) differences.push(because('T5402', { path: known[0]?.path ?? '' }, target.from));
  const region = partial.length > 0 || letters ? regionOf(ways) : undefined;
  const plan = {
    steps: known.flatMap((step) => step.steps),
    ...(region === undefined ? {} : { rest: region }),
    ...(base.redirect === undefined ? {} : { redirect: { ...base.redirect, statusCode: 302 } }),
  };
  return withDifferences([{ kind: 'rewrite', plan }], differences);
};

interface Known {
  readonly path: string;
  readonly steps: readonly RewriteStep[];
  /** False: only the path itself is rewritten, what lies below it is not. */
  readonly whole: boolean;
}

const stepOf = (way: Way, target: Template, forwardedPrefix: Template | undefined): Known | undefined => {
  const { start, tail } = opening(way);
  const filled = fill(target, way);
  if (filled === undefined || !filled.text.startsWith('/') || !start.startsWith('/')) return undefined;
  const prefix = encodePath(start);
  const header = forwardedPrefix === undefined ? undefined : fill(forwardedPrefix, way);
  const value = header === undefined || header.keeps ? undefined : HeaderValue.literal(header.text);
  const step = {
    prefix,
    replacement: encodePath(filled.text),
    ...(value === undefined ? {} : { forwardedPrefix: value }),
  };
  if (filled.keeps) {
    const only = tail === 'some' ? Re2.checked(`${Re2.quote(prefix)}[^?]+(?:\\?.*)?`) : undefined;
    return { path: start, whole: true, steps: [{ ...step, below: true, ...(only === undefined ? {} : { only }) }] };
  }
  const itself = Re2.checked(`${Re2.quote(prefix)}(?:\\?.*)?`);
  return { path: start, whole: way.ended, steps: tail === 'some' ? [] : [{ ...step, below: false, only: itself }] };
};

/** Every request of the route, in any letter case. */
const regionOf = (ways: readonly Way[]): Re2 => {
  const each = ways.map((way) => {
    const { start, tail } = opening(way);
    return `${Re2.quote(encodePath(start))}${way.ended ? '' : tail === 'some' ? '[^?]+' : '[^?]*'}`;
  });
  return Re2.checked(`(?i)(?:${each.join('|')})(?:\\?.*)?`);
};
