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
    title: 'files with the text of Secrets left out',
    say: (a) =>
      a.count === 1
        ? `${a.first} holds the text of a Secret and was left out`
        : `${a.count} files hold the text of Secrets and were left out, among them ${a.first}`,
    hint: 'Add --write-secrets to have them written (mode 0600), or put them there by other means before the proxy starts.',
  }),
};
