/** Reading plain data of a shape already checked: what is missing or null is empty. */
export type Plain = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nothing: Plain = {};

export const record = (value: unknown): Plain => (isRecord(value) ? value : nothing);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const texts = (value: unknown): readonly string[] => {
  const all = list(value);
  return isTexts(all) ? all : all.filter((v) => typeof v === 'string');
};

const isTexts = (values: readonly unknown[]): values is readonly string[] => {
  for (const value of values) if (typeof value !== 'string') return false;
  return true;
};

/** A mapping of texts; null counts as empty text, as for the API server. */
export const textMap = (value: unknown): Readonly<Record<string, string>> => {
  if (!isRecord(value)) return {};
  if (isTextMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, text(v)]));
};

const isTextMap = (value: Plain): value is Readonly<Record<string, string>> => {
  for (const key in value) if (typeof value[key] !== 'string') return false;
  return true;
};

/** What a value is, in words: for messages. */
export const kindOfValue = (value: unknown): string => {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      return 'a mapping';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a truth value';
    default:
      return 'text';
  }
};

/** `spec.rules[0].host`, with brackets around keys that are no plain words. */
export const fieldText = (path: readonly (string | number)[]): string =>
  path
    .map((step, i) =>
      typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `${i === 0 ? '' : '.'}${step}` : `["${step}"]`,
    )
    .join('');
