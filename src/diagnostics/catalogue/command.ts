/** What the command itself finds, before and after compiling. */
import { entry } from '../entry.ts';

export const commandCodes = {
  R190: entry<{ readonly problem: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'file of a folder not read',
    say: (a) => `${a.problem}; the other files were read`,
    hint: 'Mend the file, make it readable, or move it out of the folder.',
  }),
  R191: entry({
    severity: 'error',
    outcome: 'invalid',
    title: 'nothing to compile',
    say: () => 'the input holds no document at all',
    hint: 'Name files or folders with manifests, or pipe them in and name -.',
  }),
  W600: entry<{ readonly count: number; readonly first: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'text of Secrets left out',
    say: (a) =>
      a.count === 1
        ? `the proxy needs the text of Secret ${a.first}, which was not written`
        : `the proxy needs the text of ${a.count} Secrets (${a.first} and others), which was not written`,
    hint: 'Add --write-secrets to have it written (files of mode 0600), or put the files there by other means before the proxy starts.',
  }),
};
