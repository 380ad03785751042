/** Data → YAML: block style, keys in the order given, every string that is not a plain word in double quotes. */
import type { Json, JsonObject } from './json.ts';

/** Words that some YAML reader takes for something else than text. */
const reserved = /^(?:true|false|yes|no|on|off|null|y|n|~|\d.*|0x.*|\.inf|\.nan|-.*)$/i;
const plainWord = /^[A-Za-z/_][A-Za-z0-9_./-]*$/;

const scalar = (value: string | number | boolean): string => {
  if (typeof value !== 'string') return String(value);
  if (plainWord.test(value) && !reserved.test(value)) return value;
  if (/["\\]/.test(value) && /^[\x20-\x26\x28-\x7e]*$/.test(value)) return `'${value}'`;
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

const isEmpty = (value: Json): boolean => typeof value === 'object' && Object.keys(value).length === 0;

const write = (value: Json, indent: string, out: string[]): void => {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) element(item, indent, out);
    return;
  }
  if (typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value as JsonObject)) {
    const name = `${indent}${scalar(key)}:`;
    if (typeof item !== 'object') out.push(`${name} ${scalar(item)}`);
    else if (isEmpty(item)) out.push(`${name} ${Array.isArray(item) ? '[]' : '{}'}`);
    else {
      out.push(name);
      write(item, Array.isArray(item) ? indent : `${indent}  `, out);
    }
  }
};

const element = (item: Json, indent: string, out: string[]): void => {
  if (typeof item !== 'object') out.push(`${indent}- ${scalar(item)}`);
  else if (isEmpty(item)) out.push(`${indent}- ${Array.isArray(item) ? '[]' : '{}'}`);
  else {
    const at = out.length;
    write(item, `${indent}  `, out);
    out[at] = `${indent}- ${(out[at] ?? '').slice(indent.length + 2)}`;
  }
};

const heading = '# Rendered by ingress-compile for Traefik. Changes here are lost at the next run.\n';

export const printDocuments = (documents: readonly JsonObject[]): string => {
  const out: string[] = [];
  for (const document of documents) {
    out.push('---');
    write(document, '', out);
  }
  return `${heading}${out.join('\n')}\n`;
};

export const printDocument = (document: JsonObject): string => {
  const out: string[] = [];
  write(document, '', out);
  return `${heading}${out.join('\n')}\n`;
};

/** Neutralises what the file provider would run as a template. */
export const withoutTemplates = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');
