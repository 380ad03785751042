/** W6: what is said while results are written. */
import { entry } from '../entry.ts';

export const writeCodes = {
  W600: entry<{ readonly count: number; readonly first: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'files with Secret material left out',
    say: (a) =>
      a.count === 1
        ? `${a.first} holds the text of a Secret and was left out`
        : `${a.count} files hold the text of Secrets and were left out, among them ${a.first}`,
    hint: 'Add --write-secrets to have them written (mode 0600), or put the files there by other means before the proxy starts.',
  }),
  W601: entry({
    severity: 'error',
    outcome: 'invalid',
    title: 'no manifest in the input',
    say: () => 'nothing to compile: the input holds no Kubernetes object',
    hint: 'Name files or folders with .yaml, .yml or .json manifests, or pipe them in and name -.',
  }),
};
