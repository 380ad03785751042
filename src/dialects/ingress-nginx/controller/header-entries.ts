/** Header names and values that come from the entries of a ConfigMap. */
import { literal, type Template } from '../../../model/values/template.ts';
import { parseTemplate } from '../nginx-variables.ts';

export const isHeaderName = (text: string): boolean => /^[a-zA-Z0-9_-]+$/.test(text);

const controlCharacters = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** A value whose variables are expanded; undefined when it cannot be written. */
export const headerTemplate = (value: string): Template | undefined =>
  controlCharacters.test(value) ? undefined : parseTemplate(value);

/** A value that is kept as it is, dollar signs included; undefined when it cannot be written. */
export const literalHeader = (value: string): Template | undefined =>
  controlCharacters.test(value) ? undefined : literal(value);
