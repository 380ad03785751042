/**
 * What is known about the keys of ingress-nginx: facts in `test/catalogue/`, made from the reference when it lies beside the project
 * (`WRITE_CATALOGUE=1 npx vitest run --config test/vitest.config.ts test/coverage.test.ts`).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isConfigKey } from '../../src/dialects/ingress-nginx/controller/config-map-keys.ts';
import { projectRoot } from './source-tree.ts';

export interface AnnotationFacts {
  readonly key: string;
  readonly aliases: readonly string[];
  readonly group: string;
  readonly scope: string;
  readonly risk: string;
  readonly onInvalid: string;
  readonly validator: string;
  /** Blanks are removed from the tested copy. */
  readonly strip: boolean;
  readonly pattern?: string;
  readonly values?: readonly string[];
}

export interface ConfigMapFacts {
  readonly key: string;
  /** Absent where the reference describes it in words. */
  readonly standard?: string;
}

const reference = join(projectRoot, '../shared/reference');
const referenceText = (name: string): string | undefined => {
  const file = join(reference, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

const committed = (name: string): string => join(projectRoot, 'test/catalogue', name);
const readCommitted = (name: string) => JSON.parse(readFileSync(committed(name), 'utf8'));

/** One object per line, so that a difference is one line too. */
const write = (name: string, rows: readonly object[]): void =>
  writeFileSync(committed(name), `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);

const prefix = 'nginx.ingress.kubernetes.io/';

/** Undefined without the reference. */
export const annotationsOfReference = (): readonly AnnotationFacts[] | undefined => {
  const text = referenceText('ingress-nginx-annotations.yaml');
  if (text === undefined) return undefined;
  const { annotations } = parse(text) as { annotations: readonly CatalogueEntry[] };
  return annotations.map(({ key, aliases, group, scope, risk, on_invalid, validator }) => ({
    key: key.slice(prefix.length),
    aliases: aliases.map((alias) => alias.slice(prefix.length)),
    group,
    scope,
    risk,
    onInvalid: on_invalid.code,
    validator: validator.name,
    strip: validator.strip_spaces ?? false,
    ...(validator.js === undefined ? {} : { pattern: validator.js }),
    ...(validator.name === 'option' ? { values: validator.values ?? [] } : {}),
  }));
};

interface CatalogueEntry {
  readonly key: string;
  readonly aliases: readonly string[];
  readonly group: string;
  readonly scope: string;
  readonly risk: string;
  readonly on_invalid: { readonly code: string };
  readonly validator: {
    readonly name: string;
    readonly js?: string;
    readonly strip_spaces?: boolean;
    readonly values?: readonly string[];
  };
}

/** The tables of section m, and the sentence below them about keys that nothing reads. Undefined without the reference. */
export const configMapOfReference = (): readonly ConfigMapFacts[] | undefined => {
  const text = referenceText('ingress-nginx-semantics.md');
  if (text === undefined) return undefined;
  const section = text.slice(text.indexOf('\n## m.'), text.indexOf('\n## n.'));
  const rows = section
    .split('\n')
    .filter((line) => /^\| [a-z]/.test(line) && !/^\| key \|/.test(line))
    .flatMap((line) => {
      const [, keys = '', standard = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const names = expanded(keys);
      const simple = names.length === 1 && /^[\w./$+-]+( [\w.]+)*$|^\(empty/.test(standard) && !/^list /.test(standard);
      return names.map((key) => ({ key, ...(simple ? { standard: /^\(empty/.test(standard) ? '' : standard } : {}) }));
    });
  const unread = /that nothing reads: (.*)/.exec(section)?.[1] ?? '';
  return [...rows, ...[...unread.matchAll(/`([a-z-]+)`/g)].map(([, key = '']) => ({ key }))];
};

/** `ssl-session-cache, -size, -timeout`: a name that starts with a dash ends one of the names before it. */
const expanded = (cell: string): readonly string[] => {
  const names: string[] = [];
  for (const name of cell.split(',').map((word) => word.trim())) {
    const stems = [...names].reverse().flatMap((known) => {
      const parts = known.split('-');
      return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
    });
    names.push(name.startsWith('-') ? (stems.map((stem) => `${stem}${name}`).find(isConfigKey) ?? name) : name);
  }
  return names;
};

export const writeCatalogue = (): void => {
  const annotations = annotationsOfReference();
  const configMap = configMapOfReference();
  if (annotations !== undefined) write('annotations.json', annotations);
  if (configMap !== undefined) write('config-map.json', configMap);
};

export const annotationFacts = (): readonly AnnotationFacts[] => readCommitted('annotations.json');
export const configMapFacts = (): readonly ConfigMapFacts[] => readCommitted('config-map.json');
