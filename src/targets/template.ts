/** Handlebars templates hold the skeleton of an output: order of sections and fixed prose. Values never enter them as strings. */
import { compiledTemplate, type TemplateName } from './compiled-template.ts';

/** Text that a target's printer has made. Templates put nothing else; `${section}` fails loudly. */
export class Section {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** Called by the printers of the targets only (`house.test.ts`). */
  static printed(text: string): Section {
    return new Section(text);
  }
  static read(section: Section): string {
    return section.#text;
  }
  toString(): never {
    throw new Error('a section was used as text');
  }
}

const put = (section: unknown): string => {
  if (!(section instanceof Section)) throw new Error('a template may only put printed sections');
  return Section.read(section);
};

/** Fills a template of `templates/` with printed sections. Throws (our bug) when a section is missing or not printed by a target. */
export const fillTemplate = (name: TemplateName, sections: Readonly<Record<string, Section>>): string =>
  compiledTemplate(name)(sections, { helpers: { put } });
