import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { prefix } from './annotation-row.ts';
import { aliases, annotationRows, isAnnotationKey } from './annotations.ts';

interface CatalogueEntry {
  readonly key: string;
  readonly aliases: readonly string[];
  readonly group: string;
  readonly risk: string;
  readonly scope: string;
  readonly validator: {
    readonly name: string;
    readonly js?: string;
    readonly strip_spaces?: boolean;
    readonly values?: readonly string[];
  };
  readonly on_invalid: { readonly code: string };
}

const file = new URL('../../../../shared/reference/ingress-nginx-annotations.yaml', import.meta.url);
const catalogue: readonly CatalogueEntry[] = existsSync(file) ? parse(readFileSync(file, 'utf8')).annotations : [];

describe.skipIf(catalogue.length === 0)('the table against the catalogue of the controller', () => {
  it('has the same keys', () => {
    expect(Object.keys(annotationRows).sort()).toEqual(catalogue.map((e) => e.key.slice(prefix.length)).sort());
  });

  it.each(catalogue)('says the same about $key', (entry) => {
    const key = entry.key.slice(prefix.length);
    if (!isAnnotationKey(key)) throw new Error(`${key} has no row`);
    const row = annotationRows[key];
    expect({
      aliases: row.aliases,
      group: row.group,
      risk: row.risk,
      scope: row.scope,
      onInvalid: row.onInvalid,
      validator: row.validator.name,
      strip: row.validator.strip,
      pattern: row.validator.pattern,
    }).toEqual({
      aliases: entry.aliases.map((alias) => alias.slice(prefix.length)),
      group: entry.group,
      risk: entry.risk,
      scope: entry.scope,
      onInvalid: entry.on_invalid.code,
      validator: entry.validator.name,
      strip: entry.validator.strip_spaces ?? false,
      pattern: entry.validator.js,
    });
    if (entry.validator.name === 'option') expect(row.validator.values).toEqual(entry.validator.values);
  });

  it.each(catalogue.filter((e) => e.validator.js !== undefined))(
    'accepts what the pattern of $key accepts',
    (entry) => {
      const key = entry.key.slice(prefix.length);
      if (!isAnnotationKey(key)) throw new Error(`${key} has no row`);
      const { validator } = annotationRows[key];
      const pattern = new RegExp(entry.validator.js ?? '');
      for (const text of samples) {
        const tested = validator.strip ? text.replaceAll(' ', '') : text;
        expect([text, validator.accepts(text)]).toEqual([text, !/[\r\n]/.test(text) && pattern.test(tested)]);
      }
    },
  );
});

const samples = [
  ...[
    'a',
    'on',
    'off',
    'GET, PUT',
    'GET,PUT,',
    'GET,,PUT',
    'a  b',
    ',a',
    'a\tb',
    'a, b c',
    '*',
    '*,*',
    'x-a,*b',
    '0',
    '0x',
  ],
  ...[
    '-5',
    '5x',
    'x5',
    '00',
    'a0',
    '10',
    'https://a.test',
    'https://*.a.test:80',
    'https://a.test,http://b',
    'null',
    '*,https://a',
  ],
  ...[
    '://a',
    'a://',
    'HTTPS://a',
    'a_b',
    'a:',
    'a:1',
    '1:2:3',
    '**.a',
    '*.',
    '404,500',
    '404500',
    ',12',
    '404,',
    'error timeout',
  ],
  ...[
    'errortimeout',
    'auth-file',
    'xauth-map',
    'digestx',
    'TLSv1.2 TLSv1.3',
    'close',
    'keep -alive',
    'a\nb',
    'on\r',
    'a;b',
    'a"b',
  ],
  ...[
    'ECDHE:!X@STRENGTH',
    '@SECLEVEL=2',
    '@SECLEVEL=9',
    '$host',
    '${host}-x',
    '/a/b',
    '/a/b/',
    'http://x:80/y',
    '@named',
    'x y',
  ],
];

describe('aliases', () => {
  it('lead to rows', () => {
    expect([...aliases]).toEqual([
      ['whitelist-source-range', 'allowlist-source-range'],
      ['limit-whitelist', 'limit-allowlist'],
    ]);
  });
});
