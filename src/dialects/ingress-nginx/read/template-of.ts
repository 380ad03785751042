/** Annotations whose text may hold nginx variables. */
import type { Template } from '../../../model/values/template.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { parseTemplate } from '../nginx-variables.ts';
import type { Given } from './given.ts';

/** The template of an accepted key; a dollar sign without a name breaks the reload and counts as absent. */
export const templateOf = (given: Given, key: AnnotationKey, instead: string): Traced<Template> | undefined => {
  const text = given.text(key, instead);
  if (text === undefined) return undefined;
  const template = parseTemplate(text.value);
  if (template !== undefined) return mapTraced(text, () => template);
  given.tell('D340', { key, value: text.value, why: 'has a dollar sign without a name', instead }, key, 'invalid');
  return undefined;
};
