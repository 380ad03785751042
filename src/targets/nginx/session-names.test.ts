import { expect, test } from 'vitest';
import { endpointAddresses } from './session-names.ts';

const at = (ip: string, port = 80): readonly string[] =>
  endpointAddresses({ kind: 'addresses', addresses: [{ ip, port }] });

test.each([
  ['10.0.0.1', '10.0.0.1:80'],
  ['255.249.199.0', '255.249.199.0:80'],
  ['fd00::1', '[fd00::1]:80'],
  ['::ffff:10.0.0.1', '[::ffff:10.0.0.1]:80'],
])('nginx connects to %s', (ip, address) => {
  expect(at(ip)).toEqual([address]);
});

test.each(['10.0.0.256', '10.0.0', '10.0.0.1.', '010.0.0.1', '10.0.0.1 ', 'host', ''])('but not to %j', (ip) => {
  expect(at(ip)).toEqual([]);
});

test('nor to a port that there is none', () => {
  expect([...at('10.0.0.1', 0), ...at('10.0.0.1', 65536)]).toEqual([]);
});
