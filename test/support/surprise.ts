/** The documented surprises of fixtures/surprises: what each entry says, and whether a compilation keeps to it. */
import { join } from 'node:path';
import type { Compiled } from '../../src/compile.ts';
import type { DialectOptions } from '../../src/dialects/dialect.ts';
import { hintOf, messageOf } from '../../src/report/diagnostic-texts.ts';
import { reportTargets } from '../../src/report/report-view.ts';
import type { TargetName } from '../../src/targets/registry.ts';
import type { TargetOptions } from '../../src/targets/target.ts';
import { compileText } from './compile.ts';
import type { ProxyName } from './proxies.ts';
import { projectRoot } from './source-tree.ts';

/** What an output must hold and must not hold (expressions over all its files), and what must be said about it. */
export interface Answer {
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  /** Code → words of its message or of its way out. */
  readonly reports?: Readonly<Record<string, string>>;
}

/** A request to a real proxy. Values of `gets`: text, `~expression`, or null for what must not be there. */
export interface SurpriseRequest {
  readonly url: string;
  readonly method?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly gets: Readonly<Record<string, string | number | null>>;
}

export interface Surprise {
  readonly number: number;
  readonly title: string;
  /** What the program does about it, in a sentence. */
  readonly answer: string;
  /** Services that real proxies shall reach. */
  readonly services?: readonly string[];
  readonly dialect?: Partial<DialectOptions>;
  readonly options?: Partial<TargetOptions>;
  readonly requests?: readonly SurpriseRequest[];
  /** Proxies that get the requests; default both. */
  readonly proxies?: readonly ProxyName[];
  /** True: its requests need a proxy that serves nothing else. */
  readonly alone?: boolean;
  /** The command itself, with the manifests as standard input. */
  readonly command?: { readonly args: readonly string[]; readonly code: number; readonly says: string };
  /** `input` holds for every target. */
  readonly answers: { readonly [T in TargetName | 'input']?: Answer };
  readonly section: string;
  readonly file: string;
  /** The manifests. */
  readonly text: string;
}

interface Reader {
  readonly readSurprises: () => readonly Surprise[];
}
// A script for plain Node, which makes the page, too: without types of its own.
const { readSurprises }: Reader = await import(join(projectRoot, '.ci/surprises.mjs'));

export const surprises: readonly Surprise[] = readSurprises();

export const compileSurprise = (
  { dialect = {}, options = {} }: Pick<Surprise, 'dialect' | 'options'>,
  text: string,
): Compiled => compileText(text, { dialect, options });

/** Proxies that the requests of an entry are sent through. */
export const proxiesOf = ({ requests, proxies = ['nginx', 'haproxy'] }: Surprise): readonly string[] =>
  requests === undefined ? [] : proxies;

/** Checks of one target: its own, and those that hold for all. */
export const answersOf = ({ answers }: Surprise, target: TargetName): readonly Answer[] =>
  [answers.input, answers[target]].flatMap((answer) => (answer === undefined ? [] : [answer]));

/** What is wrong with one target's output; empty: nothing. */
export const wrongAnswers = (compiled: Compiled, target: TargetName, answer: Answer): readonly string[] => {
  const files = compiled.targets.find(({ name }) => name === target)?.rendered.files ?? [];
  const text = files.map((file) => `### ${file.name}\n${file.text}`).join('\n');
  const found = (expression: string): boolean => new RegExp(expression, 'm').test(text);
  return [
    ...(answer.has ?? []).filter((expression) => !found(expression)).map((expression) => `lacks ${expression}`),
    ...(answer.lacks ?? []).filter(found).map((expression) => `has ${expression}`),
    ...wrongReports(compiled, target, answer.reports ?? {}),
  ];
};

const wrongReports = (
  compiled: Compiled,
  target: TargetName,
  reports: Readonly<Record<string, string>>,
): readonly string[] => {
  const own = reportTargets(compiled, { strict: false }).find((report) => report.target === target)?.diagnostics ?? [];
  return Object.entries(reports)
    .filter(([code, words]) => !own.some((d) => d.code === code && `${messageOf(d)}\n${hintOf(d)}`.includes(words)))
    .map(([code, words]) => {
      const said = own.filter((d) => d.code === code).map((d) => `${messageOf(d)} / ${hintOf(d)}`);
      return `${code} does not say "${words}": ${said.length === 0 ? 'not reported' : said.join(' | ')}`;
    });
};
