import { describe, expect, it } from 'vitest';
import { parseTemplate } from './nginx-variables.ts';

const text = (t: string) => ({ kind: 'text', text: t });
const value = (kind: string, name?: string) => ({
  kind: 'request',
  value: name === undefined ? { kind } : { kind, name },
});

describe('texts with variables', () => {
  it.each([
    ['', []],
    ['/plain', [text('/plain')]],
    ['$scheme://$host$request_uri', [value('scheme'), text('://'), value('host'), value('requestUri')]],
    ['/a/$1/$12', [text('/a/'), { kind: 'capture', group: 1 }, text('/'), { kind: 'capture', group: 1 }, text('2')]],
    ['${host}x', [value('host'), text('x')]],
    ['${1}x', [{ kind: 'capture', group: 1 }, text('x')]],
    ['$http_x_real_ip', [value('header', 'x-real-ip')]],
    ['$cookie_Session_id', [value('cookie', 'Session_id')]],
    ['$arg_q', [value('argument', 'q')]],
    ['$binary_remote_addr', [value('remoteAddress')]],
    ['$no_such_thing', [value('foreign', 'no_such_thing')]],
    ['$toString', [value('foreign', 'toString')]],
  ])('%j', (source, parts) => {
    expect(parseTemplate(source)).toEqual(parts);
  });

  it.each(['$', 'a$', '$-', '${host', '$ {host}'])('%j is refused', (source) => {
    expect(parseTemplate(source)).toBeUndefined();
  });
});
