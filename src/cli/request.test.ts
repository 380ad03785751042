import { describe, expect, test } from 'vitest';
import { nearest } from '../diagnostics/nearest.ts';
import { targets } from '../targets/registry.ts';
import { parseAddress } from './address.ts';
import { isObjectName } from './config-map.ts';
import { chooseTargets } from './target-choice.ts';

describe('addresses', () => {
  test.each([
    ['127.0.0.1:8080', { ip: '127.0.0.1', port: 8080 }],
    ['[::1]:80', { ip: '::1', port: 80 }],
    [':80', { port: 80 }],
    ['443', { port: 443 }],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test.each([
    '',
    ':',
    '0',
    ':0',
    ':65536',
    'localhost:80',
    '::1:80',
    '[127.0.0.1:80',
    '1.2.3.4',
    '1.2.3.4:80;',
    '1.2.3.4:80\n',
    '300.1.1.1:80',
  ])('not %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('targets', () => {
  const choose = (...texts: readonly string[]) => {
    const problems: string[] = [];
    return { chosen: chooseTargets(texts, (text) => problems.push(text)), problems };
  };

  test('are named by repeating and by commas, in the order given', () => {
    expect(choose('haproxy,nginx', 'contour').chosen.map(({ name }) => name)).toEqual(['haproxy', 'nginx', 'contour']);
  });

  test.each([
    ['nginx', targets.nginx.versions.default],
    ['nginx@1.22', [1, 22]],
    ['nginx@1.26.3', [1, 26]],
    ['nginx@v1.24', [1, 24]],
    ['traefik@3', targets.traefik.versions.default],
    ['contour@1.30+', [1, 30]],
  ])('%s', (text, version) => {
    expect(choose(text)).toEqual({ chosen: [{ name: text.split('@')[0], version }], problems: [] });
  });

  test.each(['nginx@1.21', 'nginx@99.0', 'nginx@', 'nginx@latest', 'nginx@1.26@2', 'traefik@2', 'haproxy@3.0;x'])(
    'not %s',
    (text) => {
      const { chosen, problems } = choose(text);
      expect(chosen).toEqual([]);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('is supported from');
    },
  );

  test('nobody has are met with a guess', () => {
    expect(choose('ngixn').problems[0]).toContain('did you mean nginx?');
    expect(choose('postgres').problems[0]).not.toContain('did you mean');
  });
});

test('names of objects', () => {
  expect(['infra/settings', 'a/b.c'].map(isObjectName)).toEqual([true, true]);
  expect(['settings.yaml', 'conf/settings.yaml', './a/b', 'a/b/c', 'A/b', '/a', 'a/'].map(isObjectName)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('the nearest word is near', () => {
  expect(nearest('treafik', ['nginx', 'traefik'])).toBe('traefik');
  expect(nearest('x', ['nginx', 'traefik'])).toBeUndefined();
});
