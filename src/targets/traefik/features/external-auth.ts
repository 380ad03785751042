import { because, type Reason } from '../../../diagnostics/report.ts';
import type { ExternalAuth } from '../../../model/features/route-features.ts';
import type { Template } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { isWritten, type Origins } from '../../../source/traced.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { foldTemplate } from '../fold.ts';
import type { AnyRoute } from '../place.ts';
import { step, stepNode } from '../steps.ts';
import { TraefikText, unprintable } from '../token.ts';
import { type EntryPoint, entryPoints, type Middleware, type Step, type TraefikNode } from '../tree.ts';
import { errorMiddlewares } from '../versions.ts';
import { headerName } from './headers.ts';

export const externalAuth = (feature: ExternalAuth, at: AnyRoute): Outcome<TraefikNode> => {
  const {
    url,
    host: _host,
    method,
    signin,
    responseHeaders,
    requestHeaders,
    requestRedirect,
    cache,
    alwaysSetCookie,
    keepalive,
    global: _global,
    ...rest
  } = feature;
  spent(rest);
  const text = templateText(url.value);
  const nodes: TraefikNode[] = [];
  const reasons: Reason[] = [because('T5324', { value: text }, url.from)];
  for (const on of entryPoints) {
    const address = foldTemplate(url.value, at, on);
    if (address === undefined)
      return refused(because('T5323', { value: text, why: 'its URL depends on the request' }, url.from));
    if (unprintable(address) || !/^https?:\/\/[^/]/.test(address))
      return refused(because('T5323', { value: text, why: 'it is not an absolute URL' }, url.from));
    nodes.push(
      stepNode(
        'externalAuth',
        'auth',
        { type: 'forwardAuth', address: `${address}${ownPath(address, at)}`, responseHeaders: responseHeaders.value },
        { on },
      ),
    );
  }
  const headers = authHeaders(requestHeaders, at);
  if ('name' in headers) {
    const why = `the header ${headers.name} for it depends on the request`;
    return refused(because('T5323', { value: text, why }, headers.from, url.from));
  }
  nodes.push(...headers.nodes);
  if (method !== undefined && method.value !== 'GET')
    reasons.push(because('T5325', { value: method.value }, method.from));
  if (cache !== undefined)
    reasons.push(because('T5326', { value: templateText(cache.key.value) }, cache.key.from, cache.valid.from));
  if (keepalive !== undefined) reasons.push(because('T5338', {}, keepalive.connections.from));
  if (isWritten(requestRedirect))
    reasons.push(because('T5330', { value: templateText(requestRedirect.value) }, requestRedirect.from));
  reasons.push(because('T5327', { value: text }, url.from, ...(alwaysSetCookie.value ? [alwaysSetCookie.from] : [])));
  if (signin !== undefined) nodes.push(...signIn(signin, at, reasons));
  return withDifferences(nodes, reasons);
};

/** A URL without a path: the controller then asks for the name of its own location. */
const ownPath = (address: string, at: AnyRoute): string => {
  if (!/^https?:\/\/[^/?]+$/.test(address)) return '';
  const text = btoa(String.fromCharCode(...new TextEncoder().encode(at.route.path)));
  const name = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  return `/_external-auth-${name}-${at.route.match.kind === 'exact' ? 'Exact' : 'Prefix'}`;
};

/** Set in front of the auth service and removed behind it, so that the backend does not see them. A header that cannot be made is named. */
const authHeaders = (
  headers: ExternalAuth['requestHeaders'],
  at: AnyRoute,
): { readonly nodes: readonly TraefikNode[] } | { readonly name: string; readonly from: Origins } => {
  const nodes: TraefikNode[] = [];
  for (const on of entryPoints) {
    const request: Record<string, string> = {};
    for (const { name, value } of headers) {
      const text = foldTemplate(value.value, at, on);
      if (text === undefined || text === '' || unprintable(text) || !headerName(name))
        return { name, from: value.from };
      request[name] = text;
    }
    if (headers.length === 0) continue;
    const gone = Object.fromEntries(Object.keys(request).map((n) => [n, '']));
    nodes.push(
      stepNode('authHeaders', 'auth-headers', { type: 'headers', request }, { on }),
      stepNode('authCleanup', 'auth-cleanup', { type: 'headers', request: gone }, { on }),
    );
  }
  return { nodes };
};

