import { expect, test } from 'vitest';
import { place, printSideLocations, type SideLocations, sideBody } from './side-place.ts';
import { NginxToken } from './token.ts';
import { directive } from './tree.ts';

const answering = (status: number): ReturnType<typeof directive<'return'>> =>
  directive('return', NginxToken.integer(status));

test('a server has one place for each content, named by its kind and number', () => {
  const side: SideLocations = {};
  expect(place(side, sideBody('auth', 'exact', [answering(204)]))).toBe('/_ic_auth_1');
  expect(place(side, sideBody('signin', 'named', [answering(204)]))).toBe('@ic_signin_2');
  expect(place(side, sideBody('auth', 'exact', [answering(204)]))).toBe('/_ic_auth_1');
  expect(printSideLocations(side)).toBe(
    [
      '        location = "/_ic_auth_1" {',
      '            internal;',
      '            return 204;',
      '        }',
      '        location @ic_signin_2 {',
      '            return 204;',
      '        }',
      '',
    ].join('\n'),
  );
});

test('a server that needs none has none', () => {
  expect(printSideLocations({})).toBe('');
});
