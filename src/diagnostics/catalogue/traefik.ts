import { entry } from '../entry.ts';

export const traefikCodes = {
  T5300: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'placeholder',
    say: (a) => a.what,
    hint: 'placeholder',
  }),
};
