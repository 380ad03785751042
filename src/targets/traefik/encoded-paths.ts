/** Escapes that would lead past the guard of another path: nginx matches paths decoded, Traefik leaves these as they came. */
import type { Route } from '../../model/model.ts';
import { isGuard } from '../../model/universe.ts';
import type { EmittedRoute, EmittedSite } from '../target.ts';
import { match, type Rule } from './rule.ts';
import type { TraefikNode } from './tree.ts';

/** Undefined: every path of the host keeps the same clients out, so it does not matter which of them takes a request. */
export const escapesPastGuards = ({ routes }: EmittedSite<TraefikNode>): Rule | undefined => {
  const served = routes.filter(({ route }) => route.action.kind === 'forward' || route.features.rules?.guards === true);
  if (!served.some(isGuarded)) return undefined;
  const kinds = new Set(served.map(guardsOf));
  if (kinds.size < 2) return undefined;
  const signs = new Set(['/', ...served.flatMap(({ route }) => reserved(route))]);
  const escapes = [...signs].map((sign) => sign.charCodeAt(0).toString(16).toUpperCase()).sort();
  return match('PathRegexp', `%(?:${escapes.join('|')})`);
};

const isGuarded = ({ route, shut }: EmittedRoute<TraefikNode>): boolean =>
  shut || Object.entries(route.features).some(([name, value]) => isGuard('http', name, value));

/** What keeps clients out, as text: equal for routes that let the same ones in. */
const guardsOf = ({ route, shut }: EmittedRoute<TraefikNode>): string => {
  const kept = Object.entries(route.features).filter(([name, value]) => isGuard('http', name, value));
  return shut ? 'shut' : JSON.stringify(kept, (key, value: unknown) => (key === 'from' ? undefined : value));
};

/** Signs of the path that Traefik compares apart from their escapes. */
const reserved = ({ match: path }: Route): readonly string[] =>
  path.kind === 'regex'
    ? (path.pattern.source.match(/\\[[\]?$()*+]|[:#@!&',;=%]/g) ?? []).map((sign) => sign.slice(-1))
    : (path.path.match(/[:?#[\]@!$&'()*+,;=%]/g) ?? []);
