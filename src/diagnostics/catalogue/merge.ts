import { entry } from '../entry.ts';

export const mergeCodes = {
  M400: entry<{ readonly ingress: string; readonly why: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Ingress of another controller',
    say: (a) => `${a.ingress} is left out: ${a.why}`,
    hint: 'Name its class with --class to take it in.',
  }),
};
