import { entry } from '../entry.ts';

export const nginxCodes = {
  T5100: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'placeholder',
    say: (a) => a.what,
    hint: 'placeholder',
  }),
};
