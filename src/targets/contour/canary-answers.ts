/** Canaries: conditions that choose one backend, then weights for whoever is left. */
import type { CanaryRules } from '../../model/features/route-features.ts';
import { searchRegex } from './regex.ts';
import { Re2 } from './token.ts';
import type { HeaderCondition, Service } from './tree.ts';

export interface Share {
  readonly conditions: readonly HeaderCondition[];
  readonly services: readonly Service[];
  readonly group: string;
}

export const canaryShares = (rules: CanaryRules, primary: Service, canary: Service): readonly Share[] => [
  ...headerShares(rules, primary, canary),
  ...cookieShares(rules, primary, canary),
  { conditions: [], services: weighted(rules.weight.value, primary, canary), group: 'rest' },
];

const headerShares = ({ header }: CanaryRules, primary: Service, canary: Service): readonly Share[] => {
  if (header === undefined) return [];
  // nginx takes a dash for an underscore here, and drops headers that a client sends with underscores.
  const name = header.value.name.replaceAll('_', '-');
  const { test } = header.value;
  const share = (condition: Omit<HeaderCondition, 'name'>, service: Service): Share => ({
    conditions: [{ name, ...condition }],
    services: [service],
    group: 'header',
  });
  switch (test.kind) {
    case 'words':
      return [share({ exact: 'always' }, canary), share({ exact: 'never' }, primary)];
    case 'value':
      return test.value === '' ? [] : [share({ exact: test.value }, canary)];
    case 'pattern': {
      const regex = searchRegex(test.pattern.source, test.pattern.ignoreCase);
      return regex === undefined ? [] : [share({ regex }, canary)];
    }
    default:
      return test satisfies never;
  }
};

const cookieShares = ({ cookie }: CanaryRules, primary: Service, canary: Service): readonly Share[] => {
  if (cookie === undefined) return [];
  const share = (word: string, service: Service): Share => ({
    conditions: [{ name: 'Cookie', regex: Re2.checked(`(?:.*; ?)?(?i:${Re2.quote(cookie.value)})=${word}(?:;.*)?`) }],
    services: [service],
    group: 'cookie',
  });
  return [share('always', canary), share('never', primary)];
};

const weighted = (
  share: { readonly weight: number; readonly total: number },
  primary: Service,
  canary: Service,
): readonly Service[] => {
  if (share.weight <= 0) return [primary];
  if (share.weight >= share.total) return [canary];
  return [
    { ...primary, weight: share.total - share.weight },
    { ...canary, weight: share.weight },
  ];
};