/**
 * A 401 becomes a 302 whose Location carries the original URL: the error middleware hands the escaped URL to a service nobody serves,
 * and the redirect in front of that service takes it apart.
 */
const signIn = (
  signin: NonNullable<ExternalAuth['signin']>,
  at: AnyRoute,
  reasons: Reason[],
): readonly TraefikNode[] => {
  const { url, parameter } = signin;
  if (!errorMiddlewares(at.options.version)) {
    reasons.push(
      because(
        'T5329',
        { value: templateText(url.value), why: 'this version of Traefik answers 401 instead of redirecting' },
        url.from,
        parameter.from,
      ),
    );
    return [];
  }
  const whole = withOrigin(url.value, parameter.value);
  const parts = signInParts(whole, at, 'web');
  if (parts === undefined) {
    reasons.push(
      because(
        'T5329',
        {
          value: templateText(url.value),
          why: 'it depends on more of the request than Traefik knows there; the answer stays 401',
        },
        url.from,
        parameter.from,
      ),
    );
    return [];
  }
  reasons.push(because('T5328', { value: templateText(url.value) }, url.from));
  if (whole.some((p) => p.kind === 'request' && p.value.kind === 'requestUri'))
    reasons.push(
      because(
        'T5329',
        { value: templateText(url.value), why: 'the original path and query are percent-encoded in it' },
        url.from,
      ),
    );
  return [{ kind: 'step', step: signInStep(parts) }];
};

const escapedUrl = '^https?://[^/]*/\\?url=(https?)%3A%2F%2F([^%]*)';

/** Takes the escaped URL apart: 1 scheme, 2 host, 3 the escaped rest; the colon of a port is written out. */
const withoutPort = (parts: readonly (string | number)[]): Middleware => ({
  type: 'redirectRegex',
  regex: TraefikText.regex(`${escapedUrl}(.*)$`),
  replacement: TraefikText.expand(parts),
  permanent: false,
});
const withPort = (parts: readonly (string | number)[]): Middleware => ({
  type: 'redirectRegex',
  regex: TraefikText.regex(`${escapedUrl}%3A([0-9]+)(.*)$`),
  replacement: TraefikText.expand(parts.flatMap((p) => (p === 2 ? [2, ':', 3] : p === 3 ? [4] : [p]))),
  permanent: false,
});

const signInStep = (parts: readonly (string | number)[]): Step =>
  step('signIn', 'sign-in', {
    type: 'errors',
    statuses: [401],
    rewrite: 302,
    query: '/?url={url}',
    service: {
      kind: 'nobody',
      middlewares: [withPort(parts), withoutPort(parts)],
    },
  });

/** The original URL is appended unless the text names the parameter already. */
const withOrigin = (url: Template, parameter: string): Template => {
  const text = templateText(url);
  if (new RegExp(`[?&]${parameter.replace(/[^\w-]/g, '\\$&')}=`).test(text)) return url;
  return [
    ...url,
    { kind: 'text', text: `${text.includes('?') ? '&' : '?'}${parameter}=` },
    { kind: 'request', value: { kind: 'effectiveScheme' } },
    { kind: 'text', text: '://' },
    { kind: 'request', value: { kind: 'hostHeader' } },
    { kind: 'request', value: { kind: 'escapedRequestUri' } },
  ];
};

const signInParts = (url: Template, at: AnyRoute, on: EntryPoint): readonly (string | number)[] | undefined => {
  const [first] = url;
  // nginx makes a Location absolute that begins with a slash.
  const parts: (string | number)[] = first?.kind === 'text' && first.text.startsWith('/') ? [1, '://', 2] : [];
  for (const part of url) {
    if (part.kind === 'text') parts.push(part.text);
    else if (part.kind === 'capture') return undefined;
    else if (part.value.kind === 'scheme' || part.value.kind === 'effectiveScheme') parts.push(1);
    else if (part.value.kind === 'host' || part.value.kind === 'hostHeader') parts.push(2);
    else if (part.value.kind === 'escapedRequestUri' || part.value.kind === 'requestUri') parts.push(3);
    else {
      const fixed = foldTemplate([part], at, on);
      if (fixed === undefined) return undefined;
      parts.push(fixed);
    }
  }
  return parts.some((p) => typeof p === 'string' && unprintable(p)) ? undefined : parts;
};
