/** Values of a request as HAProxy expressions, and texts with holes as log-format texts. */
import { because, type Reason } from '../../diagnostics/report.ts';
import type { Route } from '../../model/model.ts';
import type { Pattern } from '../../model/values/pattern.ts';
import type { RequestValue, Template } from '../../model/values/template.ts';
import { valueName } from '../../model/values/template-text.ts';
import { regexShape } from './regex.ts';
import { Expression, type FormatPart, isHeaderName, printable } from './token.ts';

/** Variables the frontend sets for every request, before anything is rewritten. */
export const request = {
  /** Host header without port, lower case. */
  host: Expression.fetch('var(txn.host)'),
  /** Host header as sent. */
  authority: Expression.fetch('var(txn.authority)'),
  /** Path and query as sent. */
  uri: Expression.fetch('var(txn.uri)'),
  /** Decoded, dot segments resolved, slashes merged: what nginx matches. */
  path: Expression.fetch('var(txn.path)'),
  scheme: Expression.fetch('var(txn.scheme)'),
  id: Expression.fetch('var(txn.id)'),
  site: Expression.fetch('var(txn.site)'),
  route: Expression.fetch('var(txn.route)'),
  source: Expression.fetch('src'),
} as const;

/** The pattern stretched over the whole text, so that a replacement leaves nothing of the rest. */
export const whole = (pattern: Pattern): string =>
  `${pattern.ignoreCase ? '(?i)' : ''}^[\\s\\S]*?(?:${pattern.source})[\\s\\S]*$`;

/** Never empty: HAProxy takes no empty word. */
export const inline = ({ source, ignoreCase }: Pattern): string =>
  `${ignoreCase ? '(?i)' : ''}${source === '' ? '(?:)' : source}`;

export type Formatted =
  | { readonly ok: true; readonly parts: readonly FormatPart[] }
  | { readonly ok: false; readonly because: Reason };

/** Prints a template. `pattern` is what captures refer to, matched against `subject`; without one they are empty, as in nginx. `written`: what becomes of them. */
export const formatted = (
  template: Template,
  what: string,
  pattern?: Pattern,
  subject: Expression = request.path,
  written: (captured: Expression) => Expression = (captured) => captured,
): Formatted => {
  const parts: FormatPart[] = [];
  for (const part of template) {
    if (part.kind === 'text') {
      if (!printable(part.text)) return { ok: false, because: because('T5203', { what }) };
      parts.push(part.text);
    } else if (part.kind === 'capture') {
      const captured = capture(part.group, pattern, subject);
      if (captured === 'unknown') return { ok: false, because: because('T5204', { what, group: part.group }) };
      if (captured !== undefined) parts.push(written(captured));
    } else {
      const value = requestValue(part.value);
      if (value === undefined)
        return { ok: false, because: because('T5205', { what, variable: valueName(part.value) }) };
      parts.push(value);
    }
  }
  return { ok: true, parts };
};

const capture = (
  group: number,
  pattern: Pattern | undefined,
  subject: Expression,
): Expression | 'unknown' | undefined => {
  if (pattern === undefined) return undefined;
  const shape = regexShape(pattern.source);
  if (shape === undefined || group > 9) return 'unknown';
  return group > shape.groups ? undefined : subject.to('regsub', whole(pattern), `\\${group}`);
};

export const patternOf = (route: Route): Pattern | undefined =>
  route.match.kind === 'regex' ? route.match.pattern : undefined;

/** The expression for a value of the request, undefined when HAProxy does not know it. */
export const requestValue = (value: RequestValue): Expression | undefined => {
  switch (value.kind) {
    case 'host':
      return request.host;
    case 'hostHeader':
      return request.authority;
    case 'scheme':
      return Expression.fetch('ssl_fc').to('iif', 'https', 'http');
    case 'effectiveScheme':
      return request.scheme;
    case 'port':
      return Expression.fetch('dst_port');
    case 'requestUri':
      return request.uri;
    case 'escapedRequestUri':
      return request.uri.to('url_enc');
    case 'path':
      return request.path;
    case 'query':
      return Expression.fetch('query');
    case 'isArgs':
      return request.uri.to('regsub', '^[^?]*(?:(\\?).+|\\??)$', '\\1');
    case 'method':
      return Expression.fetch('method');
    case 'remoteAddress':
      return request.source;
    case 'requestId':
      return request.id;
    case 'tlsSubject':
      return Expression.fetch('ssl_c_s_dn(,0,rfc2253)');
    case 'header':
      return isHeaderName(value.name) ? Expression.of('req.fhdr', value.name) : undefined;
    case 'cookie':
      return isHeaderName(value.name) ? Expression.of('req.cook', value.name) : undefined;
    case 'argument':
      return isHeaderName(value.name) ? Expression.of('url_param', value.name) : undefined;
    case 'foreign':
      return undefined;
  }
};
