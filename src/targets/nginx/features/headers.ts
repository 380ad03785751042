/** Header fields: what the backend is told, and what the client is told. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  ConnectionHeader,
  CookieRewrite,
  LocationRewrite,
  UpstreamHost,
} from '../../../model/features/backend-features.ts';
import type { Hsts, RequestHeaders, ResponseHeaders } from '../../../model/features/route-features.ts';
import { type AtSite, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { conditionalHeader } from '../conditional-header.ts';
import { nameFor } from '../names.ts';
import type { NginxNode } from '../node.ts';
import { ownHeader } from '../own-headers.ts';
import { checkPcre } from '../pcre.ts';
import { type Expansion, expand, plain, type Text, type TextPart, text, variable } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row } from '../tree.ts';

export const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const upstreamHost = ({ host, ...rest }: UpstreamHost): Outcome<NginxNode> => {
  spent(rest);
  const value = expand(host.value);
  if (!value.ok) return refused(because('T5104', { variable: value.name }, host.from));
  return exact({ at: 'request-header', header: { name: 'Host', value: value.text } });
};

export const connectionHeader = ({ value, ...rest }: ConnectionHeader): Outcome<NginxNode> => {
  spent(rest);
  return exact({ at: 'request-header', header: { name: 'Connection', value: text(value.value) } });
};

export const requestHeaders = ({ changes, ...rest }: RequestHeaders): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [];
  for (const { name, value, from, ...more } of changes) {
    spent(more);
    const expanded: Expansion = value === undefined ? { ok: true, text: [] } : expand(value.value);
    if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, from.from));
    if (!headerName.test(name))
      return refused(because('T5125', { value: name, why: 'it is not the name of a header' }, from.from));
    nodes.push({ at: 'request-header', header: { name, value: expanded.text } });
  }
  return exact(...nodes);
};

export const responseHeaders = (
  { changes, ...rest }: ResponseHeaders,
  at?: Pick<AtSite, 'options'>,
): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [];
  const differences: Reason[] = [];
  const standing = new Map<string, Text>();
  for (const change of changes) {
    const { name, how, value, always, when, statuses, ...more } = change;
    spent(more);
    const expanded = expand(value.value);
    if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, value.from));
    if (!headerName.test(name))
      return refused(because('T5125', { value: name, why: 'it is not the name of a header' }, value.from));
    const plain = when === undefined && statuses === undefined;
    const written = { name, value: how === 'remove' ? undefined : expanded.text, from: value.from };
    const own = how === 'add' ? undefined : ownHeader(written, plain ? at?.options : undefined);
    if (own !== undefined && 'statement' in own) {
      nodes.push({ at: 'location', statements: [own.statement] });
      continue;
    }
    if (own !== undefined) differences.push(own.difference);
    if (when !== undefined || statuses !== undefined) {
      const made = conditionalHeader({ ...change, text: expanded.text }, standing);
      if ('code' in made) return refused(made);
      nodes.push(...made);
    } else if (how === 'remove') nodes.push({ at: 'hide-header', name });
    else {
      if (how === 'replace') standing.set(name.toLowerCase(), expanded.text);
      nodes.push({ at: 'response-header', header: { name, value: expanded.text, always, hide: how === 'replace' } });
    }
  }
  return withDifferences(nodes, differences);
};

/** Over TLS only; on plain HTTP a header of the backend passes. */
export const hsts = ({ maxAge, includeSubdomains, preload, ...rest }: Hsts): Outcome<NginxNode> => {
  spent(rest);
  const value = `max-age=${maxAge.value}${includeSubdomains.value ? '; includeSubDomains' : ''}${preload.value ? '; preload' : ''}`;
  const name = nameFor('hsts', value);
  const body = [
    row(NginxToken.word('default'), NginxToken.variable('upstream_http_strict_transport_security')),
    row(NginxToken.word('on'), NginxToken.text(value)),
  ];
  const definition = { name, statement: block('map', [NginxToken.variable('https'), NginxToken.variable(name)], body) };
  const header = { name: 'Strict-Transport-Security', value: [variable(name)], always: true, hide: true };
  return exact({ at: 'define', definition }, { at: 'response-header', header });
};

export const cookieRewrite = ({ domain, path, flags, ...rest }: CookieRewrite): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [];
  for (const [name, pair] of [
    ['proxy_cookie_domain', domain],
    ['proxy_cookie_path', path],
  ] as const) {
    if (pair === undefined) continue;
    const tokens = mapping(pair.value.from, pair.value.to, pair.from);
    if ('code' in tokens) return refused(tokens);
    nodes.push({ at: 'location', statements: [directive(name, ...tokens.tokens)] });
  }
  if (flags !== undefined) {
    const words = flags.value.map(NginxToken.word);
    nodes.push({ at: 'location', statements: [directive('proxy_cookie_flags', NginxToken.word('~'), ...words)] });
  }
  return exact(...nodes);
};

export const locationRewrite = ({ map, ...rest }: LocationRewrite): Outcome<NginxNode> => {
  spent(rest);
  if (map.value === 'default') {
    // The URL the controller passes to, as a backend would have to write it.
    const tokens = [NginxToken.text('http://upstream_balancer/'), NginxToken.word('/')];
    return exact({ at: 'location', statements: [directive('proxy_redirect', ...tokens)] });
  }
  if (['default', 'off'].includes(map.value.from)) {
    const what = `proxy-redirect-from ${map.value.from} with proxy-redirect-to`;
    return refused(because('T5103', { what, why: 'that word stands alone' }, map.from));
  }
  const tokens = mapping(map.value.from, map.value.to, map.from);
  if ('code' in tokens) return refused(tokens);
  return exact({ at: 'location', statements: [directive('proxy_redirect', ...tokens.tokens)] });
};

const mapping = (
  from: string,
  to: string,
  at: Parameters<typeof because>[2],
): Reason | { readonly tokens: readonly NginxToken[] } => {
  const places = at === undefined ? [] : [at];
  if (from.startsWith('~')) {
    const source = from.replace(/^~\*?/, '');
    const check = checkPcre(source);
    if (!check.ok) return because('T5102', { pattern: source, why: check.why }, ...places);
    const target = rawText(to, true);
    if (!target.ok) return because('T5104', { variable: target.name }, ...places);
    return {
      tokens: [NginxToken.patternKey({ source, ignoreCase: from.startsWith('~*') }), NginxToken.value(target.text)],
    };
  }
  const [source, target] = [rawText(from, false), rawText(to, false)];
  if (!source.ok) return because('T5104', { variable: source.name }, ...places);
  if (!target.ok) return because('T5104', { variable: target.name }, ...places);
  return { tokens: [NginxToken.value(source.text), NginxToken.value(target.text)] };
};

/** Text of the controller's own configuration, in which nginx expands variables. */
const rawText = (raw: string, captures: boolean): Expansion => {
  const parts: TextPart[] = [];
  for (const piece of raw.matchAll(/\$\{?(\w+)\}?|[^$]+|\$/g)) {
    const name = piece[1];
    if (name === undefined) parts.push(...plain(piece[0]));
    else if (/^[1-9]$/.test(name)) {
      if (!captures) return { ok: false, name: piece[0] };
      parts.push(variable(name));
    } else {
      const expanded = expand([{ kind: 'request', value: { kind: 'foreign', name } }]);
      if (!expanded.ok) return expanded;
      parts.push(...expanded.text);
    }
  }
  const value: Text = parts;
  return { ok: true, text: value };
};
