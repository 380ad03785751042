import type { CanaryRules } from '../../../model/features/route-features.ts';
import { joinOrigins, mapTraced, type Traced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { CanarySettings } from '../settings.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

const rules: readonly AnnotationKey[] = [
  'canary-weight',
  'canary-weight-total',
  'canary-by-header',
  'canary-by-header-value',
  'canary-by-header-pattern',
  'canary-by-cookie',
];

export const readCanary: Reader = (given) => {
  const on = given.flag('canary', 'the Ingress is an ordinary one');
  if (on?.value !== true) {
    given.ignore(rules, 'canary is not true, so the Ingress is an ordinary one');
    return {};
  }
  const canary: CanarySettings = {
    on: mapTraced(on, () => true as const),
    weight: weight(given),
    ...defined({ header: header(given), cookie: cookie(given) }),
  };
  return { settings: { canary } };
};

const weight = (given: Given): CanaryRules['weight'] => {
  const share = given.integer('canary-weight', '0 holds') ?? traced(0, defaultOrigin('canary-weight'));
  const written = given.integer('canary-weight-total', '100 holds');
  if (written !== undefined && written.value <= 100) {
    given.ignore(['canary-weight-total'], 'values of 100 and less count as 100');
  }
  const total = written === undefined || written.value <= 100 ? 100 : written.value;
  const from = written === undefined || total === 100 ? share.from : joinOrigins(share.from, written.from);
  return { value: { weight: Math.min(total, Math.max(0, share.value)), total }, from };
};

const cookie = (given: Given): Traced<string> | undefined => {
  const key = 'canary-by-cookie';
  const name = given.text(key, 'no cookie decides');
  if (name === undefined || /^[\w.~-]+$/.test(name.value)) return name;
  const why = 'is not the name of a cookie, so no request has it';
  given.tell('D342', { key, value: name.value, why, instead: 'it is left out' }, key, 'invalid');
  return undefined;
};

type Header = NonNullable<CanaryRules['header']>;

const header = (given: Given): Header | undefined => {
  const name = given.text('canary-by-header', 'no header decides');
  if (name === undefined) {
    given.ignore(['canary-by-header-value', 'canary-by-header-pattern'], 'canary-by-header is missing');
    return undefined;
  }
  if (!/^[\w-]+$/.test(name.value)) {
    const why = 'is not the name of a header nginx keeps, so no request has it';
    given.tell(
      'D342',
      { key: 'canary-by-header', value: name.value, why, instead: 'it is left out' },
      'canary-by-header',
      'invalid',
    );
    return undefined;
  }
  const value = given.text('canary-by-header-value', 'the words always and never decide');
  if (value !== undefined) given.ignore(['canary-by-header-pattern'], 'canary-by-header-value is set');
  const text =
    value === undefined ? given.text('canary-by-header-pattern', 'the words always and never decide') : undefined;
  if (value !== undefined) return named(name, { kind: 'value', value: value.value }, value);
  if (text === undefined) return named(name, { kind: 'words' });
  return named(name, { kind: 'pattern', pattern: { source: text.value, ignoreCase: false } }, text);
};

const named = (name: Traced<string>, test: Header['value']['test'], more?: Traced<unknown>): Header => ({
  value: { name: name.value, test },
  from: more === undefined ? name.from : joinOrigins(name.from, more.from),
});
