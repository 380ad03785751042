/** `$ic_escaped_request_uri`: the request URI percent-encoded, by maps that replace one character each. nginx has no such function. */
import type { Definition } from './node.ts';
import { quotePattern } from './pcre.ts';
import { plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, row } from './tree.ts';

export const escapedUriVariable = 'ic_escaped_request_uri';

/** Occurrences replaced by one map; frequent characters get three maps. */
const perMap = 8;
const often = ['/', '&', '='];
const seldom = [...'?+:,;@$!\'()*[]"|{}<>^`\\#'];

const percentCode = (c: string): string => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A URI holds no blank: percent signs wait as blanks until all are found, so that none is replaced twice. */
const steps: readonly (readonly [character: string, code: string, times: number])[] = [
  ...[1, 2, 3].map(() => ['%', ' ', perMap] as const),
  ...[1, 2, 3].map(() => [' ', '%25', perMap] as const),
  ...often.flatMap((c) => [1, 2, 3].map(() => [c, percentCode(c), perMap] as const)),
  ...seldom.map((c) => [c, percentCode(c), 2] as const),
];

export const escapedUriMaps = (): readonly Definition[] => {
  const definitions: Definition[] = [];
  let source = 'request_uri';
  for (const [i, [character, code, times]] of steps.entries()) {
    const name = i === steps.length - 1 ? escapedUriVariable : `ic_escaped_${i}`;
    definitions.push(step(source, name, character, code, times));
    source = name;
  }
  return definitions;
};

const step = (from: string, to: string, character: string, code: string, count: number): Definition => {
  const other = `[^${/[\\\]^]/.test(character) ? '\\' : ''}${character}]*`;
  const rows = [row(NginxToken.word('default'), NginxToken.variable(from))];
  for (let n = count; n > 0; n--) {
    const source = `^${`(${other})${quotePattern(character)}`.repeat(n)}(.*)$`;
    const parts: Text = Array.from({ length: n + 1 }, (_, i) => [
      ...(i === 0 ? [] : plain(code)),
      variable(String(i + 1)),
    ]).flat();
    rows.push(row(NginxToken.patternKey({ source, ignoreCase: false }), NginxToken.value(text(parts))));
  }
  return { name: to, statement: block('map', [NginxToken.variable(from), NginxToken.variable(to)], rows) };
};
