/** Templates hold skeleton and fixed prose: the only thing they can do with a value is to put a printed section. */
import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { fillTemplate, Section } from '../src/targets/template.ts';
import { templateTexts } from '../src/targets/template-texts.ts';
import { filesUnder } from './support/source-tree.ts';

const templates = filesUnder('templates');

test('the embedded texts are those of templates/', () => {
  expect(templateTexts).toEqual(
    Object.fromEntries(templates.map(({ path, text }) => [path.replace('templates/', ''), text])),
  );
});

test('some templates put something', () => {
  expect(templates.filter(({ text }) => text.includes('{{put ')).length).toBeGreaterThan(1);
});

describe.each(templates)('$path', ({ text }) => {
  test('only puts', () => {
    const { body } = Handlebars.parse(text);
    const statements = body.filter((statement) => statement.type !== 'ContentStatement');
    for (const statement of statements) {
      expect(statement).toMatchObject({ type: 'MustacheStatement', escaped: true, path: { original: 'put' } });
      expect(statement).toMatchObject({ params: [{ type: 'PathExpression' }] });
    }
  });
});

describe('filling', () => {
  test('refuses raw text, missing sections and look-alikes', () => {
    // @ts-expect-error text is no section
    expect(() => fillTemplate('nginx/nginx.conf.hbs', { main: 'user root;' })).toThrow('printed sections');
    expect(() => fillTemplate('nginx/nginx.conf.hbs', {})).toThrow();
  });

  test('a section cannot slip into a string', () => {
    expect(() => `${Section.printed('x')}`).toThrow('used as text');
  });
});
