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
export const endsRequest = (l: Line): boolean =>
  /^http-request (?:deny|return|redirect)\b/.test(lineText(l.slice(0, 2))) &&
  !l.some((t) => HaproxyToken.read(t) === 'if');

export const isRequestRule = (l: Line): boolean => l[0] !== undefined && HaproxyToken.read(l[0]) === 'http-request';
