import { entry } from '../entry.ts';

export const shapeCodes = {
  S200: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'placeholder',
    say: (a) => a.what,
    hint: 'placeholder',
  }),
};
