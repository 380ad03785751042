import { expect, test } from 'vitest';
import type { LocationDraft, ServerDraft } from './drafts.ts';
import { appendLocation, findLocation } from './location-index.ts';
import { createPathMatches } from './path-matches.ts';

const emptyServer = (): ServerDraft => ({
  host: 'a.test',
  locations: [],
  matches: createPathMatches(),
  index: undefined,
  tls: undefined,
  from: [],
});

/** A location that counts how often somebody looks at its path. */
const watched = (path: string, exact: boolean, looks: { count: number }): LocationDraft => ({
  get path() {
    looks.count++;
    return path;
  },
  exact,
  implicit: false,
  pool: undefined,
  owner: undefined,
  plain: false,
  from: [],
});

test.each([3, 40])('among %i locations exact and prefix paths are told apart', (count) => {
  const server = emptyServer();
  const looks = { count: 0 };
  for (let i = 0; i < count; i++) {
    appendLocation(server, watched(`/p${i}`, false, looks));
    expect(findLocation(server, `/p${i}`, true)).toBeUndefined();
    appendLocation(server, watched(`/p${i}`, true, looks));
  }
  for (const exact of [true, false])
    expect(findLocation(server, '/p2', exact)).toBe(
      server.locations.find((l) => l.path === '/p2' && l.exact === exact),
    );
  expect(findLocation(server, '/other', false)).toBeUndefined();
});

test('the locations of a host are not looked through for each of its paths', () => {
  const server = emptyServer();
  const looks = { count: 0 };
  for (let i = 0; i < 2000; i++) {
    const path = `/p${i}`;
    if (findLocation(server, path, false) === undefined) appendLocation(server, watched(path, false, looks));
  }
  expect(server.locations).toHaveLength(2000);
  expect(looks.count).toBeLessThan(3 * 2000);
});
