/** Reads haproxy.cfg back into words, by HAProxy's own rules of quoting and without a line of ours. */

export interface HaproxyLine {
  /** `frontend http`; empty before the first section. */
  readonly section: string;
  readonly words: readonly string[];
}

const sections = [
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'resolvers',
  'cache',
  'userlist',
  'ring',
  'peers',
  'http-errors',
  'mailers',
  'program',
  'fcgi-app',
  'crt-store',
  'log-forward',
  'traces',
];

/** Throws when HAProxy would not read a line. */
export const readHaproxy = (text: string): readonly HaproxyLine[] => {
  const lines: HaproxyLine[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const [first] = words;
    if (first === undefined) continue;
    if (sections.includes(first)) section = words.slice(0, 2).join(' ');
    lines.push({ section, words });
  }
  return lines;
};

/** Blanks part words unless escaped or quoted; `#` starts a comment unless escaped or quoted; within double quotes `\` escapes and `$` is live. */
const wordsOf = (line: string): readonly string[] => {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i] ?? '';
    if (quote === "'") {
      if (c === "'") quote = '';
      else word = (word ?? '') + c;
    } else if (c === '\\') {
      i += 1;
      word = (word ?? '') + (line[i] ?? '');
    } else if (quote === '"') {
      if (c === '"') quote = '';
      else if (c === '$') throw new Error(`a live $ within double quotes: ${line}`);
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (c === ' ' || c === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (c === '#') break;
    else word = (word ?? '') + c;
  }
  if (quote !== '') throw new Error(`a quote is not closed: ${line}`);
  return word === undefined ? words : [...words, word];
};
