/** Templates as functions. The bundled command has them compiled already: .ci/bundle.mjs replaces this module. */
import Handlebars from 'handlebars';
import { templateTexts } from './template-texts.ts';

export type TemplateName = keyof typeof templateTexts;

/** A template can do nothing but put. */
export const templateOptions = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { put: true },
  noEscape: true,
} as const;

const compiled = new Map<TemplateName, Handlebars.TemplateDelegate>();

export const compiledTemplate = (name: TemplateName): Handlebars.TemplateDelegate => {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const made = Handlebars.compile(templateTexts[name], templateOptions);
  compiled.set(name, made);
  return made;
};
