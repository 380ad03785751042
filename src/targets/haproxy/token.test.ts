import { expect, test } from 'vitest';
import { Expression, HaproxyToken, mapKey, mapPattern, mapValue, printable } from './token.ts';

const read = HaproxyToken.read;

/** An independent reading of one line as HAProxy splits it into words. */
const words = (line: string): readonly string[] => {
  const out: string[] = [];
  let word = '';
  let inWord = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (c === "'") {
      const end = line.indexOf("'", i + 1);
      word += line.slice(i + 1, end);
      inWord = true;
      i = end;
    } else if (c === '\\') {
      word += line.charAt(++i);
      inWord = true;
    } else if (c === ' ') {
      if (inWord) out.push(word);
      word = '';
      inWord = false;
    } else if (c === '#' || c === '"' || c === '$') throw new Error(`live character ${c}`);
    else {
      word += c;
      inWord = true;
    }
  }
  return inWord ? [...out, word] : out;
};

const hostile = [
  'a b',
  "it's",
  'a"b',
  'a\\b',
  '$HOME ${HOME}',
  'a#b',
  '# comment',
  '%[src]',
  '100%',
  '}',
  '-f',
  "'; http-request deny",
  'é✓',
  "'",
  '\\',
  '--',
  '{ }',
  '%{+Q}',
  "a' 'b",
];

test.each(hostile)('a word stays one word with the same text: %s', (text) => {
  expect(words(`x ${read(HaproxyToken.word(text))} y`)).toEqual(['x', text, 'y']);
});

test.each(hostile)('literal text of a format is not evaluated: %s', (text) => {
  expect(words(read(HaproxyToken.format([text])))).toEqual([text.replaceAll('%', '%%')]);
});

test.each(hostile)('an argument cannot leave its parentheses: %s', (text) => {
  const [sample] = words(read(HaproxyToken.sample(Expression.of('req.fhdr', text).to('regsub', text, ''))));
  const argument = `"${text.replace(/["\\]/g, '\\$&')}"`;
  expect(sample).toBe(`req.fhdr(${argument}),regsub(${argument},"")`);
});

test('a replacement keeps literal back references and percent signs', () => {
  expect(words(read(HaproxyToken.replacement(['a\\1%', { group: 2 }])))).toEqual(['a\\\\1%%\\2']);
});

test.each(['a\nb', 'a\rb', 'a\0b', '\u007f', 'a\tb'])('control characters have no form: %j', (text) => {
  expect(printable(text)).toBe(false);
  expect(() => HaproxyToken.word(text)).toThrow();
  expect(() => HaproxyToken.format([text])).toThrow();
  expect(() => Expression.of('req.fhdr', text)).toThrow();
});

test('an empty word would end the list of arguments', () => {
  expect(() => HaproxyToken.word('')).toThrow();
});

test('tokens and expressions are not text', () => {
  expect(() => `${HaproxyToken.word('a')}`).toThrow();
  expect(() => `${Expression.fetch('src')}`).toThrow();
});

test('only texts known at compile time are words of the language', () => {
  const text: string = ['sr', 'c'].join('');
  // @ts-expect-error a variable is not a literal
  expect(read(HaproxyToken.sample(Expression.fetch(text)))).toBe('src');
});

test('names and header names are checked', () => {
  expect(() => HaproxyToken.name('a b')).toThrow();
  expect(() => HaproxyToken.headerName('X: 1')).toThrow();
  expect(() => HaproxyToken.address('1.2.3.4 evil', 80)).toThrow();
});

test('map keys hold no blank and no comment, patterns write blanks as escapes', () => {
  expect(mapKey('a.test/x y')).toBeUndefined();
  expect(mapKey('#a')).toBeUndefined();
  expect(mapKey('a.test/x#y')).toBe('a.test/x#y');
  expect(mapValue(' a')).toBeUndefined();
  expect(mapPattern('^/a b')).toBe('^/a\\x20b');
});
