import { entry } from '../entry.ts';

export const readCodes = {
  R100: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'placeholder',
    say: (a) => a.what,
    hint: 'placeholder',
  }),
};
