/** Snippets of a host: what its locations inherit, and what stays raw text. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { RawText } from '../../../model/features/route-features.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import type { Traced } from '../../../source/traced.ts';
import type { HostFeatures, LocationFeatures } from '../settings.ts';
import { bodies } from './bodies.ts';
import { snippetDirectives, writtenEverywhere } from './directives.ts';
import type { MeaningOf } from './effect.ts';
import type { HostLocation } from './host-location.ts';
import { parseSnippet } from './lexer.ts';
import { readLocation } from './locations.ts';
import { mergeDirectives, mergeSnippet } from './merge.ts';
import { rates, tuning } from './tuning.ts';
import type { Variables } from './variables.ts';

export interface ServerSnippet {
  readonly features?: HostFeatures;
  readonly raw: RawText;
  /** What the host answers by itself. */
  readonly rules?: Rules;
  readonly locations?: readonly HostLocation[];
}

const inherited = [
  'more_set_headers',
  'more_clear_headers',
  'add_header',
  'expires',
  'proxy_hide_header',
  'proxy_pass_header',
  'allow',
  'deny',
  'access_log',
] as const;

const idle: MeaningOf = ({ name }) => [
  {
    kind: 'idle',
    why: `every location of the controller has ${name} lines of its own, which replace those of the host`,
  },
];

const replaced = ['proxy_set_header', ...writtenEverywhere] as const;

const serverDirectives: ReadonlyMap<string, MeaningOf> = new Map<string, MeaningOf>([
  ...tuning,
  ...rates,
  ...bodies,
  ...inherited.flatMap((name) => {
    const meaning = snippetDirectives.get(name);
    return meaning === undefined ? [] : [[name, meaning] as const];
  }),
  ...replaced.map((name) => [name, idle] as const),
]);

export const readServerSnippet = (
  text: Traced<string>,
  key: string,
  report: Sink,
  variables: Variables = new Map(),
): ServerSnippet => {
  const { features: found, locations } = mergeHost(text, key, report, variables);
  const { rawText, rules, ...features } = found;
  const raw = rawText ?? { texts: [], guards: false };
  return {
    raw,
    ...(Object.keys(features).length === 0 ? {} : { features }),
    ...(rules === undefined ? {} : { rules: withHeaders(rules, features) }),
    ...(locations.length === 0 ? {} : { locations }),
  };
};

/** Locations are taken out first; one that cannot be read stays where it is and becomes raw text. */
const mergeHost = (
  text: Traced<string>,
  key: string,
  report: Sink,
  variables: Variables,
): { readonly features: LocationFeatures; readonly locations: readonly HostLocation[] } => {
  const { directives, broken } = parseSnippet(text.value);
  if (broken !== undefined) return { ...mergeSnippet({}, text, key, report, serverDirectives), locations: [] };
  const locations: HostLocation[] = [];
  const rest = directives.filter((directive) => {
    const location = directive.name === 'location' ? readLocation(directive, text, key, report, variables) : undefined;
    if (location !== undefined) locations.push(location);
    return location === undefined;
  });
  return { ...mergeDirectives({}, rest, { text, key, report, table: serverDirectives, variables }), locations };
};

/** What a host answers carries the headers it gives to its locations. */
export const withHeaders = (rules: Rules, { responseHeaders }: LocationFeatures): Rules =>
  responseHeaders === undefined ? rules : { ...rules, headers: responseHeaders.changes };

/** Directives of the ConfigMap's http-snippet and server-snippet that reach every location whatever it says itself. */
export const globalDirectives: ReadonlyMap<string, MeaningOf> = new Map<string, MeaningOf>(
  [...serverDirectives].filter(([name]) => name.startsWith('more_') || replaced.some((r) => r === name)),
);

type Cache = WeakMap<LocationFeatures, LocationFeatures>;
const caches: Record<'open' | 'authenticated', WeakMap<HostFeatures, Cache>> = {
  open: new WeakMap(),
  authenticated: new WeakMap(),
};

/** What a location has together with what its host gives it. The same two always give the same object. */
export const inheritFrom = (
  host: HostFeatures | undefined,
  own: LocationFeatures,
  authenticated: boolean,
): LocationFeatures => {
  if (host === undefined) return own;
  const perHost = caches[authenticated ? 'authenticated' : 'open'];
  const cache = perHost.get(host) ?? new WeakMap();
  perHost.set(host, cache);
  const known = cache.get(own);
  if (known !== undefined) return known;
  const headers = responseHeaders(host, own, authenticated);
  const made: LocationFeatures = {
    ...own,
    ...(headers === undefined ? {} : { responseHeaders: headers }),
    ...(own.accessList === undefined && host.accessList !== undefined ? { accessList: host.accessList } : {}),
    ...(own.compression === undefined && host.compression !== undefined ? { compression: host.compression } : {}),
    ...(own.bodySubstitution === undefined && host.bodySubstitution !== undefined
      ? { bodySubstitution: host.bodySubstitution }
      : {}),
    ...(own.bandwidth === undefined && host.bandwidth !== undefined ? { bandwidth: host.bandwidth } : {}),
    ...(host.accessLog !== undefined && own.accessLog?.on.from[0].kind === 'default'
      ? { accessLog: host.accessLog }
      : {}),
  };
  cache.set(own, made);
  return made;
};

/** `add_header` lines of the host hold only where the location has none; those of external authentication count as well. */
const responseHeaders = (
  host: HostFeatures,
  own: LocationFeatures,
  authenticated: boolean,
): LocationFeatures['responseHeaders'] => {
  const above = host.responseHeaders?.changes ?? [];
  const below = own.responseHeaders?.changes ?? [];
  const adds = authenticated || below.some(({ how }) => how === 'add');
  const kept = adds ? above.filter(({ how }) => how !== 'add') : above;
  if (kept.length === 0) return own.responseHeaders;
  return { changes: [...kept, ...below] };
};
