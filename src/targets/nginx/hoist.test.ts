import { describe, expect, test } from 'vitest';
import type { LocationShare } from './built-location.ts';
import { hoist } from './hoist.ts';
import type { BuiltServer } from './server.ts';

const share = (said: Partial<LocationShare>): LocationShare => ({
  settings: [],
  response: '',
  hidden: '',
  request: '',
  grpc: false,
  closed: false,
  ...said,
});

const server = (shares: readonly LocationShare[], explicitHeaders = false): BuiltServer => ({
  listen: '',
  names: [],
  head: '',
  side: '',
  explicitHeaders,
  locations: shares.map((s) => ({ matches: [], head: '', share: s, passing: undefined, target: '' })),
});

describe('what most locations say is said at http level', () => {
  test('whichever of them share their lists, and in whatever order they come', () => {
    const [a, sameAsA, b] = [share({ hidden: 'a' }), share({ hidden: 'a' }), share({ hidden: 'b' })];
    expect(hoist([server([a, b, b, sameAsA]), server([a])]).hidden).toBe('a');
  });

  test('of equally common texts the first in text order', () => {
    const [a, b] = [share({ settings: ['a'] }), share({ settings: ['b'] })];
    expect(hoist([server([b, a])]).settings[0]).toBe('a');
    expect(hoist([server([a, b])]).settings[0]).toBe('a');
  });

  test('an empty list is none, however common', () => {
    const [empty, one] = [share({}), share({ response: 'one' })];
    expect(hoist([server([empty, empty, one])]).response).toBe('one');
  });

  test('response headers of servers that answer by themselves do not count, everything else of them does', () => {
    const [rare, common] = [share({ response: 'rare', hidden: 'x' }), share({ response: 'common', hidden: 'y' })];
    const hoisted = hoist([server([rare]), server([common, common], true)]);
    expect(hoisted.response).toBe('rare');
    expect(hoisted.hidden).toBe('y');
  });

  test('a share in servers of both kinds counts in one of them', () => {
    const [both, other] = [share({ response: 'both' }), share({ response: 'other' })];
    expect(hoist([server([both]), server([both, both], true), server([other, other])]).response).toBe('other');
  });

  test('gRPC and other requests apart', () => {
    const [grpc, plain] = [share({ request: 'grpc', grpc: true }), share({ request: 'plain' })];
    expect(hoist([server([grpc, grpc, plain])])).toMatchObject({ request: 'plain', grpcRequest: 'grpc' });
  });
});
