/** Text of nginx values before it is quoted: literal pieces and variables. Templates of the model become this. */
import type { RequestValue, Template } from '../../model/values/template.ts';
import { valueName } from '../../model/values/template-text.ts';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Name without the dollar sign. */
  | { readonly kind: 'variable'; readonly name: string };

export type Text = readonly TextPart[];

export const plain = (text: string): Text => (text === '' ? [] : [{ kind: 'text', text }]);
export const variable = (name: string): TextPart => ({ kind: 'variable', name });
/** Pieces in order: strings are literal, the rest as it is. */
export const text = (...parts: readonly (string | TextPart | Text)[]): Text => {
  const only = parts[0];
  if (only === undefined || parts.length === 1) return only === undefined ? [] : textOf(only);
  const out: TextPart[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (typeof part === 'string') {
      if (part !== '') out.push({ kind: 'text', text: part });
    } else if (part !== undefined && 'kind' in part) out.push(part);
    else if (part !== undefined) {
      for (let j = 0; j < part.length; j++) {
        const piece = part[j];
        if (piece !== undefined) out.push(piece);
      }
    }
  }
  return out;
};

const textOf = (part: string | TextPart | Text): Text => {
  if (typeof part === 'string') return plain(part);
  return 'kind' in part ? [part] : part;
};

/** Captures of the location's own pattern; kept in variables because any later regex overwrites `$1`. */
export const capturePrefix = 'ic_capture_';
export const capturesIn = (value: Text): readonly number[] => {
  let found = noCaptures;
  for (let i = 0; i < value.length; i++) {
    const p = value[i];
    if (p?.kind === 'variable' && p.name.startsWith(capturePrefix))
      found = found.concat(Number(p.name.slice(capturePrefix.length)));
  }
  return found;
};
const noCaptures: readonly number[] = [];

/** What the controller knows about a location; set by the locations that read it. */
export const contextVariables: ReadonlySet<string> = new Set([
  'ic_namespace',
  'ic_ingress_name',
  'ic_service_name',
  'ic_service_port',
]);
export const readsContext = (value: Text): boolean => {
  for (let i = 0; i < value.length; i++) {
    const p = value[i];
    if (p?.kind === 'variable' && contextVariables.has(p.name)) return true;
  }
  return false;
};

/** The text of a template, or the first request value that nginx has no variable for. */
export type Expansion = { readonly ok: true; readonly text: Text } | { readonly ok: false; readonly name: string };

/** `direct`: captures are read as `$1` on the spot (rewrite replacements). */
export const expand = (template: Template, captures: 'kept' | 'direct' = 'kept'): Expansion => {
  const parts: TextPart[] = [];
  for (const part of template) {
    if (part.kind === 'text') parts.push(part);
    else if (part.kind === 'capture')
      parts.push(variable(captures === 'direct' ? String(part.group) : `${capturePrefix}${part.group}`));
    else {
      const name = variableOf(part.value);
      if (name === undefined) return { ok: false, name: `$${valueName(part.value)}` };
      parts.push(variable(name));
    }
  }
  return { ok: true, text: parts };
};

const variableOf = (value: RequestValue): string | undefined => {
  switch (value.kind) {
    case 'header':
      return named('http_', value.name.toLowerCase().replaceAll('-', '_'));
    case 'cookie':
      return named('cookie_', value.name);
    case 'argument':
      return named('arg_', value.name);
    case 'foreign':
      return foreign(value.name);
    default:
      return fixed[value.kind];
  }
};

const named = (prefix: string, name: string): string | undefined =>
  /^\w+$/.test(name) ? `${prefix}${name}` : undefined;

const fixed = {
  host: 'host',
  hostHeader: 'http_host',
  scheme: 'scheme',
  effectiveScheme: 'ic_scheme',
  port: 'server_port',
  requestUri: 'request_uri',
  escapedRequestUri: 'ic_escaped_request_uri',
  path: 'uri',
  query: 'args',
  isArgs: 'is_args',
  method: 'request_method',
  remoteAddress: 'remote_addr',
  requestId: 'ic_request_id',
  tlsSubject: 'ssl_client_s_dn',
} as const;

/** Variables of stock nginx, and those of the controller's own template that have a counterpart. */
const foreign = (name: string): string | undefined => {
  const known = controllerVariables[name];
  if (known !== undefined) return known;
  if (stock.has(name)) return name;
  return /^(http|arg|cookie|sent_http|upstream_http|upstream_cookie)_\w+$/.test(name) ? name : undefined;
};

const controllerVariables: Readonly<Record<string, string>> = {
  req_id: 'ic_request_id',
  best_http_host: 'ic_host',
  pass_access_scheme: 'ic_scheme',
  pass_server_port: 'server_port',
  pass_port: 'ic_port',
  the_real_ip: 'remote_addr',
  escaped_request_uri: 'ic_escaped_request_uri',
  namespace: 'ic_namespace',
  ingress_name: 'ic_ingress_name',
  service_name: 'ic_service_name',
  service_port: 'ic_service_port',
  subdomain: 'ic_subdomain',
};

const stock: ReadonlySet<string> = new Set(
  `args binary_remote_addr body_bytes_sent bytes_sent connection connection_requests content_length content_type document_uri
  host hostname https is_args limit_rate msec nginx_version pid pipe proxy_host proxy_port proxy_protocol_addr proxy_protocol_port
  query_string realip_remote_addr realip_remote_port remote_addr remote_port remote_user request request_completion request_id
  request_length request_method request_time request_uri scheme server_addr server_name server_port server_protocol
  ssl_cipher ssl_client_escaped_cert ssl_client_fingerprint ssl_client_i_dn ssl_client_s_dn ssl_client_serial ssl_client_verify
  ssl_early_data ssl_protocol ssl_server_name ssl_session_id ssl_session_reused status tcpinfo_rtt time_iso8601 time_local
  upstream_addr upstream_bytes_received upstream_cache_status upstream_connect_time upstream_header_time
  upstream_response_length upstream_response_time upstream_status uri http2 proxy_add_x_forwarded_for`.split(/\s+/),
);
