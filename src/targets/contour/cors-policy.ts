/** Cross-origin rules: one policy per host in Contour, so hosts whose paths agree get it, the others headers by route. */
import type { AllowedOrigin, Cors, OriginPattern } from '../../model/features/route-features.ts';
import type { Site } from '../../model/model.ts';
import { HeaderValue, Re2 } from './token.ts';
import type { CorsPolicy, HeaderCondition } from './tree.ts';

const known = new WeakMap<Site, 'none' | 'mixed' | Cors>();

/** The rules all routes of the host share, or that they differ. */
export const corsOfSite = (site: Site): 'none' | 'mixed' | Cors => {
  const found = known.get(site);
  if (found !== undefined) return found;
  const seen = new Map<string, Cors | undefined>();
  for (const route of site.routes) {
    if (route.action.kind === 'slash-redirect') continue;
    const cors = route.features.cors;
    const active =
      cors !== undefined && (cors.origins.value === 'any' || cors.origins.value.length > 0) ? cors : undefined;
    seen.set(active === undefined ? '' : keyOf(active), active);
    if (seen.size > 1) break;
  }
  const [only] = seen.values();
  const result = seen.size > 1 ? 'mixed' : (only ?? 'none');
  known.set(site, result);
  return result;
};

const keys = new WeakMap<Cors, string>();
const keyOf = (cors: Cors): string => {
  const found = keys.get(cors);
  if (found !== undefined) return found;
  const { origins, methods, headers, credentials, expose, maxAge } = cors;
  const key = JSON.stringify(
    [origins, methods, headers, credentials, expose, maxAge].map((part) => part?.value ?? null),
  );
  keys.set(cors, key);
  return key;
};

const words = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => /^[a-zA-Z0-9!#$%&'*+.^_`|~-]+$/.test(word));

/** Credentials stay out for every origin: Envoy echoes the origin, and only the pair of both lets a browser read with cookies. */
export const corsPolicy = ({ origins, methods, headers, credentials, expose, maxAge }: Cors): CorsPolicy => ({
  allowOrigin: origins.value === 'any' ? ['*'] : origins.value.map(originText),
  allowMethods: words(methods.value).length === 0 ? ['GET'] : words(methods.value),
  ...(words(headers.value).length === 0 ? {} : { allowHeaders: words(headers.value) }),
  ...(expose === undefined || words(expose.value).length === 0 ? {} : { exposeHeaders: words(expose.value) }),
  ...(credentials.value && origins.value !== 'any' ? { allowCredentials: true } : {}),
  ...(maxAge.value < 0 ? {} : { maxAge: maxAge.value === 0 ? '0' : `${maxAge.value}s` }),
});

/** An exact origin; or an expression, which the escaped dots keep Contour from reading as an exact one. */
const originText = (origin: AllowedOrigin): string =>
  origin !== 'null' && origin.wildcard
    ? `${Re2.quote(origin.scheme)}://[A-Za-z0-9-]+\\.${Re2.quote(origin.host)}${origin.port === undefined ? '' : `:${origin.port}`}`
    : plainOrigin(origin);

const plainOrigin = (origin: AllowedOrigin): string => (origin === 'null' ? origin : urlOf(origin));

const urlOf = ({ scheme, host, port }: OriginPattern): string =>
  `${scheme}://${host}${port === undefined ? '' : `:${port}`}`.toLowerCase();

export const originTexts = ({ origins }: Cors): readonly string[] =>
  origins.value === 'any'
    ? ['*']
    : origins.value.map((o) =>
        o !== 'null' && o.wildcard ? plainOrigin({ ...o, host: `*.${o.host}` }) : plainOrigin(o),
      );

/** Origins of the list, for a route of its own. Undefined: every request. */
export const originCondition = ({ origins }: Cors): HeaderCondition | undefined => {
  if (origins.value === 'any') return undefined;
  const each = origins.value.map((o) => (o !== 'null' && o.wildcard ? originText(o) : Re2.quote(plainOrigin(o))));
  return { name: 'Origin', regex: Re2.checked(`(?i)(?:${each.join('|')})`) };
};

export const corsHeaders = (cors: Cors): readonly { readonly name: string; readonly value: HeaderValue }[] => {
  const text = (
    name: string,
    value: string | undefined,
  ): readonly { readonly name: string; readonly value: HeaderValue }[] => {
    const token = value === undefined ? undefined : HeaderValue.literal(value);
    return token === undefined ? [] : [{ name, value: token }];
  };
  return [
    ...(cors.origins.value === 'any'
      ? text('Access-Control-Allow-Origin', '*')
      : [{ name: 'Access-Control-Allow-Origin', value: HeaderValue.origin }]),
    ...(cors.credentials.value ? text('Access-Control-Allow-Credentials', 'true') : []),
    ...text('Access-Control-Allow-Methods', cors.methods.value),
    ...text('Access-Control-Allow-Headers', cors.headers.value),
    ...text('Access-Control-Expose-Headers', cors.expose?.value),
    { name: 'Access-Control-Max-Age', value: HeaderValue.number(cors.maxAge.value) },
  ];
};
