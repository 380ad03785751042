/** Objects as YAML: block style, keys in the order of the tree, every text that could mean something else in double quotes. */
import { HeaderValue, Re2 } from './token.ts';

const bare = /^[A-Za-z/][A-Za-z0-9._/-]*$/;
const word = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity)$/i;

/** Printed as a plain scalar only when no reader could take it for a number, a boolean or a mark of YAML. */
const scalar = (text: string): string =>
  bare.test(text) && (!word.test(text) || text === 'infinity') ? text : quoted(text);

const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const leaf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return scalar(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof HeaderValue) return scalar(HeaderValue.read(value));
  if (value instanceof Re2) return quoted(Re2.read(value));
  return undefined;
};

/** Writes what stands after `head` (a key with its colon, or the dash of a list) on its own line or below it. */
const put = (lead: string, head: string, child: unknown, indent: string, out: string[]): void => {
  const text = leaf(child);
  if (text !== undefined) out.push(`${lead}${head} ${text}`);
  else if (typeof child !== 'object' || child === null) throw new Error('a value that is no part of a manifest');
  else if (Array.isArray(child) ? child.length === 0 : Object.keys(child).length === 0) {
    out.push(`${lead}${head} ${Array.isArray(child) ? '[]' : '{}'}`);
  } else if (head === '-') write(child, `${indent}  `, out, `${lead}- `);
  else {
    out.push(lead + head);
    write(child, `${indent}  `, out, `${indent}  `);
  }
};

const write = (value: object, indent: string, out: string[], first: string): void => {
  let lead = first;
  if (Array.isArray(value)) {
    for (const child of value) {
      put(lead, '-', child, indent, out);
      lead = indent;
    }
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    put(lead, `${scalar(key)}:`, child, indent, out);
    lead = indent;
  }
};

/** One document; ends with a line break. */
export const printDocument = (value: object): string => {
  const out: string[] = [];
  write(value, '', out, '');
  return `${out.join('\n')}\n`;
};

export const printDocuments = (values: readonly object[]): string => values.map(printDocument).join('---\n');
