import { entry } from '../entry.ts';

export const ingressNginxCodes = {
  D300: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'placeholder',
    say: (a) => a.what,
    hint: 'placeholder',
  }),
};
