/** The path of a route as a rule. */
import { because } from '../../diagnostics/report.ts';
import type { PathMatch } from '../../model/model.ts';
import { isGuard } from '../../model/universe.ts';
import type { EmittedRoute } from '../target.ts';
import { re2 } from './re2.ts';
import type { Found } from './router.ts';
import { and, everything, match, not, or, type Rule } from './rule.ts';
import { unprintable } from './token.ts';
import type { TraefikNode } from './tree.ts';

/** Undefined: the path cannot be matched and guards nothing, so its requests go on to the next route. */
export const pathRule = (
  { route, shut }: EmittedRoute<TraefikNode>,
  found: Found[],
  siteShut: boolean,
): { readonly rule: Rule; readonly closed: boolean } | undefined => {
  const rule = matchRule(route.match);
  if (!('because' in rule)) return { rule, closed: false };
  const pattern = route.match.kind === 'regex' ? route.match.pattern.source : route.match.path;
  found.push({ as: 'refused', because: because('T5300', { pattern, why: rule.because }, route.from) });
  const guarded =
    shut || siteShut || Object.entries(route.features).some(([name, value]) => isGuard('http', name, value));
  return guarded && !unprintable(pattern)
    ? { rule: match('PathRegexp', `(?i)^${fixedStart(pattern)}`), closed: true }
    : undefined;
};

/** The literal beginning of an expression, escaped: everything it could match begins with it. */
const fixedStart = (source: string): string => {
  const [, text = ''] = /^\^?((?:\/|[\w-](?![*+?{]))*)/.exec(source) ?? [];
  return source.includes('|') ? '/' : text === '' ? '/' : text;
};

const matchRule = (m: PathMatch): Rule | { readonly because: string } => {
  if (m.kind === 'regex') {
    if (unprintable(m.pattern.source)) return { because: 'a control character' };
    const reading = re2(m.pattern);
    if (!reading.ok) return reading;
    const { source, also, never } = reading.regex;
    return and(
      match('PathRegexp', source),
      ...also.map((a) => match('PathRegexp', a)),
      ...never.map((n) => not(match('PathRegexp', n))),
    );
  }
  if (unprintable(m.path) || !m.path.startsWith('/'))
    return { because: 'a control character, or a path without a slash in front' };
  if (m.kind === 'exact') return match('Path', m.path);
  if (m.path.endsWith('/')) return match('PathPrefix', m.path);
  return or([match('Path', m.path), match('PathPrefix', `${m.path}/`)]) ?? everything;
};
