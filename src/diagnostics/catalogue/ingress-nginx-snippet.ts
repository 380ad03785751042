import { entry } from '../entry.ts';
import { shortened } from '../quoted.ts';

export interface SnippetLine {
  readonly key: string;
  readonly line: number;
  readonly directive: string;
}

export const ingressNginxSnippetCodes = {
  D370: entry<{ readonly key: string; readonly line: number; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Snippet that is not nginx configuration',
    say: (a) =>
      `${a.key}, line ${a.line}: ${shortened(a.why)}; the controller cannot load any change with it, for all hosts`,
    hint: 'Correct the snippet. The text is kept out of the output.',
  }),
  D371: entry<SnippetLine & { readonly why: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Snippet line kept with a difference',
    say: (a) => `${a.key}, line ${a.line}: ${shortened(a.directive)} ${a.why}`,
    hint: 'Check whether the difference matters to you.',
  }),
  D372: entry<SnippetLine & { readonly why: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'Snippet line without effect',
    say: (a) => `${a.key}, line ${a.line}: ${shortened(a.directive)} has no effect: ${a.why}`,
    hint: 'Remove the line.',
  }),
  D373: entry<SnippetLine & { readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Snippet line that breaks the controller',
    say: (a) =>
      `${a.key}, line ${a.line}: ${shortened(a.directive)} ${a.why}; the controller cannot load any change with it, for all hosts`,
    hint: 'Correct the line. It is kept out of the output.',
  }),
};
