/** What the client sent in headers that the frontend writes anew for every backend. */
import { lineText } from './print.ts';
import { Expression, HaproxyToken } from './token.ts';
import { frontend, type HaproxyNode, type Line, line } from './tree.ts';

const keep = (name: string): readonly [string, { readonly value: Expression; readonly node: HaproxyNode }] => {
  const variable = HaproxyToken.name(name.replaceAll('-', '_'));
  const set = HaproxyToken.joined(HaproxyToken.fixed('set-var(txn.seen_'), variable, HaproxyToken.fixed(')'));
  const sent = Expression.of('req.fhdr', name);
  return [
    name,
    {
      value: Expression.seen(name),
      node: frontend('seen', line('http-request', set, HaproxyToken.sample(sent))),
    },
  ];
};

/** Headers the frontend writes for every backend. */
export const replacedHeaders = new Map(
  [
    'x-request-id',
    'x-real-ip',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-port',
    'x-forwarded-proto',
    'x-forwarded-scheme',
    'x-scheme',
    'x-original-forwarded-for',
    'x-original-forwarded-host',
  ].map(keep),
);

/** Several routes may want the same to be kept. */
export const distinct = (nodes: readonly Extract<HaproxyNode, { in: 'frontend' }>[]): readonly Line[] => {
  const kept = new Set<string>();
  return nodes.flatMap((n) => {
    const text = n.phase === 'seen' ? lineText(n.line) : '';
    if (text !== '' && kept.has(text)) return [];
    kept.add(text);
    return [n.line];
  });
};
