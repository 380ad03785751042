/** Writes statements as text. The only reader of tokens. */
import { Section } from '../template.ts';
import type { Definition } from './node.ts';
import { NginxToken } from './token.ts';
import { type AnyStatement, blockName, type DirectiveName, type Printed } from './tree.ts';

const step = '    ';

export const printStatement = (statement: AnyStatement, indent: string): string => {
  switch (statement.kind) {
    case 'directive':
      return `${indent}${statement.name}${printArgs(statement.args)};\n`;
    case 'row':
      return `${indent}${printWords(statement.args)};\n`;
    case 'printed':
      return statement.text;
    case 'comment':
      return `${indent}${NginxToken.read(statement.text)}\n`;
    case 'block':
      return `${indent}${blockHead(statement)} {\n${printStatements(statement.body, indent + step)}${indent}}\n`;
  }
};

/** Joined, not added up: most of these texts are kept, and a sum keeps all its pieces. */
export const printStatements = (statements: readonly AnyStatement[], indent = ''): string => {
  if (statements.length === 0) return '';
  const first = statements[0];
  if (first !== undefined && statements.length === 1) return printStatement(first, indent);
  const lines = new Array<string>(statements.length);
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement !== undefined) lines[i] = printStatement(statement, indent);
  }
  return lines.join('');
};

/** Lines and blocks that are printed thousands of times: what stands before and behind their one word is put together once. */
export const opening = (name: DirectiveName | 'upstream', indent: string): string => `${indent}${name} `;
export const closing = (args: readonly NginxToken[]): string => `${printArgs(args)};\n`;
export const around = (before: string, word: NginxToken, after: string): string =>
  before + NginxToken.read(word) + after;

export const preprinted = (statements: readonly AnyStatement[], indent: string): Printed => ({
  kind: 'printed',
  text: printStatements(statements, indent),
});

/** A definition that is made for one place: only its text is kept. */
export const printedDefinition = (name: string, statement: AnyStatement): Definition => ({
  name,
  statement: { kind: 'printed', text: printStatement(statement, definitionIndent) },
});
export const definitionIndent = '    ';

export const locationIndent = '            ';
const printed = new WeakMap<object, string>();
/** Statements of a location that several routes share are printed once. */
export const printOnce = (statements: readonly AnyStatement[]): string => {
  const known = printed.get(statements);
  if (known !== undefined) return known;
  const out = printStatements(statements, locationIndent);
  printed.set(statements, out);
  return out;
};

/** `location = "/path"` without its body. */
export const printLocationHead = (args: readonly NginxToken[]): string => `        location${printArgs(args)}`;

const printArgs = (args: readonly NginxToken[]): string => {
  let out = '';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg !== undefined) out += ` ${NginxToken.read(arg)}`;
  }
  return out;
};

const printWords = (words: readonly NginxToken[]): string => {
  let out = '';
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word !== undefined) out += i === 0 ? NginxToken.read(word) : ` ${NginxToken.read(word)}`;
  }
  return out;
};

const blockHead = ({ block, args }: AnyStatement & { readonly kind: 'block' }): string =>
  block === 'if' ? `if (${printWords(args)})` : `${blockName(block)}${printArgs(args)}`;

/** A section of the template, in one text or in parts; the last line break is the template's. */
export const section = (printed: string | readonly string[]): Section => {
  const parts = typeof printed === 'string' ? [printed] : printed;
  const last = parts.findLastIndex((part) => part !== '');
  let out = '';
  // Added up, not joined: whoever writes the whole file makes one text of it.
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    out += i === last && part.endsWith('\n') ? part.slice(0, -1) : part;
  }
  return Section.printed(out);
};
