/** Text with nginx variables → template. What a variable means is said in terms of the request, whatever proxy answers it. */
import type { RequestValue, Template, TemplatePart } from '../../model/values/template.ts';

const plain: Readonly<Record<string, RequestValue>> = {
  host: { kind: 'host' },
  http_host: { kind: 'hostHeader' },
  best_http_host: { kind: 'hostHeader' },
  scheme: { kind: 'scheme' },
  pass_access_scheme: { kind: 'effectiveScheme' },
  server_port: { kind: 'port' },
  pass_server_port: { kind: 'port' },
  pass_port: { kind: 'port' },
  request_uri: { kind: 'requestUri' },
  escaped_request_uri: { kind: 'escapedRequestUri' },
  uri: { kind: 'path' },
  document_uri: { kind: 'path' },
  args: { kind: 'query' },
  query_string: { kind: 'query' },
  is_args: { kind: 'isArgs' },
  request_method: { kind: 'method' },
  remote_addr: { kind: 'remoteAddress' },
  binary_remote_addr: { kind: 'remoteAddress' },
  req_id: { kind: 'requestId' },
  request_id: { kind: 'requestId' },
  ssl_client_s_dn: { kind: 'tlsSubject' },
};

const prefixed = [
  ['http_', 'header'],
  ['cookie_', 'cookie'],
  ['arg_', 'argument'],
] as const;

/** The value behind a variable name, without dollar sign. Names nginx alone knows are foreign. */
export const requestValue = (name: string): RequestValue => {
  const known = Object.hasOwn(plain, name) ? plain[name] : undefined;
  if (known !== undefined) return known;
  for (const [start, kind] of prefixed) {
    if (!name.startsWith(start) || name.length === start.length) continue;
    const rest = name.slice(start.length);
    return { kind, name: kind === 'header' ? rest.toLowerCase().replaceAll('_', '-') : rest };
  }
  return { kind: 'foreign', name };
};

/**
 * Reads `$name`, `${name}` and `$1`…`$9` (one digit only, as nginx does). Undefined when a dollar sign is followed by no name:
 * nginx refuses such a text.
 */
export const parseTemplate = (text: string): Template | undefined => {
  const parts: TemplatePart[] = [];
  const pieces = /\$(?:\{(\w+)\}|([1-9])|(\w+))|([^$]+)|\$/gy;
  for (const [all, braced, digit, word, literalText] of text.matchAll(pieces)) {
    if (literalText !== undefined) {
      parts.push({ kind: 'text', text: literalText });
    } else if (digit !== undefined || (braced !== undefined && /^[1-9]$/.test(braced))) {
      parts.push({ kind: 'capture', group: Number(digit ?? braced) });
    } else if (braced !== undefined || word !== undefined) {
      parts.push({ kind: 'request', value: requestValue(braced ?? word ?? '') });
    } else if (all === '$') {
      return undefined;
    }
  }
  return parts;
};

/** Whether the text has any variable in it. */
export const hasVariables = (text: string): boolean => text.includes('$');
