import { mapTraced } from '../../../source/traced.ts';
import type { Reader } from './reader.ts';

export const readAliases: Reader = (given) => {
  const text = given.text('server-alias', 'there are no further names');
  if (text === undefined) return {};
  const names = text.value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const aliases = [...new Set(names)].sort();
  return aliases.length === 0 ? {} : { settings: { aliases: mapTraced(text, () => aliases) } };
};
