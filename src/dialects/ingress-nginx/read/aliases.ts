import { quoted } from '../../../diagnostics/quoted.ts';
import { mapTraced } from '../../../source/traced.ts';
import { brokenExpression } from '../merge/broken-expression.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';

export const readAliases: Reader = (given) => {
  const text = given.text('server-alias', 'there are no further names');
  if (text === undefined) return {};
  const names = text.value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .filter((name) => isUsable(given, name));
  const aliases = [...new Set(names)].sort();
  return aliases.length === 0 ? {} : { settings: { aliases: mapTraced(text, () => aliases) } };
};

const isUsable = (given: Given, name: string): boolean => {
  const why = name === '~' ? 'is empty' : name.startsWith('~') ? brokenExpression(name.slice(1)) : undefined;
  if (why === undefined) return true;
  const key = 'server-alias';
  const args = { key, value: given.raw(key), why: `holds the expression ${quoted(name)}, which ${why}` };
  given.tell('D340', { ...args, instead: 'that name is left out' }, key, 'invalid');
  return false;
};
