/** `location` blocks of a server-snippet that answer by themselves. Those that pass requests on stay raw text. */
import type { Sink } from '../../../diagnostics/report.ts';
import { type Traced, traced } from '../../../source/traced.ts';
import type { LocationFeatures } from '../settings.ts';
import { snippetDirectives } from './directives.ts';
import type { MeaningOf } from './effect.ts';
import type { HostLocation, LocationMatch } from './host-location.ts';
import type { SnippetDirective, SnippetWord } from './lexer.ts';
import { mergeDirectives } from './merge.ts';
import { rulesOf, words } from './rules.ts';
import type { Variables } from './variables.ts';

const only = [
  'more_set_headers',
  'more_clear_headers',
  'add_header',
  'expires',
  'allow',
  'deny',
  'access_log',
  'default_type',
] as const;

const quiet: MeaningOf = () => [{ kind: 'idle', why: 'the location answers by itself' }];
const silent = ['log_not_found', 'auth_basic', 'satisfy', 'proxy_set_header', 'etag', 'if_modified_since'] as const;

const table: ReadonlyMap<string, MeaningOf> = new Map<string, MeaningOf>([
  ...only.flatMap((name) => {
    const meaning = snippetDirectives.get(name);
    return meaning === undefined ? [] : [[name, meaning] as const];
  }),
  ...silent.map((name) => [name, quiet] as const),
]);

/** Undefined: the block does something there is no feature for. */
export const readLocation = (
  directive: SnippetDirective,
  text: Traced<string>,
  key: string,
  report: Sink,
  variables: Variables,
): HostLocation | undefined => {
  const match = matchOf(directive.args);
  const { block } = directive;
  if (match === undefined || block === undefined || block.some(({ name }) => name === 'location')) return undefined;
  const { features } = mergeDirectives({}, block, { text, key, report, table, variables });
  if (features.rawText !== undefined) return undefined;
  const ending = endingOf(features, directive, text);
  if (ending === undefined) return undefined;
  const { accessList: _list, rules, ...kept } = features;
  const complete = rulesOf([...(rules?.steps ?? []), ...ending]);
  return {
    match,
    features: { ...kept, ...(complete === undefined ? {} : { rules: complete }) },
    from: text.from,
    line: directive.line,
    key,
  };
};

/** Without anything to serve nginx finds no file; whom an address list keeps out gets 403 before that. */
const endingOf = (
  { rules, accessList }: LocationFeatures,
  { line, source }: SnippetDirective,
  text: Traced<string>,
): NonNullable<LocationFeatures['rules']>['steps'] | undefined => {
  const last = rules?.steps.at(-1);
  const kind = last?.action.value.kind;
  if (last?.when.length === 0 && (kind === 'answer' || kind === 'redirect')) return [];
  const everybody = accessList?.deny?.value.some(({ prefix }) => prefix === 0) === true;
  if (accessList !== undefined && !everybody) return undefined;
  const status = everybody ? 403 : 404;
  return [{ when: [], action: traced({ kind: 'answer', status }, ...text.from), line, words: words(source) }];
};

/** The operator may stand alone or at the beginning of the path. */
const matchOf = (args: readonly SnippetWord[]): LocationMatch | undefined => {
  const [first, second, ...more] = args.map(({ text }) => text);
  if (first === undefined || more.length > 0) return undefined;
  const glued = /^(=|\^~|~\*|~)(.+)$/s.exec(first);
  const [operator, path] = second !== undefined ? [first, second] : glued === null ? ['', first] : [glued[1], glued[2]];
  if (path === undefined) return undefined;
  if (operator === '~' || operator === '~*') return { kind: 'regex', source: path, ignoreCase: operator === '~*' };
  if (!path.startsWith('/')) return undefined;
  if (operator === '=') return { kind: 'exact', path };
  return operator === '' || operator === '^~' ? { kind: 'prefix', path, firm: operator === '^~' } : undefined;
};
