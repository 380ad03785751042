/** The more_* directives of the headers-more module. */
import { traced } from '../../../source/traced.ts';
import { parseTemplate } from '../nginx-variables.ts';
import type { MeaningOf, SnippetEffect } from './effect.ts';
import type { SnippetWord } from './lexer.ts';

/** `Name: value`, where a blank does as well as the colon; an empty value clears the header. */
const nameAndValue = (text: string): { readonly name: string; readonly value: string } | undefined => {
  const [, name, value] = /^\s*([\w-]+)(?:[\s:]+([\s\S]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, value: value ?? '' };
};

const options = (args: readonly SnippetWord[]): boolean => args.some((arg) => /^-[astr]$/.test(arg.text));

type Made = SnippetEffect | undefined;

const each = (args: readonly SnippetWord[], make: (arg: SnippetWord) => Made): readonly SnippetEffect[] | undefined => {
  if (args.length === 0 || options(args)) return undefined;
  const made = args.map(make);
  return made.every((effect) => effect !== undefined) ? made : undefined;
};

interface OnStatuses {
  readonly args: readonly SnippetWord[];
  readonly statuses: readonly number[];
}

/** Takes `-s 'status…'` out of the words; undefined: the statuses are none. */
const statusesOf = (args: readonly SnippetWord[]): OnStatuses | undefined => {
  const rest: SnippetWord[] = [];
  const statuses: number[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg?.text !== '-s') {
      if (arg !== undefined) rest.push(arg);
      continue;
    }
    const list = (args[++i]?.text ?? '').split(/\s+/).filter((word) => word !== '');
    if (list.length === 0 || !list.every((word) => /^[1-5][0-9]{2}$/.test(word))) return undefined;
    statuses.push(...list.map(Number));
  }
  return { args: rest, statuses: [...new Set(statuses)] };
};

const only = (statuses: readonly number[]): { readonly statuses?: readonly number[] } =>
  statuses.length === 0 ? {} : { statuses };

export const moreSetHeaders: MeaningOf = ({ args }, at) => {
  const on = statusesOf(args);
  return each(on?.args ?? [], ({ text }) => {
    const header = nameAndValue(text);
    const value = header === undefined ? undefined : parseTemplate(header.value);
    if (header === undefined || value === undefined) return undefined;
    const how = value.length === 0 ? ('remove' as const) : ('replace' as const);
    const change = { name: header.name, how, value: traced(value, at), always: true, ...only(on?.statuses ?? []) };
    return { kind: 'response-header', change };
  });
};

export const moreClearHeaders: MeaningOf = ({ args }, at) => {
  const on = statusesOf(args);
  return each(names(on?.args ?? []), ({ text }) =>
    /^[\w-]+$/.test(text)
      ? {
          kind: 'response-header',
          change: { name: text, how: 'remove', value: traced([], at), always: true, ...only(on?.statuses ?? []) },
        }
      : undefined,
  );
};

/** Several names may stand in one word. */
const names = (args: readonly SnippetWord[]): readonly SnippetWord[] =>
  args.flatMap(({ text, quoted }) =>
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => ({ text: word.replace(/:$/, ''), quoted })),
  );

/** Headers other parts of the proxy read before the backend does. */
const readEarlier = new Set([
  'host',
  'connection',
  'upgrade',
  'content-length',
  'transfer-encoding',
  'range',
  'authorization',
]);

export const moreSetInputHeaders: MeaningOf = ({ args }, at) =>
  each(args, ({ text }) => {
    const header = nameAndValue(text);
    const value = header === undefined ? undefined : parseTemplate(header.value);
    if (header === undefined || value === undefined || readEarlier.has(header.name.toLowerCase())) return undefined;
    const from = traced(header.name, at);
    const change =
      value.length === 0 ? { name: header.name, from } : { name: header.name, value: traced(value, at), from };
    return { kind: 'request-header', change };
  });

export const moreClearInputHeaders: MeaningOf = ({ args }, at) =>
  each(names(args), ({ text }) =>
    /^[\w-]+$/.test(text) && !readEarlier.has(text.toLowerCase())
      ? { kind: 'request-header', change: { name: text, from: traced(text, at) } }
      : undefined,
  );
