/** Redirects whose Location depends on the request: one expression over the whole URL and a replacement text. */
import type { RequestValue, Template } from '../../model/values/template.ts';
import { valueName } from '../../model/values/template-text.ts';
import type { Re2 } from './re2.ts';
import { step } from './steps.ts';
import { TraefikText } from './token.ts';
import type { EntryPoint, Phase, Step } from './tree.ts';

/** Groups of `host`: 1 scheme, 2 host name, 3 port with its colon. */
const host = '^(https?)://([^/:?#]+|\\[[^\\]/]*\\])(:[0-9]+)?';
const groupsOfHost = 3;

export interface RedirectPlan {
  readonly regex: TraefikText;
  readonly replacement: TraefikText;
}

/**
 * A redirect to `target`; `path` is the expression whose groups the target uses. A fault names the value that is not in the URL.
 * `withQuery`: of URLs with a query only.
 */
export const redirectTo = (
  target: Template,
  path?: Re2,
  withQuery = false,
): RedirectPlan | { readonly because: string } => {
  const captures = path !== undefined && target.some((p) => p.kind === 'capture');
  const groups = captures ? path.groups : 1;
  const body = captures ? `(?:${path.source.replace(/^(\(\?i\))?\^?/, '$1')})[^?]*` : '(/[^?]*)?';
  const at = { isArgs: groupsOfHost + groups + 1, query: groupsOfHost + groups + 2 };
  const parts: (string | number)[] = [];
  for (const part of target) {
    if (part.kind === 'text') parts.push(part.text);
    else if (part.kind === 'capture') {
      if (captures && part.group <= path.groups) parts.push(groupsOfHost + part.group);
    } else {
      const found = requestGroups(part.value, at, captures);
      if (found === undefined) return { because: `Traefik does not know $${valueName(part.value)} there` };
      parts.push(...found);
    }
  }
  return {
    regex: TraefikText.regex(`${host}${body}(\\?)${withQuery ? '' : '?'}(.*)$`),
    replacement: TraefikText.expand(parts),
  };
};

const requestGroups = (
  value: RequestValue,
  at: { readonly isArgs: number; readonly query: number },
  captures: boolean,
): readonly number[] | undefined => {
  switch (value.kind) {
    case 'scheme':
    case 'effectiveScheme':
      return [1];
    case 'host':
      return [2];
    case 'hostHeader':
      return [2, 3];
    case 'requestUri':
      return captures ? undefined : [4, at.isArgs, at.query];
    case 'path':
      return captures ? undefined : [4];
    case 'isArgs':
      return [at.isArgs];
    case 'query':
      return [at.query];
    default:
      return undefined;
  }
};

/** To the same path and query elsewhere. `cut` drops one final slash, even inside the query; `withQuery`: of URLs with a query only. */
export const uriRedirect = (origin: readonly (string | number)[], cut: boolean, withQuery: boolean): RedirectPlan => ({
  regex: TraefikText.regex(`${host}(${withQuery ? '[^?]*\\?' : ''}.*${cut ? '?)/?$' : ')$'}`),
  replacement: TraefikText.expand([...origin, 4]),
});

export const httpsRedirectPlan = (port: number | undefined, cut: boolean, withQuery: boolean): RedirectPlan =>
  uriRedirect(['https://', 2, port === undefined ? '' : `:${port}`], cut, withQuery);

export const isPermanent = (status: number): boolean => status === 301 || status === 308;

/** What a dynamic redirect really answers; undefined when every method gets the wanted status (never, as it happens). */
export const statusByMethod = (
  status: number,
): { readonly status: number; readonly get: number; readonly other: number } =>
  isPermanent(status) ? { status, get: 301, other: 308 } : { status, get: 302, other: 307 };

export const redirectStep = (phase: Phase, plan: RedirectPlan, status: number, on?: EntryPoint): Step =>
  step(
    phase,
    'redirect',
    { type: 'redirectRegex', ...plan, permanent: isPermanent(status) },
    { ...(on === undefined ? {} : { on }), ends: true },
  );
