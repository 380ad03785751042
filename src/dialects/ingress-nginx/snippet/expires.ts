/** The expires directive: Cache-Control, and Expires where it does not depend on the clock. */
import { literal } from '../../../model/values/template.ts';
import { type Origin, traced } from '../../../source/traced.ts';
import type { MeaningOf, SnippetEffect } from './effect.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, M: 2592000, y: 31536000 };

const seconds = (text: string): number | undefined => {
  const pieces = [...text.matchAll(/([0-9]+)([smhdwMy]?)/gy)];
  if (pieces.length === 0 || pieces.map(([all]) => all).join('') !== text) return undefined;
  return pieces.reduce((sum, [, n, unit]) => sum + Number(n) * (units[unit === '' ? 's' : (unit ?? 's')] ?? 1), 0);
};

export const expires: MeaningOf = ({ args }, at) => {
  const word = args.length === 1 ? args[0]?.text : undefined;
  if (word === undefined) return undefined;
  if (word === 'off') return [{ kind: 'idle', why: 'off is what holds anyway' }];
  if (word === 'max')
    return [set('Expires', 'Thu, 31 Dec 2037 23:55:55 GMT', at), set('Cache-Control', 'max-age=315360000', at)];
  if (word === 'epoch')
    return [set('Expires', 'Thu, 01 Jan 1970 00:00:01 GMT', at), set('Cache-Control', 'no-cache', at)];
  const negative = word.startsWith('-');
  const age = seconds(negative ? word.slice(1) : word);
  if (age === undefined) return undefined;
  const why = 'also sends Expires with a date computed per request; here Cache-Control alone is sent';
  return [set('Cache-Control', negative ? 'no-cache' : `max-age=${age}`, at), { kind: 'note', why }];
};

const set = (name: string, value: string, at: Origin): SnippetEffect => ({
  kind: 'response-header',
  change: { name, how: 'replace', value: traced(literal(value), at), always: false },
});
