/** Text with holes that are filled per request. A dialect parses its own syntax into this; each target prints it in its own. */

/** What a proxy knows about a request, named after its meaning and not after one proxy's variable. */
export type RequestValue =
  | { readonly kind: 'host' } // Host header without port, lower case
  | { readonly kind: 'hostHeader' } // Host header as sent
  | { readonly kind: 'scheme' } // of the client connection: http or https
  | { readonly kind: 'effectiveScheme' } // scheme, or what trusted X-Forwarded-Proto says
  | { readonly kind: 'port' } // listener port the client came in on
  | { readonly kind: 'requestUri' } // path and query as sent
  | { readonly kind: 'escapedRequestUri' } // the same, percent-encoded for use inside a query
  | { readonly kind: 'path' } // decoded path, without query
  | { readonly kind: 'query' } // without the question mark
  | { readonly kind: 'isArgs' } // `?` when there is a query, else nothing
  | { readonly kind: 'method' }
  | { readonly kind: 'remoteAddress' }
  | { readonly kind: 'requestId' }
  | { readonly kind: 'tlsSubject' } // subject DN of the client certificate
  | { readonly kind: 'header'; readonly name: string } // lower-case, with dashes
  | { readonly kind: 'cookie'; readonly name: string }
  | { readonly kind: 'argument'; readonly name: string }
  /** Known to the source dialect only; `name` is its text without the dollar sign. Targets other than that proxy refuse it. */
  | { readonly kind: 'foreign'; readonly name: string };

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** Group of the route's path pattern, 1-based. */
  | { readonly kind: 'capture'; readonly group: number }
  | { readonly kind: 'request'; readonly value: RequestValue };

export type Template = readonly TemplatePart[];

export const literal = (text: string): Template => (text === '' ? [] : [{ kind: 'text', text }]);

/** The text when nothing in it depends on the request, else undefined. */
export const literalText = (t: Template): string | undefined =>
  t.every((p) => p.kind === 'text') ? t.map((p) => (p.kind === 'text' ? p.text : '')).join('') : undefined;
