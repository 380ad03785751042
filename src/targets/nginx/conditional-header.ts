/** Response headers that depend on the request or on the status: a map decides about the value, empty ones are not sent. */
import { because, type Reason } from '../../diagnostics/report.ts';
import type { ResponseHeaders } from '../../model/features/route-features.ts';
import type { Condition } from '../../model/values/condition.ts';
import { whenAll } from './conditions.ts';
import { nameFor } from './names.ts';
import type { NginxNode } from './node.ts';
import { capturesIn, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, row } from './tree.ts';

type Change = ResponseHeaders['changes'][number] & { readonly text: Text };

/** `standing` holds what lines above made of a header; the line is added to it. */
export const conditionalHeader = (change: Change, standing: Map<string, Text>): readonly NginxNode[] | Reason => {
  const { name, how, value, always, when = [], statuses } = change;
  const told = (why: string): Reason => because('T5140', { words: name, why }, value.from);
  if (capturesIn(change.text).length > 0) return told('a header under a condition reads captures of the path');
  const marker = when.length === 0 ? undefined : nameFor('when', JSON.stringify(when));
  const nodes: NginxNode[] = [];
  if (marker !== undefined) {
    const marked = marking(when, marker);
    if ('why' in marked) return told(marked.why);
    nodes.push(marked.node);
  }
  const key = text(
    ...(marker === undefined ? [] : [variable(marker)]),
    ':',
    ...(statuses === undefined ? [] : [variable('status')]),
  );
  const matches = (statuses ?? ['']).map((status) => `${marker === undefined ? '' : '1'}:${status}`);
  const header = name.toLowerCase();
  const sent = standing.get(header) ?? text(variable(`upstream_http_${header.replaceAll('-', '_')}`));
  const otherwise = how === 'add' ? text() : sent;
  const then = how === 'remove' ? text() : change.text;
  const content = JSON.stringify([key, matches, then, otherwise]);
  const result = nameFor('header', content);
  const rows = matches.map((match) => row(NginxToken.textKey(match), NginxToken.value(then)));
  const body = [row(NginxToken.word('default'), NginxToken.value(otherwise)), ...rows];
  const statement = block('map', [NginxToken.value(key), NginxToken.variable(result)], body);
  if (how !== 'add') standing.set(header, text(variable(result)));
  return [
    ...nodes,
    { at: 'define', definition: { name: result, statement } },
    { at: 'response-header', header: { name, value: text(variable(result)), always, hide: how !== 'add' } },
  ];
};

/** Set in front of everything that answers: nginx looks at conditions in the order of the text. */
const marking = (
  when: readonly Condition[],
  marker: string,
): { readonly node: NginxNode } | { readonly why: string } => {
  const yes = directive('set', NginxToken.variable(marker), NginxToken.text('1'));
  const marked = whenAll(when, 'ic_holds', [yes]);
  if (!marked.ok) return marked;
  const no = directive('set', NginxToken.variable(marker), NginxToken.text(''));
  return { node: { at: 'answer', phase: 'marks', statements: [no, ...marked.statements], captures: [] } };
};
