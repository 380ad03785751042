/** CORS: header values that are empty without a matching Origin, and the answer to preflights. */
import type { Cors, OriginPattern } from '../../../model/features/route-features.ts';
import { exact, type Outcome, spent } from '../../target.ts';
import { nameFor } from '../names.ts';
import type { Definition, NginxNode, ResponseHeader } from '../node.ts';
import { quotePattern } from '../pcre.ts';
import { type Text, text, variable } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row } from '../tree.ts';

/** End-anchored only, like the controller's own pattern. */
const originSource = (o: OriginPattern): string =>
  `${quotePattern(`${o.scheme}://`)}${o.wildcard ? '[A-Za-z0-9-]+\\.' : ''}${quotePattern(o.host)}${o.port === undefined ? '' : `:${o.port}`}$`;

const fallback = NginxToken.word('default');
const one = NginxToken.text('1');
const nothing = NginxToken.text('');

export const cors = (feature: Cors): Outcome<NginxNode> => {
  const { origins, methods, headers, credentials, expose, maxAge, ...rest } = feature;
  spent(rest);
  if (origins.value !== 'any' && origins.value.length === 0) return exact();
  const matched = matchDefinition(origins.value);
  const values: readonly (readonly [name: string, value: Text])[] = [
    ['Access-Control-Allow-Origin', origins.value === 'any' ? text('*') : [variable('http_origin')]],
    ['Access-Control-Allow-Credentials', text(credentials.value ? 'true' : '')],
    ['Access-Control-Allow-Methods', text(methods.value)],
    ['Access-Control-Allow-Headers', text(headers.value)],
    ['Access-Control-Expose-Headers', text(expose?.value ?? '')],
    ['Access-Control-Max-Age', text(String(maxAge.value))],
  ];
  const nodes: NginxNode[] = [];
  for (const [name, value] of values) {
    if (value.length === 0) continue;
    const header: ResponseHeader = {
      name,
      value: matched === undefined ? value : [variable(defineValue(nodes, matched, name, value))],
      always: true,
      hide: true,
    };
    nodes.push({ at: 'response-header', header });
  }
  if (matched !== undefined) nodes.push({ at: 'define', definition: matched });
  return exact(...nodes, ...preflight(matched));
};

/** `1` for an Origin of the list. Undefined: every request matches. */
const matchDefinition = (origins: 'any' | readonly OriginPattern[]): Definition | undefined => {
  if (origins === 'any') return undefined;
  const sources = origins.map(originSource);
  const name = nameFor('origin', sources.join('\n'));
  const rows = sources.map((source) => row(NginxToken.patternKey({ source, ignoreCase: true }), one));
  return {
    name,
    statement: block(
      'map',
      [NginxToken.variable('http_origin'), NginxToken.variable(name)],
      [row(fallback, nothing), ...rows],
    ),
  };
};

/** A value for matching requests; others get what the backend says under that name. */
const defineValue = (nodes: NginxNode[], matched: Definition, header: string, value: Text): string => {
  const name = nameFor('cors', `${matched.name}\n${header}\n${JSON.stringify(value)}`);
  const upstream = NginxToken.variable(`upstream_http_${header.toLowerCase().replaceAll('-', '_')}`);
  const body = [row(fallback, upstream), row(one, NginxToken.value(value))];
  nodes.push({
    at: 'define',
    definition: { name, statement: block('map', [NginxToken.variable(matched.name), NginxToken.variable(name)], body) },
  });
  return name;
};

const preflight = (matched: Definition | undefined): readonly NginxNode[] => {
  const answer = [directive('return', NginxToken.integer(204))];
  if (matched === undefined) {
    const condition = [NginxToken.variable('request_method'), NginxToken.word('='), NginxToken.text('OPTIONS')];
    return [{ at: 'answer', phase: 'preflight', captures: [], statements: [block('if', condition, answer)] }];
  }
  const name = nameFor('preflight', matched.name);
  const key = NginxToken.value(text(variable('request_method'), ':', variable(matched.name)));
  const definition = {
    name,
    statement: block(
      'map',
      [key, NginxToken.variable(name)],
      [
        row(fallback, NginxToken.text('0')),
        row(NginxToken.patternKey({ source: '^OPTIONS:1$', ignoreCase: false }), one),
      ],
    ),
  };
  return [
    { at: 'define', definition },
    { at: 'answer', phase: 'preflight', captures: [], statements: [block('if', [NginxToken.variable(name)], answer)] },
  ];
};
