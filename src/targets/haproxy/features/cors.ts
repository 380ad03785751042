import { because } from '../../../diagnostics/report.ts';
import type { AllowedOrigin, Cors } from '../../../model/features/route-features.ts';
import type { Traced } from '../../../source/traced.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { Expression, type FormatPart, HaproxyToken, printable } from '../token.ts';
import { backend, type HaproxyNode, line } from '../tree.ts';
import { when } from './answer.ts';

const matched = HaproxyToken.fixed('{ var(txn.cors) -m found }');

export const cors = ({
  origins,
  methods,
  headers,
  credentials,
  expose,
  maxAge,
  ...rest
}: Cors): Outcome<HaproxyNode> => {
  spent(rest);
  for (const [name, text] of [
    ['cors-allow-methods', methods],
    ['cors-allow-headers', headers],
    ['cors-expose-headers', expose],
  ] as const)
    if (text !== undefined && !printable(text.value)) return refused(because('T5203', { what: name }, text.from));
  const fixed: readonly [string, Traced<string | number | boolean> | undefined][] = [
    ['Access-Control-Allow-Credentials', credentials.value ? credentials : undefined],
    ['Access-Control-Allow-Methods', methods],
    ['Access-Control-Allow-Headers', headers],
    ['Access-Control-Expose-Headers', expose],
    ['Access-Control-Max-Age', maxAge],
  ];
  return exact(
    ...origin(origins.value),
    backend('preflight', line('http-request', 'return', 'status', '204', 'if', 'METH_OPTIONS', matched)),
    header('Access-Control-Allow-Origin', [Expression.fetch('var(txn.cors)')]),
    ...fixed.flatMap(([name, value]) =>
      value === undefined || String(value.value) === '' ? [] : [header(name, [String(value.value)])],
    ),
  );
};

const header = (name: string, value: readonly FormatPart[]): HaproxyNode =>
  backend(
    'after-response',
    line(
      'http-after-response',
      'set-header',
      HaproxyToken.headerName(name),
      HaproxyToken.format(value),
      ...when(matched),
    ),
  );

const origin = (origins: 'any' | readonly AllowedOrigin[]): readonly HaproxyNode[] => {
  if (origins === 'any') return [backend('preflight', line('http-request', 'set-var(txn.cors)', 'str(*)'))];
  if (origins.length === 0) return [];
  return [
    ...origins.map((o) =>
      backend(
        'preflight',
        line('acl', 'cors_origin', 'req.fhdr(origin)', '-m', 'reg', '-i', '--', HaproxyToken.word(originPattern(o))),
      ),
    ),
    backend('preflight', line('http-request', 'set-var(txn.cors)', 'req.fhdr(origin)', 'if', 'cors_origin')),
  ];
};

const originPattern = (o: AllowedOrigin): string =>
  o === 'null'
    ? '^null$'
    : `^${escaped(o.scheme)}://${o.wildcard ? '[A-Za-z0-9-]+\\.' : ''}${escaped(o.host)}${o.port === undefined ? '' : `:${escaped(o.port)}`}$`;

const escaped = (text: string): string => text.replace(/[^A-Za-z0-9_ -]/g, '\\$&');
