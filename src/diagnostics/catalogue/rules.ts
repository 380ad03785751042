/** What the targets say about rules of snippets, and about settings that only snippets make per route. */
import { type Entry, entry } from '../entry.ts';
import { shortened } from '../quoted.ts';

/** A rule of a snippet: its line there, its beginning, and what stands against it. Without a line: a header under a condition. */
export interface RuleText {
  readonly line?: number;
  readonly words: string;
  readonly why: string;
  /** The other rules are kept, since none lets anybody in without this one. */
  readonly alone?: true;
}

const place = ({ line, words }: RuleText): string =>
  line === undefined ? `the header ${shortened(words)}` : `line ${line} of the snippet, ${shortened(words)}`;

const refusedRule = (proxy: string, hint: string): Entry<RuleText> =>
  entry<RuleText>({
    severity: 'error',
    outcome: 'refused',
    title: `rule of a snippet that ${proxy} cannot keep`,
    say: (a) =>
      `${place(a)}: ${shortened(a.why)}${a.line === undefined ? '' : a.alone ? '; it is left out' : '; none of its rules is kept'}`,
    hint: `${hint} Where one of the rules keeps requests out, the route is closed until then.`,
  });

const changedRule = (proxy: string): Entry<RuleText> =>
  entry<RuleText>({
    severity: 'warning',
    outcome: 'approximate',
    title: `rule of a snippet that ${proxy} keeps with a difference`,
    say: (a) => `${place(a)}: ${shortened(a.why)}`,
    hint: 'Check whether the difference matters to you.',
  });

const substitution = (proxy: string): Entry<{ readonly text: string }> =>
  entry<{ readonly text: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'text replaced in responses',
    say: (a) => `sub_filter: ${proxy} does not change bodies, ${shortened(a.text)} is sent as it is`,
    hint: 'Let the application send the text as it should be.',
  });

export const ruleCodes = {
  T5140: refusedRule('nginx', 'Write the rule with values nginx knows.'),
  T5285: refusedRule('HAProxy', 'Say it with annotations, or write http-request rules by hand.'),
  T5286: changedRule('HAProxy'),
  T5287: substitution('HAProxy'),
  T5395: refusedRule('Traefik', 'Say it with annotations, or write an IngressRoute with a rule of its own by hand.'),
  T5396: changedRule('Traefik'),
  T5397: substitution('Traefik'),
  T5497: refusedRule('Contour', 'Say it with annotations, or write routes with header conditions by hand.'),
  T5498: changedRule('Contour'),
  T5499: substitution('Contour'),
  T5500: entry({
    severity: 'warning',
    outcome: 'refused',
    title: 'compression of one host',
    say: () => 'gzip of a snippet: Contour compresses for all hosts or for none',
    hint: 'Compress in the application, or set compression in the configuration of Contour.',
  }),
};
