/** TLS versions and suites that are broken. */

const strong = ['TLSv1.2', 'TLSv1.3'];

export const weakProtocols = (words: readonly string[]): readonly string[] =>
  words.filter((word) => !strong.includes(word));

/** A list that keeps nothing is none: both good versions hold. */
export const strongProtocols = (words: readonly string[]): readonly string[] => {
  const kept = words.filter((word) => strong.includes(word));
  return kept.length === 0 ? strong : kept;
};

const weakSuite =
  /^\+?(?:[ae]?NULL|COMPLEMENTOF\w+|EXP|EXPORT\d*|LOW|ALL|aDH|ADH|AECDH|RC[24]|MD5|3?DES|IDEA|SEED)\b|^@SECLEVEL=0$|(?:^|-)(?:RC4|NULL|MD5|DES|EXP)(?:-|$)/;

const suites = (list: string): readonly string[] => list.split(':');

export const weakSuites = (list: string): readonly string[] => suites(list).filter((suite) => weakSuite.test(suite));

/** Empty when nothing else is in the list. */
export const strongSuites = (list: string): string => {
  const kept = suites(list).filter((suite) => !weakSuite.test(suite));
  return kept.some((suite) => /^[A-Za-z]/.test(suite)) ? kept.join(':') : '';
};
