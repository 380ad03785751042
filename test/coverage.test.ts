/**
 * Every key of ingress-nginx has a row in the code, a case in fixtures/features that uses it and, where its value can be wrong, one with
 * a value that is refused, with the consequence the controller draws from it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Compiled } from '../src/compile.ts';
import type { KeyReading } from '../src/dialects/dialect.ts';
import { prefix } from '../src/dialects/ingress-nginx/annotation-row.ts';
import { aliases, annotationRows, isAnnotationKey } from '../src/dialects/ingress-nginx/annotations.ts';
import {
  type ConfigKey,
  configMapKeys,
  isConfigKey,
} from '../src/dialects/ingress-nginx/controller/config-map-keys.ts';
import {
  annotationFacts,
  annotationsOfReference,
  configMapFacts,
  configMapOfReference,
  writeCatalogue,
} from './support/catalogue.ts';
import { compileText } from './support/compile.ts';
import { foldersIn } from './support/files.ts';
import { projectRoot } from './support/source-tree.ts';

if (process.env['WRITE_CATALOGUE'] === '1') writeCatalogue();

describe('the facts', () => {
  const annotations = annotationsOfReference();
  const configMap = configMapOfReference();
  test.skipIf(annotations === undefined)('about annotations are those of the reference', () => {
    expect(annotationFacts()).toEqual(annotations);
  });
  test.skipIf(configMap === undefined)('about the ConfigMap are those of the reference', () => {
    expect(configMapFacts()).toEqual(configMap);
  });
});

describe('the tables in the code', () => {
  test('have a row for every annotation, and no other', () => {
    expect(Object.keys(annotationRows).sort()).toEqual(
      annotationFacts()
        .map(({ key }) => key)
        .sort(),
    );
    expect(annotationFacts()).toHaveLength(136);
    expect([...aliases.keys()].sort()).toEqual(
      annotationFacts()
        .flatMap((facts) => facts.aliases)
        .sort(),
    );
  });

  test.each(annotationFacts())(
    'say about $key what is known',
    ({ key, validator, strip, pattern, values, ...facts }) => {
      if (!isAnnotationKey(key)) throw new Error(`${key} has no row`);
      const row = annotationRows[key];
      expect({ ...row, reads: undefined, doc: undefined, validator: undefined }).toEqual({ ...facts });
      expect(row.validator).toMatchObject({ name: validator, strip, ...(values === undefined ? {} : { values }) });
      expect(row.validator.pattern).toBe(pattern);
    },
  );

  test('have every key of the ConfigMap with its default', () => {
    const keys = configMapFacts().map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThanOrEqual(150);
    expect(keys.filter((key) => !isConfigKey(key))).toEqual([]);
    const known = configMapFacts().filter(
      ({ key, standard }) => standard !== undefined && !defaultsInWords.includes(key),
    );
    expect(known.map(({ key }) => [key, isConfigKey(key) ? configMapKeys[key][1] : undefined])).toEqual(
      known.map(({ key, standard }) => [key, standard]),
    );
  });
});

/** Written differently in the code: this one holds only where the key is written without a value. */
const defaultsInWords: readonly string[] = ['global-auth-cache-duration'];

interface Used extends KeyReading {
  readonly fixture: string;
  /** Without the prefix; an older spelling counts for itself and for its key. */
  readonly names: readonly string[];
  /** Codes of the paths of the object that has it, in the model. */
  readonly statuses: readonly (number | undefined)[];
}

/** Every key of every case, as the compiler read it; no target is needed for that. */
const used: Used[] = [];

const root = join(projectRoot, 'fixtures/features');
const cases = foldersIn(root).flatMap((feature) => foldersIn(join(root, feature)).map((name) => `${feature}/${name}`));

beforeAll(() => {
  for (const fixture of cases) {
    const folder = join(root, fixture);
    const options = join(folder, 'options.json');
    const dialect = existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {};
    const compiled = compileText(readFileSync(join(folder, 'in.yaml'), 'utf8'), { targets: [], dialect });
    for (const key of compiled.keys)
      used.push({ ...key, fixture, names: namesOf(key), statuses: statusesOf(compiled, key) });
  }
});

