import { expect, test } from 'vitest';
import { parseTemplate } from '../nginx-variables.ts';
import { clientChooses, clientChoosesHost, holdsCredential } from './client-chosen.ts';

const template = (text: string) => parseTemplate(text) ?? [];

test.each([
  'https://$1/x',
  'https://$1.example.test/',
  'https://sso.$arg_tenant.example.test/',
  'https://$http_x_target',
  '$arg_where',
  'https://$cookie_next/',
  'https://$host.$arg_x/',
  'https://$request_uri',
  'http$arg_x',
])('the client chooses the host of %s', (text) => {
  expect(clientChoosesHost(template(text))).toBe(true);
});

test.each([
  'https://sso.example.test/start?rd=$escaped_request_uri',
  'https://$host/start?rd=$arg_x',
  'https://$host$request_uri',
  '$scheme://$http_host$request_uri',
  'https://$host$is_args$args',
  'https://www.$host$uri',
  'https://a.test/$1',
  'https://a.test?$args',
  '/path/$1',
  '',
])('the client does not choose the host of %j', (text) => {
  expect(clientChoosesHost(template(text))).toBe(false);
});

test('a key of cached answers has to hold a credential', () => {
  for (const text of ['$http_authorization', '$remote_user$cookie_session', 'x$arg_token', '$ssl_client_s_dn'])
    expect([text, holdsCredential(template(text))]).toEqual([text, true]);
  for (const text of ['fixed', '$host', '$remote_user', '$remote_addr', '$request_uri'])
    expect([text, holdsCredential(template(text))]).toEqual([text, false]);
});

test('a counter is chosen by the client when the client sends it', () => {
  expect(clientChooses(template('$http_x_client'))).toBe(true);
  expect(clientChooses(template('$binary_remote_addr$server_name'))).toBe(false);
});
