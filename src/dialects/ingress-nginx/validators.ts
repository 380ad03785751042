/** Which texts the controller accepts for an annotation. Every test is linear in the length of the text. */
import { parseCidr } from '../../model/values/cidr.ts';

export interface Validator {
  readonly name: string;
  /** What is wanted, for a person. */
  readonly wants: string;
  /** Blanks are removed from the tested copy; the stored value keeps them. */
  readonly strip: boolean;
  /** The controller's own pattern, where the annotation has one of its own. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly accepts: (text: string) => boolean;
}

/** Character classes that refuse line breaks whatever they say, as the controller does. */
const characters = (name: string, test: RegExp, wants: string, strip: boolean): Validator => ({
  name,
  wants,
  strip,
  accepts: (text) => !/[\r\n]/.test(text) && test.test(strip ? text.replaceAll(' ', '') : text),
});

const regexCharacters = /^[A-Za-z0-9/:._~^$[\](){}*+?|&=\\-]*$/;

export const none: Validator = { name: 'none', wants: 'any text', strip: false, accepts: () => true };

export const bool: Validator = {
  name: 'bool',
  wants: 'true or false',
  strip: false,
  accepts: (text) => /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text),
};

export const int: Validator = {
  name: 'int',
  wants: 'a whole number without unit',
  strip: false,
  accepts: (text) => /^[+-]?[0-9]+$/.test(text) && fits64(text),
};

const fits64 = (text: string): boolean => {
  if (text.length < 18) return true;
  const n = BigInt(text.replace(/^\+/, ''));
  return n <= 9223372036854775807n && n >= -9223372036854775808n;
};

const basicWords = 'letters, digits and - . _ ~ / :';
export const basicChars = characters('basic_chars', /^[A-Za-z0-9/:._~-]*$/, basicWords, true);
export const charsWithSpace = characters(
  'chars_with_space',
  /^[A-Za-z0-9/:._~ -]*$/,
  `${basicWords} and blanks`,
  false,
);
export const extendedChars = characters(
  'extended_chars',
  /^[A-Za-z0-9/:._~, -]*$/,
  `${basicWords} , and blanks`,
  false,
);

const urlTest = /^[A-Za-z0-9/:._~,?&=-]*$/;
export const urlChars = characters('url_chars', urlTest, `a URL of ${basicWords} , ? & =`, true);
/** The same without removal of blanks. */
export const urlCharsExact = characters('url_chars', urlTest, `a URL of ${basicWords} , ? & =`, false);
export const urlVarChars = characters(
  'url_var_chars',
  /^[A-Za-z0-9/:._~,?&=$ -]*$/,
  `a URL of ${basicWords} , ? & = $`,
  true,
);
export const regexChars = characters(
  'regex_chars',
  regexCharacters,
  'a regular expression without quotes, blanks or ;',
  false,
);
export const nginxVar = characters('nginx_var', /^[A-Za-z0-9_${}-]*$/, 'letters, digits and _ - with $variables', true);

const captureTest = /^\/?[A-Za-z0-9/:._~$-]*$/;
const captureWords = `a path of ${basicWords} and $1…$9`;
export const pathCapture = characters('path_capture', captureTest, captureWords, true);
export const pathCaptureExact = characters('path_capture', captureTest, captureWords, false);
export const headerList = characters('header_list', /^[A-Za-z0-9_, -]*$/, 'header names separated by commas', true);
export const size = characters('size', /^[0-9]+[bBkKmMgG]?$/, 'a size such as 8k or 10m', true);

export const serverName: Validator = {
  name: 'server_name',
  wants: 'a host name or URL without quotes, blanks or ;',
  strip: false,
  accepts: (text) => regexCharacters.test(text.trim()),
};

export const serverNameList: Validator = {
  name: 'server_name_list',
  wants: 'host names separated by commas',
  strip: false,
  accepts: (text) => text.split(',').every((name) => regexCharacters.test(name.trim())),
};

export const cidrList: Validator = {
  name: 'cidr_list',
  wants: 'IP addresses or networks separated by commas',
  strip: false,
  accepts: (text) => text.split(',').every((item) => parseCidr(item.trim()) !== undefined),
};

export const serviceName: Validator = {
  name: 'service_name',
  wants: 'the name of a Service',
  strip: false,
  accepts: (text) => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text),
};

export const cnRegex: Validator = {
  name: 'cn_regex',
  wants: 'CN= followed by a regular expression',
  strip: false,
  accepts: (text) => text.startsWith('CN=') && compilesAsRe2(text.slice(3)),
};

/** RE2 has no look-around and no back references; its flag groups and named groups are written differently in JavaScript. */
const compilesAsRe2 = (source: string): boolean => {
  const bare = source.replace(/\\\\/g, '');
  if (/\(\?(=|!|<=|<!|>)|\\[1-9]/.test(bare)) return false;
  const javascript = source
    .replace(/\(\?[imsU-]+\)/g, '')
    .replace(/\(\?[imsU-]+:/g, '(?:')
    .replace(/\(\?P</g, '(?<');
  try {
    new RegExp(javascript);
    return true;
  } catch {
    return false;
  }
};

/** One of a few words; surrounding white space does not count. */
export const option = (values: readonly string[], ignoreCase = false): Validator => ({
  name: 'option',
  wants: values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`,
  strip: false,
  values,
  accepts: (text) => values.includes(ignoreCase ? text.trim().toLowerCase() : text.trim()),
});

/** A pattern of the controller; `accepts` replaces it where it would backtrack. */
export const pattern = (
  source: string,
  wants: string,
  strip: boolean,
  accepts: (text: string) => boolean = matcher(source),
): Validator => ({
  name: 'pattern',
  wants,
  strip,
  pattern: source,
  accepts: (text) => !/[\r\n]/.test(text) && accepts(strip ? text.replaceAll(' ', '') : text),
});

const matcher = (source: string): ((text: string) => boolean) => {
  const test = new RegExp(source);
  return (text) => test.test(text);
};

/** Words separated by a comma, a blank or both; a separator may end the list. */
const separated =
  (unit: string): ((text: string) => boolean) =>
  (text) =>
    new RegExp(`^${unit}+(?:(?:,[ \\t\\f]?|[ \\t\\f])${unit}+)*,?[ \\t\\f]?$`).test(text);

export const corsOrigins = pattern(
  '^((((([a-z]+://)?(\\*\\.)?[A-Za-z0-9.-]*(:[0-9]+)?,?)|null)+)|\\*)?$',
  '* or origins such as https://app.example.com separated by commas',
  true,
  (text) => text === '*' || /^(?:[A-Za-z0-9.-]|(?<=[a-z]):\/\/|\*\.|:[0-9]+|,)*$/.test(text),
);
export const corsMethods = pattern(
  '^([A-Za-z]+,?[ \\t\\f]?)+$',
  'methods separated by commas',
  true,
  separated('[A-Za-z]'),
);
export const corsExpose = pattern(
  '^(([A-Za-z0-9_-]+|\\*),?[ \\t\\f]?)+$',
  'header names separated by commas',
  true,
  separated('[A-Za-z0-9_*-]'),
);

/** Not anchored in the controller: a text that starts with 0 or ends in a number passes. */
export const seconds = (strip: boolean): Validator =>
  pattern('^0|-?[1-9][0-9]*$', 'a number of seconds', strip, (text) => {
    let start = text.length;
    while (start > 0 && /[0-9]/.test(text.charAt(start - 1))) start--;
    return text.startsWith('0') || /[1-9]/.test(text.slice(start));
  });
