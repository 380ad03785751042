/**
 * What an unquoted YAML scalar means to the API server. Kubernetes reads YAML 1.1 with rules of its own (sigs.k8s.io/yaml):
 * yes/no/on/off/y/n are truth values, 017 and 0o17 octal, 1_000 a number; 12:30 and dates stay text.
 */
export type Scalar = string | number | boolean | null;

const words = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w) => [w, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((w) => [w, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((w) => [w, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w) => [w, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((w) => [w, Number.NEGATIVE_INFINITY] as const),
]);
const longestWord = 5;

/** Characters that can begin something other than text. */
const beginsWord = new Set([...'yYnNtTfFoO~'].map((c) => c.charCodeAt(0)));
const plus = '+'.charCodeAt(0);
const minus = '-'.charCodeAt(0);
const dot = '.'.charCodeAt(0);
const zero = '0'.charCodeAt(0);
const nine = '9'.charCodeAt(0);

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

export const plainScalar = (text: string): Scalar => {
  if (text === '') return null;
  const first = text.charCodeAt(0);
  const number = (first >= zero && first <= nine) || first === minus || first === plus || first === dot;
  if (!number && !beginsWord.has(first)) return text;
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  return number ? numberOrText(text, first === dot) : text;
};

const numberOrText = (text: string, fraction: boolean): Scalar => {
  const digits = fraction ? text : text.replaceAll('_', '');
  const whole = integer.exec(digits);
  if (whole !== null) {
    const [, sign, hexadecimal, binary, octal, decimal] = whole;
    const size =
      hexadecimal !== undefined
        ? Number.parseInt(hexadecimal, 16)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : octal !== undefined
            ? Number.parseInt(octal, 8)
            : Number(decimal);
    return sign === '-' ? -size : size;
  }
  return float.test(digits) ? Number(digits) : text;
};

/** A scalar as a mapping key: the API server turns keys into JSON text. Undefined: not possible. */
export const keyText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** A scalar with an explicit tag (`!!str 8`). Undefined: the text is nothing of that kind. Foreign tags are text. */
export const taggedScalar = (tag: string, text: string): Scalar | undefined => {
  switch (tag.replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1')) {
    case '!!int':
      return kindOrNothing(text, (v) => Number.isInteger(v));
    case '!!float':
      return kindOrNothing(text, (v) => typeof v === 'number');
    case '!!bool':
      return kindOrNothing(text, (v) => typeof v === 'boolean');
    case '!!null':
      return kindOrNothing(text, (v) => v === null);
    case '!!binary':
      return decodedBinary(text);
    default:
      return text;
  }
};

const kindOrNothing = (text: string, wanted: (value: Scalar) => boolean): Scalar | undefined => {
  const value = plainScalar(text);
  return wanted(value) ? value : undefined;
};

const decodedBinary = (text: string): string | undefined => {
  try {
    return new TextDecoder('utf-8').decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
  } catch {
    return undefined;
  }
};