const namesOf = ({ key, at }: KeyReading): readonly string[] => {
  if (at.object.ref.kind === 'ConfigMap') return [`ConfigMap ${key}`];
  const short = key.slice(prefix.length);
  const current = aliases.get(short);
  return current === undefined ? [short] : [short, current];
};

const statusesOf = ({ model }: Compiled, { at }: KeyReading): readonly (number | undefined)[] =>
  model.sites.flatMap((site) =>
    site.routes
      .filter(({ ingress }) => ingress?.namespace === at.object.ref.namespace && ingress.name === at.object.ref.name)
      .map(({ features }) => features.denied?.status.value),
  );

const of = (name: string): readonly Used[] => used.filter(({ names }) => names.includes(name));

describe('every annotation', () => {
  const names = annotationFacts().flatMap(({ key, aliases: older }) => [key, ...older]);
  test.each(names)('%s is used by a case', (name) => {
    // HTTP/2 push is gone.
    const wanted = name === 'http2-push-preload' ? 'ignored' : 'read';
    expect(of(name).filter(({ status }) => status === wanted)).not.toEqual([]);
  });

  /** What a case with a refused value has to show. The code is that of the finding. */
  const shown: Readonly<Record<string, (use: Used) => boolean>> = {
    use_default: ({ status, code, statuses, names }) =>
      status === 'invalid' && code !== 'D302' && !statuses.includes(503) && (statuses.length > 0 || ofCanary(names)),
    other: ({ status, code, statuses }) => status === 'invalid' && code === 'D300' && statuses.length > 0,
    drop_ingress: ({ status, code, statuses }) => status === 'dropped' && code === 'D301' && statuses.length === 0,
    deny_location: ({ status, code, statuses }) =>
      status === 'invalid' && code === 'D302' && statuses.length > 0 && statuses.every((closed) => closed === 503),
    drop_group: ({ status, code, statuses }) =>
      status === 'invalid' && ['D304', 'D380'].includes(code ?? '') && statuses.length > 0 && !statuses.includes(503),
  };

  test.each(annotationFacts().filter(({ onInvalid }) => onInvalid !== 'never'))(
    '$key with a refused value: $onInvalid',
    ({ key, onInvalid }) => {
      if (!isAnnotationKey(key)) throw new Error(`${key} has no row`);
      const { validator } = annotationRows[key];
      const refused = of(key).filter(({ value }) => value !== '' && !validator.accepts(value));
      expect(refused.map(({ fixture, status, code }) => [fixture, status, code])).not.toEqual([]);
      expect(refused.some((use) => shown[onInvalid]?.(use) === true)).toBe(true);
    },
  );

  test.each(annotationFacts().filter(({ onInvalid }) => onInvalid === 'never'))(
    '$key is refused with the default risk level, and blanked without the permission',
    ({ key }) => {
      expect(of(key).some(({ status, code }) => status === 'dropped' && code === 'D305')).toBe(true);
      expect(of(key).some(({ status, code }) => status === 'ignored' && code === 'D308')).toBe(true);
    },
  );
});

describe('every key of the ConfigMap', () => {
  const keys = Object.keys(configMapKeys).filter(isConfigKey);
  test.each(keys)('%s is used by a case', (key) => {
    const wanted = configMapKeys[key][2] === 'unread' || withoutEffect.includes(key) ? 'ignored' : 'read';
    expect(of(`ConfigMap ${key}`).filter(({ status }) => status === wanted)).not.toEqual([]);
  });

  // Settings that are kept as remarks are not looked into.
  test.each(keys.filter((key) => configMapKeys[key][2] === 'read'))('%s with a refused value', (key) => {
    expect(of(`ConfigMap ${key}`).filter(({ status }) => status === 'invalid')).not.toEqual([]);
  });

  test('a misspelt one is told with the key that was probably meant', () => {
    const codes = used.filter(({ names, status }) => names[0]?.startsWith('ConfigMap ') && status === 'unknown');
    expect(new Set(codes.map(({ code }) => code))).toEqual(new Set(['D351', 'D352', 'D359']));
  });
});

/** Valid and without effect whatever they say. */
const withoutEffect: readonly ConfigKey[] = ['allow-backend-server-header', 'strict-validate-path-type'];

/** A canary has no paths of its own. */
const ofCanary = (names: readonly string[]): boolean =>
  names.some((name) => isAnnotationKey(name) && annotationRows[name].group === 'canary');
