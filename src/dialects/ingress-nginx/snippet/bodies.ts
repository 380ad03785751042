/** Directives about bodies on the way to the client: gzip and sub_filter. */
import type { Compression } from '../../../model/features/controller-features.ts';
import type { BodySubstitution } from '../../../model/features/rule-features.ts';
import { bytes, parseBytes } from '../../../model/values/bytes.ts';
import { type Origin, type Traced, traced } from '../../../source/traced.ts';
import { parseTemplate } from '../nginx-variables.ts';
import type { Meaning, MeaningOf } from './effect.ts';
import type { SnippetDirective } from './lexer.ts';

const mediaType = /^(?:\*|[\w.+*-]+\/[\w.+*-]+)$/;

const typesOf = ({ args }: SnippetDirective): readonly string[] | undefined => {
  const types = args.map(({ text }) => text);
  return types.length > 0 && types.every((type) => mediaType.test(type)) ? types : undefined;
};

const own = <T>(value: T, key: string): Traced<T> => traced(value, { kind: 'default', dialect: 'ingress-nginx', key });

/** What nginx does where nothing is said. */
const unsaid = (at: Origin): Compression => ({
  gzip: traced(false, at),
  level: own(1, 'gzip-level'),
  minLength: own(bytes(20), 'gzip-min-length'),
  types: own([], 'gzip-types'),
});

const gzip =
  (change: (directive: SnippetDirective, at: Origin) => Partial<Compression> | undefined): MeaningOf =>
  (directive, at) => {
    const changed = change(directive, at);
    if (changed === undefined) return undefined;
    return [
      {
        kind: 'feature',
        change: ({ compression }) => ({ compression: { ...(compression ?? unsaid(at)), ...changed } }),
      },
    ];
  };

const single = ({ args }: SnippetDirective): string => (args.length === 1 ? (args[0]?.text ?? '') : '');

const switched = gzip((directive, at) => {
  const word = single(directive);
  return word === 'on' || word === 'off' ? { gzip: traced(word === 'on', at) } : undefined;
});

const level = gzip((directive, at) =>
  /^[1-9]$/.test(single(directive)) ? { level: traced(Number(single(directive)), at) } : undefined,
);

const least = gzip((directive, at) => {
  const size = parseBytes(single(directive));
  return size === undefined ? undefined : { minLength: traced(size, at) };
});

const types = gzip((directive, at) => {
  const list = typesOf(directive);
  return list === undefined ? undefined : { types: traced(list, at) };
});

const fine: MeaningOf = ({ name, args }) =>
  args.length === 0 ? undefined : [{ kind: 'note', why: `is not taken over: ${name} is left to the proxy` }];

const filter = (change: (found: BodySubstitution) => Partial<BodySubstitution>, at: Origin): Meaning => [
  {
    kind: 'feature',
    change: ({ bodySubstitution }) => {
      const found = bodySubstitution ?? { replacements: [], once: traced(true, at), types: traced([], at) };
      return { bodySubstitution: { ...found, ...change(found) } };
    },
  },
];

const subFilter: MeaningOf = ({ args }, at) => {
  const [from, to, ...more] = args;
  const template = to === undefined ? undefined : parseTemplate(to.text);
  // Line breaks cannot be written, and a variable in what is looked for cannot be said.
  if (from === undefined || template === undefined || more.length > 0 || /[$\u0000-\u001f]/.test(from.text))
    return undefined;
  if (to !== undefined && /[\u0000-\u001f]/.test(to.text)) return undefined;
  if (from.text === '') return [{ kind: 'broken', why: 'looks for an empty text, which nginx refuses' }];
  const replacement = { from: traced(from.text, at), to: traced(template, at) };
  return filter(({ replacements }) => ({ replacements: [...replacements, replacement] }), at);
};

const once: MeaningOf = (directive, at) => {
  const word = single(directive);
  return word === 'on' || word === 'off' ? filter(() => ({ once: traced(word === 'on', at) }), at) : undefined;
};

const filterTypes: MeaningOf = (directive, at) => {
  const list = typesOf(directive);
  return list === undefined ? undefined : filter(() => ({ types: traced(list, at) }), at);
};

export const bodies: readonly (readonly [string, MeaningOf])[] = [
  ['gzip', switched],
  ['gzip_comp_level', level],
  ['gzip_min_length', least],
  ['gzip_types', types],
  ['gzip_vary', fine],
  ['gzip_proxied', fine],
  ['gzip_buffers', fine],
  ['gzip_disable', fine],
  ['gzip_http_version', fine],
  ['sub_filter', subFilter],
  ['sub_filter_once', once],
  ['sub_filter_types', filterTypes],
];
