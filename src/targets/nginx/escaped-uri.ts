/** `$ic_escaped_request_uri`: the request URI percent-encoded, by maps that replace one character each. nginx has no such function. */
import type { Definition } from './node.ts';
import { quotePattern } from './pcre.ts';
import { plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, row } from './tree.ts';

export const escapedUriVariable = 'ic_escaped_request_uri';

/** Occurrences replaced by one map, and how many maps a character gets. The percent sign comes first: the others add some. */
const perMap = 8;
const often = ['%', '/', '&', '='];
const seldom = [
  '?',
  '+',
  ':',
  ',',
  ';',
  '@',
  '$',
  '!',
  "'",
  '(',
  ')',
  '*',
  '[',
  ']',
  '"',
  '|',
  '{',
  '}',
  '<',
  '>',
  '^',
  '`',
  '\\',
  '#',
];

export const escapedUriMaps = (): readonly Definition[] => {
  const steps: readonly string[] = [...often.flatMap((c) => [c, c, c]), ...seldom];
  const definitions: Definition[] = [];
  let source = 'request_uri';
  for (const [i, character] of steps.entries()) {
    const name = i === steps.length - 1 ? escapedUriVariable : `ic_escaped_${i}`;
    definitions.push(step(source, name, character, often.includes(character) ? perMap : 2));
    source = name;
  }
  return definitions;
};

const step = (from: string, to: string, character: string, count: number): Definition => {
  const code = `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  const other =
    character === '\\' || character === ']' || character === '^' ? `[^\\${character}]*` : `[^${character}]*`;
  const rows = [row(NginxToken.word('default'), NginxToken.variable(from))];
  for (let n = count; n > 0; n--) {
    const source = `^${Array.from({ length: n }, () => `(${other})${quotePattern(character)}`).join('')}(.*)$`;
    const parts: Text = Array.from({ length: n + 1 }, (_, i) => [
      ...(i === 0 ? [] : plain(code)),
      variable(String(i + 1)),
    ]).flat();
    rows.push(row(NginxToken.patternKey({ source, ignoreCase: false }), NginxToken.value(text(parts))));
  }
  return { name: to, statement: block('map', [NginxToken.variable(from), NginxToken.variable(to)], rows) };
};
