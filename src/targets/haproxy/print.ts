/** Lines to text. The only reader of tokens. */
import { Section } from '../template.ts';
import { HaproxyToken } from './token.ts';
import type { Line } from './tree.ts';

export interface PrintedSection {
  readonly head: Line;
  readonly lines: readonly Line[];
}

export const lineText = (l: Line): string => l.map((t) => HaproxyToken.read(t)).join(' ');

export const bodyText = (lines: readonly Line[]): string => lines.map((l) => `  ${lineText(l)}\n`).join('');

export const sectionText = (s: PrintedSection): string => `${lineText(s.head)}\n${bodyText(s.lines)}\n`;

export const printSections = (sections: readonly PrintedSection[]): Section =>
  Section.printed(sections.map(sectionText).join(''));

export const printed = (texts: readonly string[]): Section => Section.printed(texts.join(''));

/** True when nothing of the request's rules after this line is ever reached. */
export const endsRequest = (l: Line): boolean => {
  const [first, second] = l;
  if (first === undefined || second === undefined || HaproxyToken.read(first) !== 'http-request') return false;
  return final.has(HaproxyToken.read(second)) && !l.some((t) => HaproxyToken.read(t) === 'if');
};

const final = new Set(['deny', 'reject', 'return', 'redirect']);

/** The status an answer of HAProxy itself has, the challenge it carries and the words from `if` on. */
export const refusal = (
  l: Line,
): { readonly status: number; readonly challenge?: HaproxyToken; readonly condition: Line } | undefined => {
  const words = l.map((t) => HaproxyToken.read(t));
  if (!/^http-request (?:deny deny_status|return status) [45]\d\d(?: |$)/.test(words.join(' '))) return undefined;
  const from = words.indexOf('if');
  const at = words.indexOf('WWW-Authenticate');
  const challenge = at < 0 ? undefined : l[at + 1];
  return {
    status: Number(words[3]),
    condition: from < 0 ? [] : l.slice(from),
    ...(challenge === undefined ? {} : { challenge }),
  };
};

export const isRequestRule = (l: Line): boolean => l[0] !== undefined && HaproxyToken.read(l[0]) === 'http-request';
