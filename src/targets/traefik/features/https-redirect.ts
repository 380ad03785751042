import { because } from '../../../diagnostics/report.ts';
import type { HttpsRedirect } from '../../../model/features/route-features.ts';
import type { PathMatch } from '../../../model/model.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, spent } from '../../target.ts';
import { interning } from '../once.ts';
import type { AnyRoute } from '../place.ts';
import { httpsRedirectPlan, isPermanent, statusByMethod } from '../redirect-url.ts';
import { and, match, or, type Rule } from '../rule.ts';
import { siteNames } from '../site-names.ts';
import { answerable, fixedRedirect, step } from '../steps.ts';
import type { EntryPoint, Middleware, Step, TraefikNode } from '../tree.ts';

const plans = interning<Middleware>();

export const httpsRedirect = (feature: HttpsRedirect, at: AnyRoute): Outcome<TraefikNode> => {
  const { status, names, trailingSlash, port, because: why, ...rest } = feature;
  spent(rest);
  const trusted = at.model.controller.forwardedHeaders?.trust.value === true;
  const known = siteNames(at.site, at.options.version);
  const subset = names === 'all' ? undefined : or(known.filter((n) => names.includes(n.text)).map((n) => n.rule));
  if (names !== 'all' && subset === undefined) return exact();
  const place = isWritten(why) ? why.from : isWritten(status) ? status.from : at.site.from;
  const reason = because('T5312', statusByMethod(status.value), place, status.from);
  const whole = redirectPlan(feature, false);
  const redirects = (on: EntryPoint): Step => step('httpsRedirect', 'redirect', whole, { on, ends: true });
  if (!trusted && subset === undefined) return approximate(onWeb(feature, redirects('web'), at), reason);
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

const redirectPlan = ({ status, trailingSlash, port }: HttpsRedirect, withQuery: boolean): Middleware => {
  const cut = trailingSlash.value === 'cut';
  return plans(`${port?.value} ${cut} ${isPermanent(status.value)} ${withQuery}`, () => ({
    type: 'redirectRegex',
    ...httpsRedirectPlan(port?.value, cut, withQuery),
    permanent: isPermanent(status.value),
  }));
};

/** A URL that is one path of the Ingress and nothing more gets a fixed answer, which keeps the status for every method. */
const onWeb = (feature: HttpsRedirect, general: Step, { site, route }: AnyRoute): readonly TraefikNode[] => {
  const { status, trailingSlash, port } = feature;
  const always: TraefikNode = { kind: 'step', step: general };
  if (site.name.kind !== 'exact' || site.aliases.length > 0 || !answerable(status.value)) return [always];
  const origin = `https://${site.name.host}${port === undefined ? '' : `:${port.value}`}`;
  const steps = (path: string): readonly Step[] => {
    const location = `${origin}${trailingSlash.value === 'cut' ? path.replace(/\/$/, '') : path}`;
    const queried = step('httpsRedirect', 'redirect-query', redirectPlan(feature, true), { on: 'web' });
    return [queried, ...fixedRedirect('httpsRedirect', status.value, location, { on: 'web' })];
  };
  const paths = barePaths(route.match);
  const [only] = paths;
  if (route.match.kind === 'exact' && only !== undefined) return steps(only).map((s) => ({ kind: 'step', step: s }));
  if (only === undefined) return [always];
  const options = paths.map((p) => ({ when: match('Path', p), drop: ['httpsRedirect'] as const, add: steps(p) }));
  return [always, { kind: 'split', rank: 30, on: 'web', options }];
};

/** Paths that are written the same in the manifest and in a request. */
const barePaths = (m: PathMatch): readonly string[] => {
  const path = m.kind === 'regex' ? (m.pattern.source === '^/' ? '/' : '') : m.path;
  if (!/^\/[A-Za-z0-9._~/-]*$/.test(path)) return [];
  return m.kind === 'prefix' && !path.endsWith('/') ? [path, `${path}/`] : [path];
};
