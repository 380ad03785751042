/** CORS: header values that are empty without a matching Origin, and the answer to preflights. */
import type { AllowedOrigin, Cors } from '../../../model/features/route-features.ts';
import type { Model } from '../../../model/model.ts';
import { exact, type Outcome, spent } from '../../target.ts';
import { nameFor } from '../names.ts';
import type { Definition, NginxNode } from '../node.ts';
import { quotePattern } from '../pcre.ts';
import { plain, type Text, text, variable } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row } from '../tree.ts';

const originSource = (o: AllowedOrigin): string =>
  o === 'null'
    ? 'null$'
    : `${quotePattern(`${o.scheme}://`)}${o.wildcard ? '[A-Za-z0-9-]+\\.' : ''}${quotePattern(o.host)}${o.port === undefined ? '' : `:${o.port}`}$`;

const fallback = NginxToken.word('default');
const one = NginxToken.text('1');
const nothing = NginxToken.text('');

/** Nodes of one run by what they say: few things are said by many. */
const said = new WeakMap<Model, Map<string, readonly NginxNode[]>>();

export const cors = (feature: Cors, { model }: { readonly model: Model }): Outcome<NginxNode> => {
  const { origins, methods, headers, credentials, expose, maxAge, ...rest } = feature;
  spent(rest);
  if (origins.value !== 'any' && origins.value.length === 0) return exact();
  const known = said.get(model) ?? new Map<string, readonly NginxNode[]>();
  said.set(model, known);
  const matched = matchOrigin(origins.value);
  const nodes: NginxNode[] = [];
  const add = (name: string, value: string): void => {
    if (value !== '') nodes.push(...headerNodes(known, matched.name, name, value));
  };
  add('Access-Control-Allow-Origin', origins.value === 'any' ? '*' : '$http_origin');
  add('Access-Control-Allow-Credentials', credentials.value ? 'true' : '');
  add('Access-Control-Allow-Methods', methods.value);
  add('Access-Control-Allow-Headers', headers.value);
  add('Access-Control-Expose-Headers', expose?.value ?? '');
  add('Access-Control-Max-Age', String(maxAge.value));
  for (const definition of matched.definitions) nodes.push({ at: 'define', definition });
  const answers = known.get(matched.name) ?? preflight(matched.name, origins.value === 'any');
  known.set(matched.name, answers);
  nodes.push(...answers);
  return { as: 'exact', nodes };
};

/** A header for matching requests. The origin is that of the request where it is not `*`. */
const headerNodes = (
  known: Map<string, readonly NginxNode[]>,
  matched: string,
  name: string,
  text: string,
): readonly NginxNode[] => {
  const key = `${matched}\n${name}\n${text}`;
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const value: Text = name === 'Access-Control-Allow-Origin' && text !== '*' ? [variable('http_origin')] : plain(text);
  const defined = defineValue(matched, name, value);
  const header = { name, value: [variable(defined.name)], always: true, hide: true, firm: true };
  const made: readonly NginxNode[] = [
    { at: 'define', definition: defined },
    { at: 'response-header', header },
  ];
  known.set(key, made);
  return made;
};

/** Set by the location in its rewrite phase: what is answered before (413, closed locations) carries no CORS headers. */
const reached = 'ic_cors';

interface Matched {
  /** Variable that holds `1` for a matching request. */
  readonly name: string;
  readonly definitions: readonly Definition[];
}

const matchOrigin = (origins: 'any' | readonly AllowedOrigin[]): Matched => {
  if (origins === 'any') return { name: reached, definitions: [] };
  const sources = origins.map((o) => `^1${originSource(o)}`);
  const name = nameFor('origin', sources.join('\n'));
  const rows = sources.map((source) => row(NginxToken.patternKey({ source, ignoreCase: true }), one));
  const key = NginxToken.value(text(variable(reached), variable('http_origin')));
  const statement = block('map', [key, NginxToken.variable(name)], [row(fallback, nothing), ...rows]);
  return { name, definitions: [{ name, statement }] };
};

/** A value for matching requests; others get what the backend says under that name. */
const defineValue = (matched: string, header: string, value: Text): Definition => {
  const name = nameFor('cors', `${matched}\n${header}\n${JSON.stringify(value)}`);
  const upstream = NginxToken.variable(`upstream_http_${header.toLowerCase().replaceAll('-', '_')}`);
  const body = [row(fallback, upstream), row(one, NginxToken.value(value))];
  const statement = block('map', [NginxToken.variable(matched), NginxToken.variable(name)], body);
  return { name, statement };
};

const preflight = (matched: string, any: boolean): readonly NginxNode[] => {
  const set = directive('set', NginxToken.variable(reached), one);
  const answer = [directive('return', NginxToken.integer(204))];
  const inPhase = (condition: readonly NginxToken[]): NginxNode => ({
    at: 'answer',
    phase: 'preflight',
    captures: [],
    statements: [set, block('if', condition, answer)],
  });
  if (any) return [inPhase([NginxToken.variable('request_method'), NginxToken.word('='), NginxToken.text('OPTIONS')])];
  const name = nameFor('preflight', matched);
  const key = NginxToken.value(text(variable('request_method'), ':', variable(matched)));
  const rows = [
    row(fallback, NginxToken.text('0')),
    row(NginxToken.patternKey({ source: '^OPTIONS:1$', ignoreCase: false }), one),
  ];
  const statement = block('map', [key, NginxToken.variable(name)], rows);
  return [{ at: 'define', definition: { name, statement } }, inPhase([NginxToken.variable(name)])];
};
